"""A council's teams: who is in which, and moving people between them with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, insert, or_, select
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import Action, Actor, Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.onboard import READERS
from commonground.platform.councils.people import Staff, Team, TeamMember
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work

REASON_LIMIT = 500
FRONT_DOOR = "front_door"
_READERS = list(READERS)


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


@dataclass(frozen=True, slots=True)
class Movable:
    """Whom somebody may move, and into which teams."""

    people: tuple[Member, ...]
    teams: tuple[TeamList, ...]


def movable_by(actor: Actor, lists: Sequence[TeamList]) -> Movable:
    """What `actor` can choose from: whom no team of theirs could take is not among the people."""
    teams = tuple(team for team in lists if team.id is not None and _may_fill(actor, team.id))
    here: dict[Member, set[UUID]] = {}
    for team in lists:
        for member in team.members:
            here.setdefault(member, set()).update({team.id} if team.id is not None else ())
    people = [
        member
        for member, of in here.items()
        if member.id != actor.staff_id
        and all(_may_fill(actor, team) for team in of)
        and any(of != {team.id} for team in teams)
    ]
    return Movable(tuple(sorted(people, key=lambda member: member.name)), teams)


def _may_fill(actor: Actor, team: UUID) -> bool:
    """A council administrator moves people into and out of any team, a team's manager into and out of their own alone:
    being in a team opens what only that team may see, and a team that is left lacks somebody."""
    if Role.COUNCIL_ADMIN in actor.roles:
        return True
    return Role.TEAM_MANAGER in actor.roles and team in actor.team_ids


async def move(work: Work, staff_id: UUID, to_team: UUID, reason: str) -> None:
    """Put somebody into `to_team` and out of every other. What they see changes with their next request. They are told,
    and the managers of the teams that they leave and join.

    Raises `IncompleteError` without a reason, for oneself, for teams that are not the actor's to fill or to take from,
    for one that they are in already and for the last person who reads reports; `NotFoundHereError` for a person or team
    of another council."""
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem("reason", f"Say why, in at most {REASON_LIMIT} characters."),))
    teams = (await work.mine.execute(_teams_around(staff_id, to_team))).all()
    joins = next((row.name for row in teams if row.id == to_team), None)
    if joins is None:
        raise NotFoundHereError
    leaves = [row for row in teams if row.inside]
    _check_may(work.actor, staff_id, to_team, [row.id for row in leaves])
    _check_read(leaves, to_front_door=any(row.id == to_team and row.kind == FRONT_DOOR for row in teams))
    await _put(work, staff_id, to_team)
    left = ", ".join(row.name for row in leaves) or "no team"
    why = f"From {left} to {joins}. {reason.strip()}"
    await audit.record(work, Action.MANAGE_TEAMS, audit.Subject("staff", staff_id), why=why)
    await publish(work, Fact(FactKind.MOVED_BETWEEN_TEAMS, "staff", staff_id))
    for team in sorted({to_team, *(row.id for row in leaves)}):
        await publish(work, Fact(FactKind.TEAM_CHANGED, "team", team))


def _teams_around(staff_id: UUID, to_team: UUID) -> Select[UUID, str, str, bool, bool]:
    """The team to join and those that this person is in, and whether what comes in there is read as much without them;
    nothing when there is no such person."""
    member = and_(
        TeamMember.tenant_id == Team.tenant_id, TeamMember.team_id == Team.id, TeamMember.staff_id == staff_id
    )
    known = exists().where(Staff.id == staff_id, Staff.ended_at.is_(None), Staff.organisation_id.is_(None))
    inside = TeamMember.staff_id.is_not(None)
    read = or_(_others_who_read(staff_id), ~_reads(staff_id)).label("read")
    query = select(Team.id, Team.name, Team.kind, inside.label("inside"), read).outerjoin(TeamMember, member)
    return query.where(known, or_(inside, Team.id == to_team)).order_by(Team.name)


def _others_who_read(staff_id: UUID) -> ColumnElement[bool]:
    """Whether somebody else in the team may read the reports that come in. As `identity.front_door_of` asks."""
    other = aliased(TeamMember)
    same = and_(other.tenant_id == Staff.tenant_id, other.staff_id == Staff.id)
    there = and_(same, other.team_id == Team.id, other.staff_id != staff_id)
    return exists().where(there, Staff.roles.bool_op("&&")(_READERS), Staff.ended_at.is_(None)).correlate(Team)


def _reads(staff_id: UUID) -> ColumnElement[bool]:
    """Whether this person may read the reports that come in: who may not can leave, and nothing closes."""
    return exists().where(Staff.id == staff_id, Staff.roles.bool_op("&&")(_READERS)).correlate(Team)


def _check_read(leaves: Sequence[Any], *, to_front_door: bool) -> None:
    """The report form is closed while nobody reads what comes in: that must not happen by moving somebody."""
    if not to_front_door and any(row.kind == FRONT_DOOR and not row.read for row in leaves):
        words = "Nobody else there reads what comes in, and the public form would close. Move somebody in first."
        raise IncompleteError((Problem("staff", words),))


def _check_may(actor: Actor, staff_id: UUID, to_team: UUID, here: list[UUID]) -> None:
    if staff_id == actor.staff_id:
        raise IncompleteError((Problem("staff", "Nobody moves themselves. Ask a council administrator."),))
    if not _may_fill(actor, to_team):
        words = "You can only move people into a team that you manage. Ask its manager, or a council administrator."
        raise IncompleteError((Problem("team", words),))
    if not all(_may_fill(actor, team) for team in here):
        words = "They are in a team that you do not manage. Ask its manager, or a council administrator."
        raise IncompleteError((Problem("staff", words),))
    if here == [to_team]:
        raise IncompleteError((Problem("team", "They are in that team already."),))


async def _put(work: Work, staff_id: UUID, to_team: UUID) -> None:
    mine = and_(TeamMember.tenant_id == work.actor.council, TeamMember.staff_id == staff_id)
    await work.mine.execute(delete(TeamMember).where(mine))
    row = {"tenant_id": work.actor.council, "team_id": to_team, "staff_id": staff_id, "by_provider": False}
    await work.mine.execute(insert(TeamMember).values(row))


async def _people(work: Work) -> Sequence[Any]:
    query = select(Staff.id, Staff.display_name, Staff.roles, TeamMember.team_id).outerjoin(
        TeamMember, and_(TeamMember.tenant_id == Staff.tenant_id, TeamMember.staff_id == Staff.id)
    )
    own = (Staff.ended_at.is_(None), Staff.organisation_id.is_(None))
    return (await work.mine.execute(query.where(*own).order_by(Staff.display_name))).all()


def _members(people: Sequence[Any], team: UUID | None) -> tuple[Member, ...]:
    return tuple(Member(row.id, row.display_name, tuple(row.roles)) for row in people if row.team_id == team)
