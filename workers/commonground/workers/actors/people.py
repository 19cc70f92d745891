"""Reads who stands around a record: its team, its lead and the people named on it, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, and_, any_, bindparam, or_, select

from commonground.platform.access import Action, Held, Role, known_roles
from commonground.platform.access.roles import ANSWER_FOR_ACCESS
from commonground.platform.councils.people import Staff, TeamMember
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.work import Work
from commonground.workers.actors.circle import Circle, Person

_IN_TEAM = TeamMember.staff_id.is_not(None)
# Built once: it is asked for every fact.
_AROUND = (
    select(Staff.id, Staff.roles, _IN_TEAM)
    .outerjoin(
        TeamMember,
        and_(
            TeamMember.tenant_id == Staff.tenant_id,
            TeamMember.staff_id == Staff.id,
            TeamMember.team_id == bindparam("team_id"),
        ),
    )
    .where(
        Staff.ended_at.is_(None),
        or_(
            _IN_TEAM,
            Staff.id == any_(bindparam("others", type_=ARRAY(Uuid()))),
            any_(Staff.roles) == Role.TEAM_MANAGER.value,
        ),
    )
)

_MANAGERS = (
    select(Staff.id)
    .join(TeamMember, and_(TeamMember.tenant_id == Staff.tenant_id, TeamMember.staff_id == Staff.id))
    .where(
        TeamMember.team_id == bindparam("team_id"),
        Staff.ended_at.is_(None),
        any_(Staff.roles) == Role.TEAM_MANAGER.value,
    )
)


_WITH_ROLE = select(Staff.id).where(Staff.ended_at.is_(None), any_(Staff.roles) == bindparam("role", type_=Text()))


_UNREAD_BY = select(NotificationRow.staff_id).where(
    NotificationRow.kind == bindparam("kind", type_=Text()),
    NotificationRow.subject_id == bindparam("record_id", type_=Uuid()),
    NotificationRow.read_at.is_(None),
)


_TOLD_ALREADY = select(NotificationRow.fact_id).where(
    NotificationRow.staff_id == bindparam("staff_id", type_=Uuid()),
    NotificationRow.fact_id == any_(bindparam("facts", type_=ARRAY(Uuid()))),
)


async def who_answers_for_access(work: Work, but: UUID | None) -> frozenset[UUID]:
    """The council's information-governance leads; its administrators where it has none. `but`: whoever it is about
    does not answer for themselves."""
    for role in (Role.IG_LEAD, Role.COUNCIL_ADMIN):
        found = frozenset(await work.mine.scalars(_WITH_ROLE, {"role": role.value}))
        if others := frozenset(person for person in found if person != but):
            return others
    return frozenset()


async def all_who_answer_for_access(work: Work, but: UUID | None) -> frozenset[UUID]:
    """The council's information-governance leads and its administrators: what one of the latter changes of who can
    become what, the others hear of too."""
    found: set[UUID] = set()
    for role in ANSWER_FOR_ACCESS:
        found |= set(await work.mine.scalars(_WITH_ROLE, {"role": role.value}))
    return frozenset(person for person in found if person != but)


async def leads_for_access(work: Work) -> frozenset[UUID]:
    """The council's information-governance leads; nobody where it has none."""
    return frozenset(await work.mine.scalars(_WITH_ROLE, {"role": Role.IG_LEAD.value}))


async def managers_of(work: Work, team_id: UUID) -> frozenset[UUID]:
    """Who manages this team, and is still on the council's staff."""
    return frozenset(await work.mine.scalars(_MANAGERS, {"team_id": team_id}))


async def unread_by(work: Work, kind: NotificationKind, record_id: UUID) -> frozenset[UUID]:
    """Who was told this of the record and has not read it yet."""
    return frozenset(await work.mine.scalars(_UNREAD_BY, {"kind": kind.value, "record_id": record_id}))


async def told_already(work: Work, staff_id: UUID, facts: Collection[UUID]) -> frozenset[UUID]:
    """Which of these this person has been told."""
    asked = {"staff_id": staff_id, "facts": list(facts)}
    return frozenset(await work.mine.scalars(_TOLD_ALREADY, asked)) if facts else frozenset()


async def circle_around(work: Work, held: Held, opens: Action, also: Collection[UUID] = ()) -> Circle:
    """Everybody who may have to be told about the record, still on the council's staff; and `also` these."""
    others = [*held.named, *([held.lead_id] if held.lead_id else []), *also]
    found = await work.mine.execute(_AROUND, {"team_id": held.team_id, "others": others})
    people = tuple(Person(staff_id, known_roles(roles), bool(joined)) for staff_id, roles, joined in found)
    return Circle(people, held, opens)
