"""The two addresses of each thing that either side does with an offer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, Final

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, reach_of
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.crossings import service
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.rules import acts_of
from commonground.platform.crossings.types import Act, OfferView, Side, State, Verb
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import load_disclosure
from commonground.tenants.disclosures.rules import conference_due, respond_by
from commonground.tenants.disclosures.service import withdraw
from commonground.tenants.joint.words import check_words
from commonground.tenants.received.load import load_received
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.act_forms import ConferenceForm, DeclineForm, OpenForm, PurgeForm, SaidForm, WordsForm
from commonground.ui.handoffs.moves import MOVES, Move
from commonground.ui.handoffs.people import other_councils, takers
from commonground.ui.handoffs.views import ActView
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS: Final = {"reference": "crossing"}
CONFLICT: Final = 409


def act_pages(move: Move) -> list[HTTPRouteHandler]:
    """The form's page and what it sends to."""
    path = f"/handoffs/{{reference:str}}/{move.slug}"

    @get(path, opt=declare(move.action, ids=_IDS, confirm=move.confirm), name=f"handoff.{move.slug}")
    async def page(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        offer = await load_for(work, move, reference)
        if move.act not in acts_of(offer.verb, offer.standing, offer.side, purged=bool(offer.purged)):
            said = gettext("It has moved on meanwhile.")
            return redirect(request, f"/handoffs/{offer.reference}", said, done=False)
        return await _shown(work, move, offer, form_of(move, offer)())

    @post(
        path,
        status_code=200,
        opt=declare(move.action, effect=Effect.CHANGE, ids=_IDS, body=lambda: dict(move.body), confirm=move.confirm),
        name=f"handoff.{move.slug}.save",
    )
    async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        offer = await load_for(work, move, reference)
        form = await form_of(move, offer).read(request)
        await _offer(work, form)
        status = None
        if form.validate() and (not isinstance(form, SaidForm) or form.second_look(list(form.flagged()))):
            try:
                await _do(work, move, offer, form)
            except IncompleteError as refused:
                form.refuse(refused)
            except CrossingRefusedError as quicker:
                form.refuse(quicker)
                status = CONFLICT
            else:
                return redirect(request, f"/handoffs/{offer.reference}", str(move.done))
        return await _shown(work, move, offer, form, status)

    return [page, sent]


def form_of(move: Move, offer: OfferView) -> type[Form]:
    """A notice is opened by acknowledging it: then that asks who opens it."""
    if opens(move.act, offer):
        return OpenForm
    return WordsForm if move.act is Act.CLOSE and gives_up(offer) else move.form


def opens(act: Act, offer: OfferView) -> bool:
    return act is Act.ACCEPT or (act is Act.ACKNOWLEDGE and offer.verb is Verb.INFORM)


def gives_up(offer: OfferView) -> bool:
    """Whether closing it ends a hand-over by which nothing has moved."""
    return offer.verb is Verb.HAND_OVER and offer.state in (State.ACCEPTED, State.CONFERENCE_HELD)


async def load_for(work: Work, move: Move, reference: str) -> OfferView:
    """The offer, if the actor may do this with it. Raises `NotFoundHereError`."""
    offer = await offer_called(work, reference, move.side)
    if offer.side is Side.SENDER:
        await load_disclosure(work, reference, to=move.action)
    elif move.opened or offer.is_open:
        await load_received(work, reference, to=Action.READ_HANDOFF)
    elif reach_of(work.actor, Action.ANSWER_CROSSING) is None:
        raise NotFoundHereError
    audit.looked_at(work, move.action, audit.Subject("crossing", offer.id, offer.reference))
    return offer


async def _offer(work: Work, form: Form) -> None:
    if isinstance(form, OpenForm):
        form.offer(await takers(work))
    elif isinstance(form, DeclineForm):
        form.offer(await other_councils(work))


async def _shown(work: Work, move: Move, offer: OfferView, form: Form, status: int | None = None) -> Page:
    await _offer(work, form)
    opening = opens(move.act, offer)
    base = f"/handoffs/{offer.reference}"
    view = ActView(
        reference=offer.reference,
        href=base,
        heading=gettext("Acknowledge and open it") if opening and move.act is Act.ACKNOWLEDGE else str(move.heading),
        lead=_lead(move, offer),
        button=gettext("Acknowledge and open") if opening and move.act is Act.ACKNOWLEDGE else str(move.button),
        here=f"{base}/{move.slug}",
        warning=move.warning,
        fields=_in_order(form),
    )
    await audit.record(work, move.action, audit.Subject("crossing", offer.id, offer.reference))
    return Page("handoffs/act.html", view, form=form, status=status)


def _lead(move: Move, offer: OfferView) -> str:
    if opens(move.act, offer) and move.act is Act.ACKNOWLEDGE:
        return gettext("Your council gets its own copy of the notice. Nothing else follows.")
    if move.act is Act.CLOSE and gives_up(offer):
        return gettext(
            "They read why. Your council stays responsible, as it was. Their copy is theirs until they delete it: ask"
            " them to."
        )
    return str(move.lead)


def _in_order(form: Form) -> tuple[str, ...]:
    """The questions as they are asked: what is written at last."""
    names = [field.name for field in form if field.name not in ("version", "words")]
    return (*names, *(["words"] if "words" in form else []))


async def _do(work: Work, move: Move, offer: OfferView, form: Form) -> None:
    words = str(form["words"].data or "") if "words" in form else ""
    check_words({"words": words})
    if isinstance(form, OpenForm):
        taker, team = form.chosen
        await service.open_package(work, offer.id, move.act, taker=taker, team=team, words=words)
    elif isinstance(form, DeclineForm):
        await service.decline(work, offer.id, form.why, words, form.try_council)
    elif isinstance(form, ConferenceForm):
        await service.hold_conference(work, offer.id, _held_at(work, form.held_on.data), words)
    elif isinstance(form, PurgeForm):
        await service.answer_purge(work, offer.id, done=form.deletes, words=words)
    elif move.act is Act.COMPLETE:
        await service.complete(work, offer.id, conference_due(work.now, calendar_of(work.actor)))
    elif isinstance(form, WordsForm):
        await service.act(work, offer.id, move.act, {"words": words.strip(), **_clock(work, move, offer)})
    elif move.act is Act.WITHDRAW:
        await withdraw(work, await load_disclosure(work, offer.reference, to=Action.PREPARE_DISCLOSURE, lock=True))
    else:
        await service.act(work, offer.id, move.act, _clock(work, move, offer))


def _clock(work: Work, move: Move, offer: OfferView) -> dict[str, object]:
    """Whoever's turn it is next has as long as the first answer may take."""
    if move.act not in (Act.ACKNOWLEDGE, Act.QUERY):
        return {}
    return {"respond_by": respond_by(offer.urgency, work.now, calendar_of(work.actor))}


def _held_at(work: Work, held_on: date | None) -> datetime:
    """Noon of that day; of today, now: what is to come is refused."""
    if held_on is None or held_on == work.now.astimezone(LONDON).date():
        return work.now
    return datetime.combine(held_on, time(12), LONDON).astimezone(UTC)


HANDLERS = [handler for move in MOVES.values() for handler in act_pages(move)]
