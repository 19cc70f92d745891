"""Whom a form of a crossing can name: councils of the platform, and people here who could open what comes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, select

from commonground.platform.access import Action, Actor, known_roles, reach_of
from commonground.platform.councils.models import Council
from commonground.platform.councils.people import Staff, Team, TeamMember
from commonground.platform.work import Work
from commonground.tenants.contexts.colleagues import PlaceKey


async def other_councils(work: Work) -> list[tuple[UUID, str]]:
    """Every other council on the platform, by name."""
    query = select(Council.id, Council.name).where(Council.id != work.actor.council).order_by(Council.name)
    return [(row.id, row.name) for row in await work.shared.execute(query)]


async def council_name(work: Work, council_id: UUID | None) -> str:
    found: str | None = await work.shared.scalar(select(Council.name).where(Council.id == council_id))
    return found or ""


async def takers(work: Work) -> list[tuple[PlaceKey, str]]:
    """Each colleague in each of their teams who could open what another council hands over."""
    member = and_(TeamMember.tenant_id == Staff.tenant_id, TeamMember.staff_id == Staff.id)
    team = and_(Team.tenant_id == TeamMember.tenant_id, Team.id == TeamMember.team_id)
    query = (
        select(Staff.id, Staff.display_name, Staff.roles, Team.id.label("team_id"), Team.name)
        .join(TeamMember, member)
        .join(Team, team)
        .where(Staff.ended_at.is_(None), Staff.organisation_id.is_(None))
        .order_by(Staff.display_name, Team.name)
    )
    rows = await work.mine.rows(query)
    return [
        (PlaceKey(row.team_id, row.id), f"{row.display_name}, {row.name}")
        for row in rows
        if reach_of(Actor(roles=known_roles(row.roles)), Action.READ_HANDOFF) is not None
    ]


async def staff_name(work: Work, staff_id: UUID | None) -> str:
    found: str | None = await work.mine.scalar(select(Staff.display_name).where(Staff.id == staff_id))
    return found or ""
