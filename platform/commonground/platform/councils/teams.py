"""A council's teams: who is in which, and moving people between them with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import and_, delete, insert, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff, Team, TeamMember
from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.platform.work import Work

REASON_LIMIT = 500


class AlreadyThereError(RefusedError):
    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("They are in that team already.")


@dataclass(frozen=True, slots=True)
class Member:
    id: UUID
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamList:
    """One team with its people. `id` None: everybody who is in no team."""

    id: UUID | None
    name: str
    kind: str
    members: tuple[Member, ...]


async def teams_of(work: Work) -> list[TeamList]:
    """Every team of the acting council with its people, and those in none at the end."""
    teams = (await work.mine.execute(select(Team.id, Team.name, Team.kind).order_by(Team.kind, Team.name))).all()
    people = await _people(work)
    lists = [TeamList(row.id, row.name, row.kind, _members(people, row.id)) for row in teams]
    loose = _members(people, None)
    return [*lists, TeamList(None, "", "", loose)] if loose else lists


async def move(work: Work, staff_id: UUID, to_team: UUID, reason: str) -> None:
    """Put somebody into `to_team` and out of every other. What they see changes with their next request.

    Raises `IncompleteError` without a reason, `NotFoundHereError` for a person or team of another council,
    `AlreadyThereError`."""
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem("reason", f"Say why, in at most {REASON_LIMIT} characters."),))
    await _check_known(work, staff_id, to_team)
    await _put(work, staff_id, to_team)
    await audit.record(work, Action.MANAGE_TEAMS, audit.Subject("staff", staff_id), why=reason.strip())


async def _check_known(work: Work, staff_id: UUID, to_team: UUID) -> None:
    known = await work.mine.scalar(select(Staff.id).where(Staff.id == staff_id, Staff.ended_at.is_(None)))
    team = await work.mine.scalar(select(Team.id).where(Team.id == to_team))
    if known is None or team is None:
        raise NotFoundHereError
    here = select(TeamMember.team_id).where(TeamMember.staff_id == staff_id)
    if list(await work.mine.scalars(here)) == [to_team]:
        raise AlreadyThereError


async def _put(work: Work, staff_id: UUID, to_team: UUID) -> None:
    mine = and_(TeamMember.tenant_id == work.actor.council, TeamMember.staff_id == staff_id)
    await work.mine.execute(delete(TeamMember).where(mine))
    row = {"tenant_id": work.actor.council, "team_id": to_team, "staff_id": staff_id, "by_provider": False}
    await work.mine.execute(insert(TeamMember).values(row))


async def _people(work: Work) -> Sequence[Any]:
    query = select(Staff.id, Staff.display_name, Staff.roles, TeamMember.team_id).outerjoin(
        TeamMember, and_(TeamMember.tenant_id == Staff.tenant_id, TeamMember.staff_id == Staff.id)
    )
    return (await work.mine.execute(query.where(Staff.ended_at.is_(None)).order_by(Staff.display_name))).all()


def _members(people: Sequence[Any], team: UUID | None) -> tuple[Member, ...]:
    return tuple(Member(row.id, row.display_name, tuple(row.roles)) for row in people if row.team_id == team)
