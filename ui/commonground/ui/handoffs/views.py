"""What is shown of crossings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commonground.tenants.disclosures.types import PackageView
from commonground.ui.packages.views import Beside


@dataclass(frozen=True, slots=True)
class Clock:
    """By when, in words; `over`: it is late; `today`: it is due today."""

    word: str
    detail: str
    over: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    reference: str
    href: str
    other: str
    verb: str
    kind: str
    state: str
    state_label: str
    clock: Clock | None
    sent: str


@dataclass(frozen=True, slots=True)
class ListView:
    """`tabs`: (label, address); `current`: the address of this one; `older`: where the next page is."""

    rows: tuple[ListRow, ...]
    tabs: tuple[tuple[str, str, int | None], ...]
    current: str
    older: str
    may_begin: bool
    heading: str
    empty: str


@dataclass(frozen=True, slots=True)
class ActLink:
    label: str
    href: str
    posts: bool = False
    warning: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    no: int
    what: str
    made: str
    fingerprint: str
    signed: bool
    href: str


@dataclass(frozen=True, slots=True)
class OfferPage:
    """One crossing, as its reader may see it. `package_href`: where its package may be read by this reader; `reasons`:
    why the sender shared it, for their own people."""

    reference: str
    heading: str
    facts_heading: str
    state: str
    state_label: str
    lead: str
    clock: Clock | None
    facts: tuple[tuple[str, str], ...]
    acts: tuple[ActLink, ...]
    steps: tuple[tuple[datetime, str, str], ...]
    receipts: tuple[ReceiptLine, ...]
    package_href: str
    reasons: tuple[tuple[str, str], ...]
    referral_href: str
    record_href: str
    record_title: str
    thread: tuple[tuple[str, str, str], ...]
    disputes: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    escalated: bool


@dataclass(frozen=True, slots=True)
class BeginView:
    about: str
    href: str
    agreements_href: str


@dataclass(frozen=True, slots=True)
class BuildView:
    """The form's page with what the receiver will see beside it."""

    reference: str
    href: str
    heading: str
    receiver: str
    state: str
    state_label: str
    of_child: bool
    agreed: bool
    area: str
    beside: Beside
    offer: tuple[tuple[str, str], ...]
    left_out: str


@dataclass(frozen=True, slots=True)
class SettleView:
    reference: str
    heading: str
    receiver: str
    author: str
    package: PackageView
    offer: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    waits: bool
    late: bool
    """It is later news, and can't be sent as the handoff stands now."""
    no: int


@dataclass(frozen=True, slots=True)
class ActView:
    reference: str
    href: str
    heading: str
    lead: str
    button: str
    here: str
    warning: bool
    fields: tuple[str, ...]
    autosave: str = ""
    """Where what is being typed is kept; empty for what is answered in a line."""
    kept: str = ""
    refused: str = ""
    """Why a second person said no to what was written before."""


@dataclass(frozen=True, slots=True)
class PackagesView:
    reference: str
    href: str
    heading: str
    sender: str
    packages: tuple[PackageView, ...]
    fingerprints: tuple[str, ...]
    unsent: PackageView | None = None
    """Later news that the other council never got, before its sender's own people; `refused`: why a second person said
    no to it."""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    reference: str
    href: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    packages: tuple[tuple[str, str], ...]
    fingerprint: str
    digest: str
    signed: str
    file_href: str
