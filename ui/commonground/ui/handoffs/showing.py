"""From what stands to what is shown of a crossing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from commonground.platform.crossings.area import across_km, middle_of, precision_of
from commonground.platform.crossings.canonical import fingerprint
from commonground.platform.crossings.models import Receipt
from commonground.platform.crossings.types import (
    ACT_LABELS,
    DECLINE_LABELS,
    KIND_LABELS,
    PENDING,
    STATE_LABELS,
    URGENCY_LABELS,
    VERB_LABELS,
    OfferView,
    Side,
    State,
    StepView,
    Verb,
)
from commonground.platform.reference import AGE_BANDS, HARMS
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.types import TOLD_LABELS, Told
from commonground.tenants.sharing.types import BASIS_LABELS, Basis
from commonground.ui.handoffs.views import Clock, ListRow, ReceiptLine
from commonground.ui.shell.dates import moment, short_moment
from commonground.ui.shell.i18n import gettext

TAGS: Final = {
    State.SENT: "new",
    State.ACKNOWLEDGED: "active",
    State.QUERIED: "waiting",
    State.ACCEPTED: "accepted",
    State.CONFERENCE_HELD: "active",
    State.MOVED: "accepted",
    State.DECLINED: "waiting",
    State.WITHDRAWN: "draft",
    State.EXPIRED: "draft",
    State.STOPPED: "waiting",
    State.CLOSED: "draft",
}
"""The colour of each state: only what somebody should look at has one."""
RECEIPT_LABELS: Final = {
    "opened": "Accepted and opened",
    "supplement": "A supplement was sent",
    "decline": "Declined",
    "withdraw": "Withdrawn before it was accepted; the package is erased",
    "hold_conference": "The transfer-in conference was held",
    "moved": "Responsibility moved",
    "purged": "The receiver’s copy was deleted",
    "not_moved": "Closed; responsibility has not moved",
    "expire": "Expired; the package is erased",
}


def state_label(offer: OfferView) -> str:
    if offer.standing is State.SENT and offer.side is Side.RECEIVER:
        return gettext("Offered to us")
    if offer.verb is Verb.WORK_JOINTLY and offer.standing is State.ACCEPTED:
        return gettext("Accepted jointly")
    return str(STATE_LABELS[offer.standing])


def clock_of(offer: OfferView, now: datetime) -> Clock | None:
    """What is due next, if anything is."""
    if offer.standing is State.SENT:
        return _clock(offer.respond_by, now, gettext("Answer by %(when)s"), gettext("Acknowledge it, or decline"))
    if offer.standing is State.STOPPED:
        return _clock_of_stopped(offer, now)
    if offer.standing in PENDING and not offer.is_open:
        erased = _erased(offer)
        queried = offer.standing is State.QUERIED
        words = gettext("More is due by %(when)s") if queried else gettext("Decide by %(when)s")
        return _clock(min(offer.respond_by, offer.expires_at), now, words, erased)
    if offer.standing is State.ACCEPTED and offer.conference_due_at is not None:
        said = gettext("15 working days from complete written information")
        return _clock(offer.conference_due_at, now, gettext("Hold the conference by %(when)s"), said)
    return None


def _clock_of_stopped(offer: OfferView, now: datetime) -> Clock:
    """Nobody answers it any more, so its sender has something to do by the day of the answer. The receiver is late with
    nothing."""
    if offer.side is Side.RECEIVER:
        return Clock(_erased(offer), gettext("Nobody can accept it"))
    return _clock(offer.respond_by, now, gettext("Offer it again by %(when)s"), _erased(offer))


def _erased(offer: OfferView) -> str:
    return gettext("On %(when)s it is erased") % {"when": short_moment(offer.expires_at)}


def _clock(due: datetime, now: datetime, words: str, detail: str) -> Clock:
    over = due <= now
    said = gettext("Late since %(when)s") % {"when": short_moment(due)} if over else words % {"when": short_moment(due)}
    return Clock(said, detail, over=over, today=not over and due - now < timedelta(hours=24))


def row_of(offer: OfferView, now: datetime) -> ListRow:
    return ListRow(
        reference=offer.reference,
        href=f"/handoffs/{offer.reference}",
        other=offer.other,
        verb=VERB_LABELS[offer.verb],
        kind=KIND_LABELS[offer.kind],
        state=TAGS[offer.standing],
        state_label=state_label(offer),
        clock=clock_of(offer, now),
        sent=short_moment(offer.sent_at),
    )


def offer_facts(offer: OfferView) -> list[tuple[str, str]]:
    """All that the offer says: nothing of it says who, or where exactly."""
    responsible = offer.receiver if offer.responsible_id == offer.receiver_id else offer.sender
    facts = [
        (gettext("From"), offer.sender),
        (gettext("To"), offer.receiver),
        (gettext("What is asked"), VERB_LABELS[offer.verb]),
        (gettext("About"), KIND_LABELS[offer.kind]),
        (gettext("Urgency"), URGENCY_LABELS[offer.urgency]),
        (gettext("Kinds of harm"), ", ".join(HARMS.label(code) if code in HARMS else code for code in offer.harms)),
        (gettext("Ages"), ", ".join(AGE_BANDS.label(code) if code in AGE_BANDS else code for code in offer.ages)),
        (gettext("Area"), area_of(offer.area)),
        (gettext("Size of the package"), size_of(offer)),
        (
            gettext("Under an agreement"),
            gettext("Yes") if offer.agreement_id else gettext("No, for a reason of its own"),
        ),
        (gettext("Responsible now"), responsible),
        (gettext("Declined because"), DECLINE_LABELS[offer.decline_reason] if offer.decline_reason else ""),
        (gettext("They suggest"), offer.try_council or ""),
    ]
    return [(term, words) for term, words in facts if words]


def size_of(offer: OfferView) -> str:
    said = {"fields": offer.fields, "files": offer.files}
    names = gettext("with names") if offer.names else gettext("without names")
    return gettext("%(fields)s fields, %(files)s files") % said + ", " + names


def area_of(cell: str | None) -> str:
    if not cell:
        return ""
    latitude, longitude = middle_of(cell)
    said = {"km": across_km(cell), "north": f"{latitude:.2f}", "east": f"{longitude:.2f}", "cell": cell}
    where = gettext(
        "About %(km)s km across, around %(north)s north, %(east)s east (H3 cell %(cell)s, precision %(no)s)"
    )
    return where % (said | {"no": precision_of(cell)})


def reasons_of(row: Disclosure) -> tuple[tuple[str, str], ...]:
    """Why it is shared, as the second person reads it besides the package. It stays here, for whoever may read what was
    sent and for whoever answers for it."""
    basis = BASIS_LABELS[Basis(row.basis)] if row.basis in set(Basis) else row.basis
    told = TOLD_LABELS[Told(row.openness)] if row.openness in set(Told) else ""
    facts = (
        (gettext("For what"), row.purpose),
        (gettext("Lawful basis"), basis),
        (gettext("Why not less"), row.necessity),
        (gettext("Were they told?"), " ".join(filter(None, (told and f"{told}.", row.untold_why)))),
        (gettext("Advice taken"), row.advice),
        (gettext("Without an agreement, because"), row.no_agreement_reason),
    )
    return tuple((term, words) for term, words in facts if words)


def step_lines(offer: OfferView, steps: Sequence[StepView]) -> list[tuple[datetime, str, str]]:
    """Newest first: when, in words, and what."""
    return [(each.at, moment(each.at), _step(offer, each)) for each in reversed(steps)]


def _step(offer: OfferView, each: StepView) -> str:
    council = {Side.SENDER: offer.sender, Side.RECEIVER: offer.receiver, Side.CLOCK: ""}[each.side]
    who = ", ".join(filter(None, (each.by_name, council)))
    said = str(ACT_LABELS[each.act])
    said = f"{said} ({who})" if who else said
    return f"{said}: “{each.words}”" if each.words else said


def receipt_lines(offer: OfferView, receipts: Sequence[Receipt]) -> tuple[ReceiptLine, ...]:
    base = f"/handoffs/{offer.reference}/receipts"
    return tuple(
        ReceiptLine(each.no, RECEIPT_LABELS.get(each.what, each.what), moment(each.made_at), fingerprint(each.digest),
                    each.signature is not None, f"{base}/{each.id}")
        for each in receipts
    )  # fmt: skip  # a row
