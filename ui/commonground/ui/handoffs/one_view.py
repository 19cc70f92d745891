"""The page of one crossing: what its reader may see, and what they may do now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Final

from sqlalchemy import select

from commonground.platform.access import Action, decide, reach_of
from commonground.platform.crossings.models import Receipt
from commonground.platform.crossings.queries import receipts_of, steps_of, thread_of
from commonground.platform.crossings.rules import acts_of, news_goes
from commonground.platform.crossings.types import (
    KIND_LABELS,
    STATE_LABELS,
    VERB_LABELS,
    Act,
    OfferView,
    Side,
    State,
    Verb,
)
from commonground.platform.disputes.queries import disputes_of_offer
from commonground.platform.disputes.types import STATE_LABELS as DISPUTE_LABELS
from commonground.platform.disputes.types import DisputeView
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import held_disclosure
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.queries import unsent_news, waiting_supplement
from commonground.tenants.disclosures.types import STATE_LABELS as DRAFT_LABELS
from commonground.tenants.disclosures.types import DisclosureState
from commonground.tenants.disputes.load import may_be_disputed
from commonground.tenants.received.models import ReceivedHandoff
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.ui.handoffs.build_view import heading_of, offer_seen
from commonground.ui.handoffs.moves import MOVES
from commonground.ui.handoffs.people import council_name, staff_name
from commonground.ui.handoffs.reading import Reader, may_do, mine_of, reader_of, record_link
from commonground.ui.handoffs.showing import (
    TAGS,
    clock_of,
    offer_facts,
    reasons_of,
    receipt_lines,
    state_label,
    step_lines,
)
from commonground.ui.handoffs.views import ActLink, OfferPage
from commonground.ui.shell.dates import moment, short_moment
from commonground.ui.shell.i18n import gettext

_ORDER: Final = (
    Act.ACCEPT, Act.ACKNOWLEDGE, Act.QUERY, Act.COMPLETE, Act.ASK_MORE, Act.HOLD_CONFERENCE, Act.TAKE_RESPONSIBILITY,
    Act.ANSWER_PURGE, Act.SAY, Act.ESCALATE, Act.ASK_PURGE, Act.DECLINE, Act.WITHDRAW, Act.CLOSE,
)  # fmt: skip  # the order of the page
_OFFERED_AGAIN: Final = (State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.STOPPED)
_DRAFT_TAGS: Final = {"draft": "draft", "proposed": "waiting", "authorised": "accepted", "refused": "waiting"}


async def offer_page(work: Work, offer: OfferView) -> OfferPage:
    """What everybody who may see crossings sees; the package's address, and what may be done, for those who may."""
    received, own = await mine_of(work, offer)
    reader = await reader_of(work, received, own)
    reads = reader.reads
    steps, receipts = await steps_of(work, offer.id), await receipts_of(work, offer.id)
    disputes = await disputes_of_offer(work, offer.id)
    news = await _news(work, offer)
    record = await record_link(work, own) if own is not None and reads else ("", "")
    referral = await _referral(work, received) if received is not None else ("", "")
    said = {"verb": VERB_LABELS[offer.verb], "kind": KIND_LABELS[offer.kind], "council": offer.other}
    ours = offer.side is Side.SENDER
    return OfferPage(
        reference=offer.reference,
        heading=(
            gettext("%(verb)s: %(kind)s, to %(council)s") if ours else gettext("%(verb)s: %(kind)s, from %(council)s")
        )
        % said,
        facts_heading=gettext("What they see") if ours else gettext("The offer"),
        state=TAGS[offer.standing],
        state_label=state_label(offer),
        lead=_lead(offer, reads=reads),
        clock=clock_of(offer, work.now),
        facts=tuple(offer_facts(offer)),
        acts=(*_acts(work, offer, received, reader, news), *_dispute_act(work, offer, disputes)),
        steps=tuple(sorted([*step_lines(offer, steps), *_dispute_lines(disputes)], key=itemgetter(0), reverse=True)),
        receipts=receipt_lines(offer, receipts),
        package_href=f"/handoffs/{offer.reference}/package" if reads and _has_package(offer) else "",
        reasons=reasons_of(own) if own is not None and reader.answers_for else (),
        referral_href=referral[0],
        record_href=record[0],
        record_title=record[1],
        thread=await _thread(work, offer),
        disputes=tuple((each.reference, f"/disputes/{each.reference}", _dispute_words(each)) for each in disputes),
        notes=tuple(_notes(offer, kept=_kept(receipts), news=news)),
        escalated=offer.escalated_at is not None,
    )


def _has_package(offer: OfferView) -> bool:
    return offer.side is Side.SENDER or offer.is_open


def _lead(offer: OfferView, *, reads: bool) -> str:
    if offer.standing is State.STOPPED:
        return _lead_of_stopped(offer)
    if offer.side is Side.RECEIVER and not offer.is_open:
        return gettext(
            "That is all we can show until a named person takes it. This page holds no names, no place and no story."
        )
    if offer.side is Side.RECEIVER and not reads:
        return gettext("It was accepted here. Whoever took it, and their team, can open it.")
    if offer.side is Side.SENDER and not offer.is_open:
        return gettext("Until somebody there accepts it, they see what stands under “What they see”, and nothing else.")
    return ""


def _lead_of_stopped(offer: OfferView) -> str:
    """Withdrawing erases its words, so they are taken along before: the new draft copies them."""
    if offer.side is Side.RECEIVER:
        return gettext(
            "The agreement under which it was offered is over: nobody can accept it. It can be declined, and they"
            " can offer it anew."
        )
    said = gettext(
        "The agreement under which it was offered is over: nobody at %(council)s can accept it. Offer it again first,"
        " and say why they have to hear it all the same: the new draft has its words. Then withdraw this one, which"
        " erases it."
    )
    return said % {"council": offer.receiver}


def _acts(work: Work, offer: OfferView, received: ReceivedHandoff | None, reader: Reader, news: _News) -> list[ActLink]:
    """What this reader may do now: one that shows works."""
    base, can = f"/handoffs/{offer.reference}", _can(offer)
    found = [
        ActLink(str(MOVES[act].heading), f"{base}/{MOVES[act].slug}", warning=MOVES[act].warning)
        for act in _ORDER
        if act in can and act in MOVES and _fits(act, offer) and may_do(work, MOVES[act], offer, reader)
    ]
    if received is not None and reader.reads and _to_take_in(offer, received):
        found.insert(0, ActLink(gettext("Take it in as a referral"), f"{base}/take-in"))
    if news is _News.UNSENT and reader.reads:
        found.append(ActLink(gettext("Read the later news that was not sent"), f"{base}/package#not-sent"))
    if offer.side is Side.SENDER and reader.may(work, Action.PREPARE_DISCLOSURE):
        if Act.SUPPLEMENT in can and news is not _News.WAITS:
            found.append(ActLink(gettext("Send later news as a supplement"), f"{base}/supplement"))
        if offer.standing in _OFFERED_AGAIN:
            found.append(ActLink(gettext("Offer it again"), f"/handoffs/new?again={offer.reference}"))
    return found


def _can(offer: OfferView) -> frozenset[Act]:
    return acts_of(offer.verb, offer.standing, offer.side, purged=bool(offer.purged))


class _News(StrEnum):
    """Of later news of ours that the other council has not got."""

    NONE = "none"
    WAITS = "waits"
    """A second person is asked, and it can be sent still."""
    UNSENT = "unsent"


async def _news(work: Work, offer: OfferView) -> _News:
    if not news_goes(offer):
        return _News.NONE if await unsent_news(work, offer) is None else _News.UNSENT
    return _News.NONE if await waiting_supplement(work, offer.id, offer.last_no) is None else _News.WAITS


def _to_take_in(offer: OfferView, received: ReceivedHandoff) -> bool:
    """Whether there is a copy still. Declining erases it too, and the reason stays when the sender closes it."""
    return received.referral_id is None and received.purged_at is None and offer.decline_reason is None


def _fits(act: Act, offer: OfferView) -> bool:
    if act is Act.COMPLETE:
        return offer.complete_at is None and offer.verb is Verb.HAND_OVER
    if act is Act.ANSWER_PURGE:
        return offer.purge_asked_at is not None and offer.purge_answered_at is None
    if act is Act.ASK_PURGE:
        return offer.purge_asked_at is None or offer.purge_answered_at is not None
    if act is Act.ASK_MORE:
        return offer.verb is Verb.HAND_OVER
    return not (act is Act.ESCALATE and offer.escalated_at is not None)


def _kept(receipts: Sequence[Receipt]) -> bool:
    """Whether the last receipt of a deletion says that a referral stays."""
    said = [json.loads(each.manifest).get("kept_as_referral") for each in receipts]
    return next((kept for kept in reversed(said) if kept is not None), False)


def _notes(offer: OfferView, *, kept: bool, news: _News) -> list[str]:
    """What is to be known beside the state."""
    notes = [gettext("Later news waits for a second person.")] if news is _News.WAITS else []
    if news is _News.UNSENT:
        notes.append(gettext("Later news was not sent, and can’t be sent as this stands now. Tell them another way."))
    if offer.verb is Verb.HAND_OVER and offer.moved_at is None:
        said = gettext(
            "%(council)s stays responsible until the transfer-in conference is recorded. A message moves nothing."
        )
        notes.append(said % {"council": offer.sender})
    if offer.escalated_at is not None:
        notes.append(gettext("Escalated on %(when)s.") % {"when": moment(offer.escalated_at)})
    if offer.purge_asked_at is not None and offer.purge_answered_at is None:
        notes.append(gettext("The sender asks to delete the copy. It waits for an answer."))
    if offer.purged:
        notes.append(gettext("The receiver’s copy was deleted on request."))
    if kept:
        notes.append(gettext("The receiver made a referral of it: that is a record of their own, and stays."))
    if offer.purged is False:
        notes.append(gettext("The receiver keeps its copy, and says why below."))
    return notes


def _dispute_act(work: Work, offer: OfferView, disputes: Sequence[DisputeView]) -> list[ActLink]:
    """One question at a time of whose it is."""
    if reach_of(work.actor, Action.SETTLE_DISPUTE) is None or not may_be_disputed(offer):
        return []
    if any(each.is_live for each in disputes):
        return []
    return [ActLink(gettext("We do not agree whose this is"), f"/disputes/new?handoff={offer.reference}")]


def _dispute_words(dispute: DisputeView) -> str:
    said = {"lead": dispute.name_of(dispute.lead_id or dispute.proposed_id), "state": DISPUTE_LABELS[dispute.state]}
    if dispute.lead_id is not None:
        return gettext("%(state)s: %(lead)s leads") % said
    return gettext("%(state)s. %(lead)s is proposed") % said


def _dispute_lines(disputes: Sequence[DisputeView]) -> Iterator[tuple[datetime, str, str]]:
    """When it was asked whose this is, and when that was over."""
    for each in disputes:
        asked = gettext("%(council)s asked whose this is (%(reference)s)")
        said = {"council": each.opener, "reference": each.reference}
        yield each.opened_at, moment(each.opened_at), asked % said
        if each.over_at is not None:
            yield each.over_at, moment(each.over_at), f"{each.reference}: {_dispute_words(each)}"


async def _thread(work: Work, offer: OfferView) -> tuple[tuple[str, str, str], ...]:
    """Other offers of the same thing: reference, address, and how it stands."""
    others = [each for each in await thread_of(work, offer.thread_id) if each.id != offer.id]
    said = [(each, f"{each.other}, {short_moment(each.sent_at)}: {STATE_LABELS[each.standing]}") for each in others]
    return tuple((each.reference, f"/handoffs/{each.reference}", words) for each, words in said)


async def _referral(work: Work, received: ReceivedHandoff) -> tuple[str, str]:
    if received.referral_id is None:
        return "", ""
    row = (await work.mine.scalars(select(ReferralRow).where(ReferralRow.id == received.referral_id))).one_or_none()
    if row is None or not decide(work.actor, Action.READ_REFERRAL, await held_referral(work, row)):
        return "", ""
    return f"/referrals/{row.reference}", row.title


async def draft_page(work: Work, row: Disclosure, state: DisclosureState) -> OfferPage:
    """What is not sent yet."""
    receiver = await council_name(work, row.receiver_id)
    record = await record_link(work, row)
    base = f"/handoffs/{row.reference}"
    prepares = bool(decide(work.actor, Action.PREPARE_DISCLOSURE, await held_disclosure(work, row, restricted=False)))
    acts = [ActLink(gettext("Go on with the draft"), f"{base}/build")]
    if state is DisclosureState.AUTHORISED:
        acts = [ActLink(gettext("Offer it to %(council)s now") % {"council": receiver}, f"{base}/send"),
                ActLink(gettext("Change it: it needs a second person again"), f"{base}/build")]  # fmt: skip  # two rows
    acts.append(ActLink(gettext("Throw it away"), f"{base}/discard", posts=True, warning=True))
    return OfferPage(
        reference=row.reference,
        heading=heading_of(row, receiver),
        facts_heading=gettext("What they see"),
        state=_DRAFT_TAGS.get(row.state, "draft"),
        state_label=DRAFT_LABELS[state],
        lead=gettext("Nothing has been sent."),
        clock=None,
        facts=(*offer_seen(row), (gettext("Prepared by"), await staff_name(work, row.author_id))),
        acts=tuple(acts) if prepares and state.value in _DRAFT_TAGS else (),
        steps=(),
        receipts=(),
        package_href="",
        reasons=(),
        referral_href="",
        record_href=record[0],
        record_title=record[1],
        thread=(),
        disputes=(),
        notes=(),
        escalated=False,
    )
