"""What is open with whom, and what was proposed, as far as whoever asks may know it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, join, literal, select, true, union_all
from sqlalchemy.dialects.postgresql import JSON

from commonground.platform.access import Action, Actor
from commonground.platform.councils.people import Staff, Team, TeamMember
from commonground.platform.work import Work
from commonground.tenants.allocation.models import AllocationRules
from commonground.tenants.allocation.rules import read
from commonground.tenants.allocation.service import NEWEST
from commonground.tenants.allocation.types import Load, Proposed, Rules, Shown
from commonground.tenants.contexts.colleagues import PlaceKey
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.merged import is_merged
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import ContextStatus
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import CONTEXT_NAME, ContextName, opens_context, read_name
from commonground.tenants.referrals.rules import OPEN_STATES

_OPEN: Final = ReferralRow.state.in_(sorted(state.value for state in OPEN_STATES))


async def proposed_upon(work: Work, row: ReferralRow) -> tuple[Rules, Load, ContextName | None]:
    """The council's rules, what is open with each team and person, and the context that it stands on, if the actor may
    open that: in one statement."""
    query = select(allocation_column(work.actor), *CONTEXT_NAME).select_from(ReferralRow)
    query = query.outerjoin(ContextRow, opens_context(work.actor)).where(ReferralRow.id == row.id)
    allocation, *named = (await work.mine.execute(query)).one()
    return *read_allocation(allocation), read_name(named)


def allocation_column(actor: Actor) -> ColumnElement[Any]:
    """The rules and what is open, referrals and active contexts, as one value: for a statement that reads other things
    too. What the actor may not open is not counted. Where there are no rules, nothing is."""
    newest = NEWEST.subquery()
    found = func.json_build_array(newest.c.version, newest.c.rules, _open_with(actor), type_=JSON())
    return select(found).select_from(newest).scalar_subquery()


def read_allocation(found: Any) -> tuple[Rules, Load]:
    if not found:
        return Rules(), Load()
    version, rules, held = found
    teams, people = Counter[UUID](), Counter[UUID]()
    for team, lead, number in held or ():
        teams[UUID(team)] += number
        if lead:
            people[UUID(lead)] += number
    return read(version, rules), Load(teams, people)


def _open_with(actor: Actor) -> ScalarSelect[Any]:
    """Team, lead and number of each pair, as one value that comes along with the rules."""
    referrals = select(ReferralRow.team_id, ReferralRow.lead_id).where(
        _OPEN, visible_referrals(actor, Action.READ_REFERRAL)
    )
    contexts = select(ContextRow.team_id, ContextRow.lead_id).where(
        ContextRow.status == ContextStatus.ACTIVE.value,
        ~is_merged(),
        visible_contexts(actor, Action.READ_CONTEXT),
    )
    held = union_all(referrals, contexts).subquery()
    number = func.count().label("number")
    counted = select(held.c.team_id, held.c.lead_id, number).group_by(held.c.team_id, held.c.lead_id).subquery()
    line = func.json_build_array(counted.c.team_id, counted.c.lead_id, counted.c.number)
    return select(func.json_agg(line, type_=JSON())).select_from(counted).scalar_subquery()


def proposed_column(shown: Shown | None, actor: Actor) -> ColumnElement[Any]:
    """For a statement that a decision is made upon: the rules of that version, or who leads the context of which they
    were proposed as the lead; whether the place that was shown is there, and what it is called."""
    if shown is None:
        return literal(None, JSON())
    stands: ScalarSelect[Any]
    if shown.context:
        stands = lead_of(ContextRow.reference == shown.context, actor)
    else:
        stands = select(AllocationRules.rules).where(AllocationRules.version == shown.version).scalar_subquery()
    return func.json_build_array(stands, is_there(shown.place), name_of(shown.place), type_=JSON())


def lead_of(which: ColumnElement[bool], actor: Actor) -> ScalarSelect[UUID | None]:
    """Who leads a context, if the actor may open that."""
    query = select(ContextRow.lead_id).where(which, visible_contexts(actor, Action.READ_CONTEXT))
    return query.correlate(None).scalar_subquery()


def is_there(place: PlaceKey) -> ColumnElement[bool]:
    """Whether whoever it names is in that team; a team without a person is looked for by its name."""
    member = TeamMember
    there = exists().where(member.team_id == place.team_id, member.staff_id == place.person_id)
    return true() if place.person_id is None else there


def name_of(place: PlaceKey | None) -> ScalarSelect[str]:
    """“Priya Raman, South locality”; the team alone, where it is nobody yet."""
    team, person = (place.team_id, place.person_id) if place else (None, None)
    called = select(Team.name).where(Team.id == team)
    if person is not None:
        called = select(Staff.display_name + ", " + Team.name).where(Team.id == team, Staff.id == person)
        called = called.select_from(join(Team, Staff, Staff.tenant_id == Team.tenant_id))
    return called.scalar_subquery()


def read_proposed(shown: Shown | None, found: Any) -> Proposed | None:
    """What was shown, if a rule of the council's proposes that place, or it is the context's lead; nothing for whatever
    else a form brought back."""
    if shown is None or not found or not all(found):
        return None
    stands, _, name = found
    by = _leads(shown, stands) if shown.context else _is_by_rule(shown, stands)
    return Proposed(shown, name) if by else None


def _leads(shown: Shown, lead: Any) -> bool:
    return bool(lead == str(shown.place.person_id))


def _is_by_rule(shown: Shown, kept: Any) -> bool:
    rules = read(shown.version, kept).rules
    return 0 < shown.number <= len(rules) and rules[shown.number - 1].team_id == shown.place.team_id


@dataclass(frozen=True, slots=True)
class Choice:
    """What was shown, what the chosen place is called, and whether it is whoever leads the context that the referral
    stands on, as far as the actor may open that."""

    proposed: Proposed | None
    name: str
    leads: bool


async def choice_upon(work: Work, row: ReferralRow, shown: Shown | None, chosen: PlaceKey) -> Choice:
    """In one statement; none where nothing was shown."""
    if shown is None:
        return Choice(None, "", leads=False)
    leads = lead_of(ContextRow.id == row.context_id, work.actor)
    found = (await work.mine.execute(select(proposed_column(shown, work.actor), name_of(chosen), leads))).one()
    is_lead = chosen.person_id is not None and found[2] == chosen.person_id
    return Choice(read_proposed(shown, found[0]), found[1] or "", leads=is_lead)
