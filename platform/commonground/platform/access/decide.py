"""The one decision: may this actor do this, to this record, and why. Guards, `load_…`, templates and lists ask it.

`decide` answers for one record; `reachable` is the same rule in SQL for lists. A property test holds them together
(`tests/isolation/test_access_agreement.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_

from commonground.platform.access.actions import Action
from commonground.platform.access.actor import Actor
from commonground.platform.access.roles import ROLES, Reach
from commonground.platform.calendar.clock import time_words
from commonground.platform.calendar.working import LONDON

READS = frozenset({Action.READ_REFERRAL, Action.READ_CONTEXT})
"""Opening a record and nothing more: all that break-glass gives."""


@dataclass(frozen=True)
class BrokenGlass:
    """Somebody's open use of break-glass, and until when it lasts."""

    use_id: UUID
    until: datetime

    @property
    def until_words(self) -> str:
        return time_words(self.until.astimezone(LONDON).time())


@dataclass(frozen=True)
class Around:
    """Who stands around a record besides its team and lead. `named` counts where the record is restricted; `broken`
    holds uses of break-glass that are open at this moment."""

    named: frozenset[UUID] = field(default_factory=frozenset)
    broken: Mapping[UUID, BrokenGlass] = field(default_factory=dict)


@dataclass(frozen=True)
class Held:
    """As much of a record as the decision needs. `close`: a peer group, or person links: open to its team only.
    `broken`: who has opened it by break-glass, as long as that lasts by the database's clock."""

    team_id: UUID | None
    lead_id: UUID | None
    restricted: bool = False
    close: bool = False
    named: frozenset[UUID] = field(default_factory=frozenset)
    broken: Mapping[UUID, BrokenGlass] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """Yes or no, with the sentence that “Why can I see this?” shows. `glass`: allowed by break-glass alone."""

    allowed: bool
    because: str
    glass: BrokenGlass | None = None

    def __bool__(self) -> bool:
        return self.allowed


_NO_ROLE = Decision(False, "None of your roles includes this.")
_NOT_NAMED = Decision(False, "It is restricted to named people.")
_ELSEWHERE = Decision(False, "Another team holds it.")
_ROLE = Decision(True, "Your role includes this.")
_NAMED = Decision(True, "It is restricted, and you are one of the people named on it.")
_LEAD = Decision(True, "It is allocated to you.")
_TEAM = Decision(True, "Your team holds it.")
_COUNCIL = Decision(True, "Your role sees every open record of this kind in your council.")
_ANSWERS = Decision(True, "You answer for who sees what in this council.")
_BY_OTHER_MEANS = {
    Action.READ_SHARED: Decision(False, "Only an invitation of the council opens it."),
    Action.VISIT_COUNCIL: Decision(False, "Support opens no record."),
}
"""No record is opened by these: not by a team, a lead or a name on it."""
_BROKEN = "You opened it by break-glass until %s. Everyone who answers for this record can see that."


def reach_of(actor: Actor, action: Action) -> Reach | None:
    """The widest reach that the actor's roles give for this action; None when none of them includes it, or when their
    council does without it."""
    if action in actor.without:
        return None
    reaches = {ROLES[role].reach(action) for role in actor.roles}
    if Reach.COUNCIL in reaches:
        return Reach.COUNCIL
    return Reach.OWN_TEAMS if Reach.OWN_TEAMS in reaches else None


def decide(actor: Actor, action: Action, record: Held | None = None) -> Decision:
    """May `actor` do `action` (to `record`)? Restriction beats every role, and break-glass that, for reading. What is
    shared with a partner is decided in `sharing.py`: no team, lead or name on a record gives it."""
    reach = reach_of(actor, action)
    if reach is None:
        return _NO_ROLE
    if record is None:
        return _ROLE
    if action in _BY_OTHER_MEANS:
        return _BY_OTHER_MEANS[action]
    usual = _usually(actor, reach, record)
    return usual or _by_break_glass(actor, action, record) or usual


def _by_break_glass(actor: Actor, action: Action, record: Held) -> Decision | None:
    """The last reason of all: whoever may open it anyhow does so for the other reason."""
    glass = record.broken.get(actor.staff_id) if actor.staff_id and _may_break(actor, action) else None
    return Decision(True, _BROKEN % glass.until_words, glass) if glass else None


def _may_break(actor: Actor, action: Action) -> bool:
    """Whoever has lost the role has lost what they opened by it."""
    return action in READS and reach_of(actor, Action.BREAK_GLASS) is not None


def _usually(actor: Actor, reach: Reach, record: Held) -> Decision:
    if record.restricted:
        return _NAMED if actor.staff_id in record.named else _NOT_NAMED
    if record.lead_id is not None and record.lead_id == actor.staff_id:
        return _LEAD
    if record.team_id in actor.team_ids:
        return _TEAM
    return _COUNCIL if reach is Reach.COUNCIL and not record.close else _ELSEWHERE


def may_see_who(actor: Actor, opens: Action, record: Held) -> Decision:
    """May `actor` see who could open this record? Those who lead it or may restrict it; and whoever answers for access,
    who need not be able to open it (`opens`) themselves."""
    if reach_of(actor, Action.SEE_WHO) is Reach.COUNCIL:
        return _ANSWERS
    leads = record.lead_id is not None and record.lead_id == actor.staff_id
    needed = (opens, Action.SEE_WHO) if leads else (Action.SEE_WHO, Action.RESTRICT_RECORD)
    usual = replace(record, broken={})
    answers = [decide(actor, action, usual) for action in needed]
    return next((answer for answer in answers if not answer), answers[-1])


@dataclass(frozen=True)
class HeldColumns:
    """The same facts as `Held`, as columns of a list's query. `named`: true where the actor is named on the row.
    `broken`: true where the actor has opened it by break-glass; usual lists leave it out, so that what was opened for
    three hours is counted and listed nowhere."""

    team_id: ColumnElement[UUID]
    lead_id: ColumnElement[UUID | None]
    restricted: ColumnElement[bool]
    close: ColumnElement[bool]
    named: ColumnElement[bool]
    broken: ColumnElement[bool] = field(default_factory=false)


def reachable(actor: Actor, action: Action, row: HeldColumns) -> ColumnElement[bool]:
    """The rows for which `decide` would say yes."""
    reach = reach_of(actor, action)
    if reach is None or actor.staff_id is None or action in _BY_OTHER_MEANS:
        return false()
    held = or_(row.lead_id == actor.staff_id, row.team_id.in_(sorted(actor.team_ids)))
    if reach is Reach.COUNCIL:
        held = or_(held, ~row.close)
    broken = row.broken if _may_break(actor, action) else false()
    return or_(row.restricted & row.named, ~row.restricted & held, broken)
