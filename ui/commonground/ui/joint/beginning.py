"""`/contexts/{reference}/begin-joint`: a joint concern is begun from a context of one's own."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, Held, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.policy import area_at
from commonground.platform.joint.types import JointKind
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.contexts.load import held_context, load_context, subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.joint import service
from commonground.tenants.joint.types import NewJoint
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.joint.moves import MoveView
from commonground.ui.joint.side_forms import BeginForm
from commonground.ui.joint.verbs import NOBODY
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_KIND: Final = {"group": "peer_group", "place": "place", "school": "school", "online": "online"}
_OF_CONTEXT: Final = {"reference": "context"}


@get("/contexts/{reference:str}/begin-joint", opt=declare(Action.COORDINATE_JOINT, ids=_OF_CONTEXT))
async def begin_page(work: RequestWork, reference: FromPath[str]) -> Page:
    row = await _our_context(work, reference)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    form = BeginForm(None, {"kind": _KIND.get(row.kind, "place")})
    await _offer(work, form)
    return _begin(row, form)


@post(
    "/contexts/{reference:str}/begin-joint",
    status_code=200,
    opt=declare(
        Action.COORDINATE_JOINT,
        effect=Effect.CHANGE,
        ids={**_OF_CONTEXT, "place": "staff"},
        body=lambda: {
            "title": "Young people on one bus route",
            "kind": "place",
            "harms": "bullying",
            "place": NOBODY,
            "keep": "365",
        },
    ),
)
async def begin(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Begin one about this context. Nothing of the context itself goes along."""
    row = await _our_context(work, reference)
    form = await BeginForm.read(request)
    await _offer(work, form)
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            made = await service.begin(work, row, _typed(form, await area_at(work, row.postcode)))
            return redirect(request, f"/joint/{made}", gettext("It has begun. Ask other councils to join."))
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    return _begin(row, form)


async def _our_context(work: Work, reference: str) -> ContextRow:
    row = await load_context(work, reference, to=Action.CHANGE_CONTEXT)
    if not decide(work.actor, Action.COORDINATE_JOINT, await held_context(work, row)):
        raise NotFoundHereError
    return row


async def _offer(work: Work, form: BeginForm) -> None:
    form.offer(await who_works_here(work), Held(None, None), Action.READ_JOINT, Action.COORDINATE_JOINT)


def _typed(form: BeginForm, area: str | None) -> NewJoint:
    holder = form.holder()
    if holder.lead_id is None:
        raise IncompleteError((Problem("place", gettext("Choose who speaks for your council")),))
    return NewJoint(
        kind=JointKind(form.kind.data or ""),
        title=form.title.data or "",
        harms=tuple(form.harms.data),
        area=area,
        team_id=holder.team_id,
        coordinator_id=holder.lead_id,
        keep_days=int(form.keep.data or 0),
    )


def _begin(row: ContextRow, form: BeginForm) -> Page:
    view = MoveView(
        reference=row.reference,
        title=row.name,
        href=f"/contexts/{row.reference}",
        heading=gettext("Begin a joint concern"),
        explain=gettext(
            "Several councils and their partners work on one thing together. Nothing of your context goes along: you"
            " add what the others should know, without names."
        ),
        button=gettext("Begin it"),
        words="",
        kept=False,
        conflict="",
    )
    return Page("joint/begin.html", view, form=form)


HANDLERS = [begin_page, begin]
