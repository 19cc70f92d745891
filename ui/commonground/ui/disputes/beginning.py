"""`/disputes/new`: asking another council whose something is, from a handoff or from the directory."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.crossings.types import KIND_LABELS, OfferView, Side
from commonground.platform.directory.queries import council_called
from commonground.platform.disputes.errors import DisputeRefusedError
from commonground.platform.disputes.types import NewDispute
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.disputes import service
from commonground.tenants.disputes.load import load_disputed
from commonground.ui.declare import Effect, declare
from commonground.ui.disputes.forms import BeginForm, BoundaryForm
from commonground.ui.disputes.views import PATH, BeginPage
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.areas import read_area
from commonground.ui.handoffs.people import council_name, other_councils
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_TO: Final = Action.SETTLE_DISPUTE
_IDS: Final = {"handoff": "crossing", "council": "council"}
CONFLICT: Final = 409


@get(f"{PATH}/new", opt=declare(_TO, ids=_IDS))
async def form_page(work: RequestWork, handoff: FromQuery[str] = "", council: FromQuery[str] = "") -> Page:
    """`handoff`: about which. `council`: with which, by its short name, where the directory names both."""
    if handoff:
        offer = await load_disputed(work, handoff)
        return await _shown(work, BeginForm(None, {"handoff": offer.reference}), offer)
    other = (await council_called(work, council)).id if council else None
    return await _shown(work, BoundaryForm(None, {"other": str(other or "")}), None)


def example() -> dict[str, str | list[str]]:
    return {"handoff": "", "other": "00000000-0000-7000-8000-000000000000", "kind": "border_place", "postcode": "",
            "lead": "theirs", "reason": "harm_happens", "words": "It happens on their side of the road."}  # fmt: skip


@post(f"{PATH}/new", status_code=200, opt=declare(_TO, effect=Effect.CHANGE, ids=_IDS, body=example))
async def sent(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Ask the other council."""
    form: BeginForm = await BoundaryForm.read(request)
    offer = await load_disputed(work, form.handoff.data) if form.handoff.data else None
    audit.looked_at(work, _TO, _subject(offer))
    if offer is not None:
        form = await BeginForm.read(request)
    await _offer(work, form, offer)
    conflict = ""
    if form.validate() and form.second_look(list(form.flagged())):
        try:
            if (new := await _typed(work, form, offer)) is not None:
                reference = await service.begin(work, new)
                said = gettext("Asked. The other council is told, and has three working days.")
                return redirect(request, f"{PATH}/{reference}", said)
        except IncompleteError as lacking:
            form.refuse(lacking)
        except DisputeRefusedError as quicker:
            conflict = quicker.sentence
    return await _shown(work, form, offer, conflict)


async def _typed(work: Work, form: BeginForm, offer: OfferView | None) -> NewDispute | None:
    """Of a form that is valid; None where the postcode is not known, which the form then says."""
    us, words = work.actor.council, form.words.data or ""
    if offer is not None:
        lead = us if form.is_ours else _them(offer)
        return NewDispute(lead_id=lead, reason=form.why, words=words, offer_id=offer.id)
    boundary = cast(BoundaryForm, form)
    known, area = await read_area(work, boundary.postcode)
    if not known:
        return None
    other = cast(UUID, uuid_of(boundary.other.data))
    lead = us if form.is_ours else other
    return NewDispute(lead_id=lead, reason=form.why, words=words, other_id=other, kind=boundary.about, area=area)


def _them(offer: OfferView) -> UUID:
    return offer.receiver_id if offer.side is Side.SENDER else offer.sender_id


async def _offer(work: Work, form: BeginForm, offer: OfferView | None) -> None:
    them = offer.other if offer is not None else ""
    if isinstance(form, BoundaryForm):
        councils = await other_councils(work)
        form.offer_councils(councils)
        them = {str(each): name for each, name in councils}.get(form.other.data or "", "")
    form.offer(await council_name(work, work.actor.council), them)


async def _shown(work: Work, form: BeginForm, offer: OfferView | None, conflict: str = "") -> Page:
    await _offer(work, form, offer)
    us = await council_name(work, work.actor.council)
    in_codes = offer is not None and offer.side is Side.SENDER and offer.accepted_at is None
    about = () if offer is not None else ("other", "kind", "postcode")
    acting = _responsible(offer) if offer is not None else us
    view = BeginPage(
        about=f"{offer.reference}: {KIND_LABELS[offer.kind]}" if offer is not None else "",
        href=f"/handoffs/{offer.reference}" if offer is not None else PATH,
        fields=(*about, "lead", "reason", *(() if in_codes else ("words",))),
        meanwhile=gettext("Until it is settled, %(council)s goes on acting and stays responsible.")
        % {"council": acting},
        in_codes=in_codes,
        conflict=conflict,
    )
    await audit.record(work, _TO, _subject(offer))
    return Page("disputes/begin.html", view, form=form, status=CONFLICT if conflict else None)


def _subject(offer: OfferView | None) -> audit.Subject:
    return audit.Subject("disputes") if offer is None else audit.Subject("crossing", offer.id, offer.reference)


def _responsible(offer: OfferView) -> str:
    return offer.receiver if offer.responsible_id == offer.receiver_id else offer.sender


HANDLERS = [form_page, sent]
