"""`/joint/{reference}/answer` and `/decline`: what another council asks, before one has joined."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, Held
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.joint import queries
from commonground.platform.joint.errors import JointRefusedError
from commonground.platform.joint.types import KIND_LABELS, Party
from commonground.platform.reference import HARMS
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.joint import service
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.joint.doing import side_of
from commonground.ui.joint.forms import WordsForm
from commonground.ui.joint.moves import CONFLICT, MoveView
from commonground.ui.joint.side_forms import OurSideForm
from commonground.ui.joint.verbs import NOBODY, WORDS
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page


@get("/joint/{reference:str}/answer", opt=declare(Action.COORDINATE_JOINT, ids={"reference": "joint_asked"}))
async def answer_page(work: RequestWork, reference: FromPath[str]) -> Page:
    """What another council asks: codes, an area, and who asks. No words before one has joined."""
    party = await _asked(work, reference)
    await audit.record(work, Action.READ_JOINT, _subject_of_asked(party))
    form = OurSideForm(None)
    await _offer(work, form)
    return _answer(party, form)


@post(
    "/joint/{reference:str}/answer",
    status_code=200,
    opt=declare(
        Action.COORDINATE_JOINT,
        effect=Effect.CHANGE,
        ids={"reference": "joint_asked", "place": "staff"},
        body=lambda: {"place": NOBODY, "keep": "365", "context": ""},
        confirm=True,
    ),
)
async def answer(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    party = await _asked(work, reference)
    form = await OurSideForm.read(request)
    await _offer(work, form)
    conflict = ""
    try:
        if form.validate():
            await service.join(work, party.concern_id, party.reference, await side_of(work, form))
            return redirect(request, f"/joint/{party.reference}", gettext("Your council has joined."))
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except JointRefusedError as quicker:
        conflict = quicker.sentence
    return _answer(party, form, conflict)


@get("/joint/{reference:str}/decline", opt=declare(Action.COORDINATE_JOINT, ids={"reference": "joint_asked"}))
async def decline_page(work: RequestWork, reference: FromPath[str]) -> Page:
    party = await _asked(work, reference)
    await audit.record(work, Action.READ_JOINT, _subject_of_asked(party))
    return _decline(party, WordsForm(None))


@post(
    "/joint/{reference:str}/decline",
    status_code=200,
    opt=declare(
        Action.COORDINATE_JOINT, effect=Effect.CHANGE, ids={"reference": "joint_asked"}, body=lambda: dict(WORDS)
    ),
)
async def decline(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    party = await _asked(work, reference)
    form = await WordsForm.read(request)
    conflict = ""
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            await service.decline(work, party.concern_id, form.words.data or "")
            return redirect(request, "/joint", gettext("Declined. They read why."))
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except JointRefusedError as quicker:
        conflict = quicker.sentence
    return _decline(party, form, conflict)


async def _asked(work: Work, reference: str) -> Party:
    known = parse_reference(reference, kind=ReferenceKind.JOINT) or ""
    found = await queries.asked_of_us(work, known)
    if not found:
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_JOINT, _subject_of_asked(found[0]))
    return found[0]


def _subject_of_asked(party: Party) -> audit.Subject:
    return audit.Subject("joint", party.concern_id, party.reference)


def _asked_view(party: Party, heading: str, explain: str, button: str, conflict: str) -> MoveView:
    harms = ", ".join(HARMS.label(harm) for harm in party.harms if harm in HARMS)
    said = {"council": party.invited_by, "kind": gettext(KIND_LABELS[party.kind]), "harms": harms}
    asks = gettext("%(council)s asks. Kind: %(kind)s. Harms: %(harms)s.") % said
    return MoveView(party.reference, party.reference, "/joint", heading, explain, button, asks, False, conflict)


def _answer(party: Party, form: OurSideForm, conflict: str = "") -> Page:
    heading, button = gettext("Join a joint concern?"), gettext("Join")
    explain = gettext("Once you have joined you see what the others show you, and they see who speaks for you.")
    if party.on_reason:
        explain += " " + gettext(
            "No agreement between your councils allows it: they gave a reason, and your information-governance lead is"
            " told once you join."
        )
    view = _asked_view(party, heading, explain, button, conflict)
    return Page("joint/answer.html", view, form=form, status=CONFLICT if conflict else None)


def _decline(party: Party, form: WordsForm, conflict: str = "") -> Page:
    explain = gettext("The council that asked reads why.")
    view = _asked_view(party, gettext("Decline to join"), explain, gettext("Decline"), conflict)
    return Page("joint/move.html", view, form=form, status=CONFLICT if conflict else None)


async def _offer(work: Work, form: OurSideForm) -> None:
    form.offer(await who_works_here(work), Held(None, None), Action.READ_JOINT, Action.COORDINATE_JOINT)


HANDLERS = [answer_page, answer, decline_page, decline]
