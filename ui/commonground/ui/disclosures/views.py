"""What is shown of something for somebody outside the platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from commonground.platform.crossings.canonical import fingerprint
from commonground.platform.crossings.models import Receipt
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.types import STATE_LABELS, DisclosureState, PackageView
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.outside.rules import standing
from commonground.tenants.outside.types import STANDING_LABELS, STEP_LABELS, Standing, StepLine
from commonground.ui.packages.views import Beside
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext

Facts = tuple[tuple[str, str], ...]
_TAGS: Final = {
    Standing.LOCKED: "waiting",
    Standing.SENT: "active",
    Standing.OPEN: "accepted",
    Standing.FETCHED: "accepted",
}
RECEIPT_LABELS: Final = {
    "sent": "Sent",
    "opened": "Opened with the code",
    "withdraw": "Withdrawn",
    "expire": "Over before anybody opened it; what was to be shared is erased",
}


@dataclass(frozen=True, slots=True)
class BeginView:
    about: str
    reference: str
    href: str
    trail: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BuildView:
    reference: str
    href: str
    organisation: str
    beside: Beside


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    no: int
    what: str
    made: str
    fingerprint: str
    href: str


@dataclass(frozen=True, slots=True)
class OutsidePage:
    """One disclosure. `may_…`: what its reader can do next; `record`: address and name of
    what it is about, empty for whoever may not open that."""

    reference: str
    href: str
    organisation: str
    state: str
    state_label: str
    facts: Facts
    reasons: Facts
    package: PackageView | None
    steps: tuple[tuple[datetime, str, str], ...]
    receipts: tuple[ReceiptLine, ...]
    record: tuple[str, str]
    may_build: bool
    may_send: bool
    may_renew: bool
    may_withdraw: bool
    may_discard: bool


@dataclass(frozen=True, slots=True)
class CodeView:
    """The code, on this page and never again."""

    reference: str
    href: str
    organisation: str
    person: str
    code: str
    phone: str


@dataclass(frozen=True, slots=True)
class SettleView:
    reference: str
    href: str
    organisation: str
    facts: Facts
    reasons: Facts
    author: str
    package: PackageView
    waits: bool


@dataclass(frozen=True, slots=True)
class WithdrawView:
    reference: str
    href: str
    organisation: str
    opened: bool


@dataclass(frozen=True, slots=True)
class ListRow:
    reference: str
    href: str
    organisation: str
    state: str
    changed: str


@dataclass(frozen=True, slots=True)
class ListView:
    rows: tuple[ListRow, ...]
    cut: str


def href_of(row: Disclosure) -> str:
    return f"/disclosures/{row.reference}"


def state_of(row: Disclosure, receiver: OutsideReceiver, now: datetime) -> tuple[str, str]:
    """Its tag's colour, and in words how far it is."""
    where = standing(receiver, row.state, row.expires_at, now)
    if where is Standing.NOT_SENT:
        return "draft", STATE_LABELS[DisclosureState(row.state)]
    return _TAGS.get(where, "draft"), STANDING_LABELS[where]


def facts_of(row: Disclosure, receiver: OutsideReceiver) -> Facts:
    until = moment(row.expires_at) if row.expires_at is not None else ""
    facts = (
        (gettext("For"), ", ".join(filter(None, (receiver.person, receiver.job, row.receiver_words)))),
        (gettext("E-mail"), receiver.email),
        (gettext("Telephone for the code"), receiver.phone),
        (gettext("To be opened by"), until),
        (gettext("Opened by"), f"{receiver.opened_by}, {moment(receiver.opened_at)}" if receiver.opened_at else ""),
        (gettext("Wrong codes so far"), str(receiver.wrong) if receiver.wrong else ""),
    )
    return tuple((term, words) for term, words in facts if words)


def step_lines(steps: Sequence[StepLine]) -> tuple[tuple[datetime, str, str], ...]:
    """Newest first."""
    return tuple((each.at, moment(each.at), _step(each)) for each in reversed(steps))


def _step(each: StepLine) -> str:
    said = str(STEP_LABELS[each.step]) + (f" ({each.by_name})" if each.by_name else "")
    return f"{said}: {each.words}" if each.words else f"{said}."


def receipt_lines(row: Disclosure, receipts: Sequence[Receipt]) -> tuple[ReceiptLine, ...]:
    return tuple(
        ReceiptLine(each.no, RECEIPT_LABELS.get(each.what, each.what), moment(each.made_at), fingerprint(each.digest),
                    f"{href_of(row)}/receipts/{each.id}")
        for each in receipts
    )  # fmt: skip  # a row to a receipt
