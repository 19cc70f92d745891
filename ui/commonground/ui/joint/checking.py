"""`/joint/{reference}/minutes/{id}`: a second person looks through minutes before the others read them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.joint.errors import JointRefusedError
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.joint import service
from commonground.tenants.joint.load import Joint, load_joint, subject_of
from commonground.tenants.joint.queries import minutes_called
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.joint.moves import CONFLICT, MoveView
from commonground.ui.joint.part_forms import CheckForm
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_MINUTES: Final = {"reference": "joint", "minutes": "joint_minutes"}


@get("/joint/{reference:str}/minutes/{minutes:uuid}", opt=declare(Action.WORK_JOINT, ids=_MINUTES))
async def minutes_page(work: RequestWork, reference: FromPath[str], minutes: FromPath[UUID]) -> Page:
    """Minutes that nobody else has read yet, for whoever looks through them."""
    joint = await load_joint(work, reference, to=Action.WORK_JOINT)
    await audit.record(work, Action.READ_JOINT, subject_of(joint.link))
    return await _minutes(work, joint, minutes, CheckForm(None))


@post(
    "/joint/{reference:str}/minutes/{minutes:uuid}",
    status_code=200,
    opt=declare(
        Action.WORK_JOINT, effect=Effect.CHANGE, ids=_MINUTES, body=lambda: {"answer": "return", "words": "Too much."}
    ),
)
async def check(
    request: AnyRequest, work: RequestWork, reference: FromPath[str], minutes: FromPath[UUID]
) -> Page | Response[Any]:
    """As the second person: publish them, or give them back."""
    joint = await load_joint(work, reference, to=Action.WORK_JOINT)
    form = await CheckForm.read(request)
    conflict = ""
    try:
        if form.validate():
            publish = form.answer.data == "publish"
            await service.check_minutes(work, minutes, publish=publish, words=form.words.data or "")
            said = gettext("The others read them now.") if publish else gettext("Given back.")
            return redirect(request, f"/joint/{joint.link.reference}", said)
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except JointRefusedError as quicker:
        conflict = quicker.sentence
    return await _minutes(work, joint, minutes, form, conflict)


async def _minutes(work: Work, joint: Joint, minutes: UUID, form: CheckForm, conflict: str = "") -> Page:
    found = await minutes_called(work, joint.link.id, minutes)
    if found is None:
        raise NotFoundHereError
    anew = f"/joint/{joint.link.reference}/parts/{found.meeting_id}/minutes"
    waits = found.state == "waiting" and found.writer_id != work.actor.staff_id
    view = MoveView(
        reference=joint.link.reference,
        title=joint.round.concern.title,
        href=f"/joint/{joint.link.reference}",
        heading=gettext("Minutes"),
        explain=found.check_words
        or gettext("Look for whatever tells who somebody is. Nobody outside your council reads them before that."),
        button=gettext("Save the answer") if waits else "",
        words=found.words,
        kept=False,
        conflict=conflict,
        beside=(gettext("Write them anew"), anew) if found.state == "returned" else None,
    )
    return Page("joint/move.html", view, form=form, status=CONFLICT if conflict else None)


HANDLERS = [minutes_page, check]
