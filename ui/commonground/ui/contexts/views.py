"""What the contexts' templates show: everything already said in words."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from commonground.ui.actions.views import ActionRow
from commonground.ui.flags.views import FlagHead
from commonground.ui.joint.listing import JointLine
from commonground.ui.referrals.views import Act, Line
from commonground.ui.shell.charts import ContactsChart


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One row of the list."""

    reference: str
    name: str
    kind: str
    where: str
    contacts: Markup
    latest: str
    lead: str
    mine: bool
    team: str
    state: Markup
    flags: str


@dataclass(frozen=True, slots=True)
class ListView:
    here: str
    view: str
    tabs: tuple[tuple[str, str, int | None], ...]
    kinds: tuple[tuple[str, str], ...]
    kind: str
    words: str
    filtered: bool
    rows: tuple[ContextLine, ...]
    summary: str
    clear: str
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact in the context's list."""

    reference: str
    title: str
    received: str
    harms: str
    children: str
    source: str
    outcome: str


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One entry; `href` leads to the referral that it is about."""

    line: Line
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What somebody must know before they fill in a form, and where the rest of it stands. No `words`: nothing."""

    words: str = ""
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ContextView:
    """The head of every page of a context, and what the summary shows. `titled` is how a browser's history calls it:
    what a group calls itself is often what somebody in it is called."""

    reference: str
    name: str
    titled: str
    kind: str
    state: str
    restricted: bool
    tabs: tuple[tuple[str, str, int | None], ...]
    here: str
    description: str
    can_change: bool
    facts: tuple[tuple[str, str], ...]
    leads: tuple[tuple[str, str], ...]
    worries: tuple[str, ...]
    helps: tuple[str, ...]
    chart: ContactsChart | None
    counted: str
    contacts: tuple[ContactRow, ...]
    elsewhere_contacts: tuple[str, ...]
    """Those of other teams, with day and harm, for whoever leads the context."""
    older: str
    timeline: tuple[TimelineLine, ...]
    in_all: int
    """How many entries the timeline has; 0 where all of them are shown."""
    newer_entries: str
    older_entries: str
    acts: tuple[Act, ...]
    why: str
    who: str
    flags: FlagHead
    elsewhere: str
    """Says that its postcode lies in a neighbour's area."""
    actions: tuple[ActionRow, ...]
    joints: tuple[JointLine, ...] = ()
    """Joint concerns of several councils to which it belongs here, on its summary. The others do not know of it."""
