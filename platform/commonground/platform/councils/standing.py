"""What somebody may do here, and when their work here ends: decided by a council administrator, with a reason, and
never for themselves. The database refuses the same again (`database/sql/034_people.sql`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy import text as sql

from commonground.platform import audit
from commonground.platform.access import ROLES, Action, Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.access.roles import ANSWER_FOR_ACCESS, known_roles
from commonground.platform.councils.people import Staff, Team, TeamMember
from commonground.platform.councils.teams import REASON_LIMIT
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work

_CHANGE = sql("select identity.change_roles(:staff, :roles)")
_END = sql("select identity.end_work(:staff)")
_MAY_RETURN = sql("select staff from identity.who_may_return()")
_TAKE_BACK = sql("select identity.take_back(:staff)")
MOST_LISTED: Final = 200
NOT_ONESELF: Final = "Nobody changes what they may do themselves. Ask another council administrator, or invite one."


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody on the council's staff list. `local`: they sign in with an account of ours. `partner`: they work for a
    partner organisation, and not for the council."""

    id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    local: bool
    ended: bool
    partner: bool = False


async def colleagues(work: Work) -> Sequence[Colleague]:
    """Everybody who works for the council."""
    query = (
        select(Staff)
        .where(Staff.ended_at.is_(None), Staff.organisation_id.is_(None))
        .order_by(Staff.display_name, Staff.id)
    )
    return [_colleague(row) for row in (await work.mine.scalars(query)).all()]


async def load_colleague(work: Work, staff_id: UUID) -> Colleague:
    """One of the acting council's, those whose work has ended among them. Raises `NotFoundHereError`."""
    row = (await work.mine.scalars(select(Staff).where(Staff.id == staff_id))).one_or_none()
    if row is None:
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_COUNCIL, audit.Subject("staff", row.id))
    return _colleague(row)


async def change_roles(work: Work, colleague: Colleague, roles: Collection[Role], reason: str) -> None:
    """From their next request on. They are told.

    Raises `IncompleteError` without a reason, for oneself, and for whoever has their roles from the provider."""
    _check(work, colleague, "reason", reason)
    if colleague.partner:
        raise IncompleteError((Problem("roles", "They work for a partner, and are never made the council’s own."),))
    if not colleague.local:
        raise IncompleteError((Problem("roles", "Their roles follow the groups of your council’s own accounts."),))
    after = sorted(map(str, roles))
    if not await work.connection.scalar(_CHANGE, {"staff": colleague.id, "roles": after}):
        raise NotFoundHereError
    why = f"From {_names(colleague.roles)} to {_names(after)}. {reason.strip()}"
    await audit.record(work, Action.MANAGE_PEOPLE, audit.Subject("staff", colleague.id), why=why)
    await publish(work, Fact(FactKind.ROLES_CHANGED, "staff", colleague.id))
    if ANSWER_FOR_ACCESS & set(roles) - known_roles(colleague.roles):
        await publish(work, Fact(FactKind.ACCESS_GIVEN, "people", colleague.id))


async def end_work(work: Work, colleague: Colleague, reason: str) -> None:
    """Their sessions here end, and they are offered for nothing any more. The managers of their teams are told, who
    give their work to others.

    Raises `IncompleteError` without a reason and for oneself; `NotFoundHereError` when it has ended already."""
    _check(work, colleague, "because", reason)
    teams = (await work.mine.scalars(select(TeamMember.team_id).where(TeamMember.staff_id == colleague.id))).all()
    if not await work.connection.scalar(_END, {"staff": colleague.id}):
        raise NotFoundHereError
    why = f"Ended their work here. {reason.strip()}"
    await audit.record(work, Action.MANAGE_PEOPLE, audit.Subject("staff", colleague.id), why=why)
    for team in sorted(teams):
        await publish(work, Fact(FactKind.TEAM_CHANGED, "team", team))


async def who_may_return(work: Work) -> Sequence[Colleague]:
    """Whose work here has ended, of those who sign in by the council's provider: everybody else is invited anew."""
    ids = (await work.connection.scalars(_MAY_RETURN)).all()
    query = select(Staff).where(Staff.id.in_(ids)).order_by(Staff.display_name, Staff.id).limit(MOST_LISTED)
    return [_colleague(row) for row in (await work.mine.scalars(query)).all()]


async def take_back(work: Work, colleague: Colleague, reason: str) -> UUID:
    """Their next sign-in by the council’s provider works again, as somebody new to the staff list, whose id it returns:
    in no team, and named on no record. They are told, and whoever answers for access is where they come to do so.

    Raises `IncompleteError` without a reason, and for whoever does not come back like this."""
    _check(work, colleague, "because", reason)
    anew: UUID | None = await work.connection.scalar(_TAKE_BACK, {"staff": colleague.id})
    if anew is None:
        raise IncompleteError((Problem("because", "They work here, or come back by an invitation."),))
    why = f"Let back in, as {_names(colleague.roles)}. {reason.strip()}"
    for staff in (colleague.id, anew):
        await audit.record(work, Action.MANAGE_PEOPLE, audit.Subject("staff", staff), why=why)
    await publish(work, Fact(FactKind.ROLES_CHANGED, "staff", anew))
    if ANSWER_FOR_ACCESS & known_roles(colleague.roles):
        await publish(work, Fact(FactKind.ACCESS_GIVEN, "people", anew))
    return anew


async def team_choices(work: Work) -> Sequence[tuple[UUID, str]]:
    rows = await work.mine.execute(select(Team.id, Team.name).order_by(Team.kind, Team.name))
    return [(row.id, row.name) for row in rows]


def _check(work: Work, colleague: Colleague, field: str, reason: str) -> None:
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem(field, f"Say why, in at most {REASON_LIMIT} characters."),))
    if colleague.id == work.actor.staff_id:
        raise IncompleteError((Problem(field, NOT_ONESELF),))


def _names(roles: Collection[str]) -> str:
    known = {role.value: ROLES[role].name for role in Role}
    return ", ".join(known.get(code, code) for code in sorted(roles)) or "no role"


def _colleague(row: Staff) -> Colleague:
    ended = row.ended_at is not None
    return Colleague(
        row.id, row.display_name, row.email or "", tuple(row.roles), row.local, ended, row.organisation_id is not None
    )
