"""Who takes part in what crosses: a practitioner, a manager and a screener of each of these councils, signed in and
asked again who they are. Their steps are the product's own, over HTTP or through its services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.infra.bench._stage import CONFIRM, GROUP, Stage
from commonground.infra.demo.bulk import BulkCouncil
from commonground.platform.access.roles import Role
from commonground.platform.councils.onboard import NewStaff, acting_as_setup, add_staff, map_group
from commonground.platform.database.engine import make_engine
from commonground.platform.database.roles import APP, LOGIN
from commonground.platform.identity.passes import open_session
from commonground.platform.identity.sign_in import make_session
from commonground.platform.work import Work, begin

_GROUPS = {Role.PRACTITIONER: "practitioners", Role.TEAM_MANAGER: "managers"}


@dataclass(frozen=True)
class Crosser:
    """One person; `token` is of a session in which a step-up has been made."""

    id: UUID
    token: str


@dataclass(frozen=True)
class Crossers:
    """A council's people for it, all of one team."""

    council: BulkCouncil
    practitioner: Crosser
    manager: Crosser
    screener: Crosser


def crossers(ground: Stage, councils: Sequence[BulkCouncil]) -> list[Crossers]:
    return asyncio.run(_made(ground, councils))


@asynccontextmanager
async def services(ground: Stage) -> AsyncIterator[AsyncEngine]:
    """The application's own role, for people who act without a page."""
    engine = make_engine(ground.cluster.url(APP, ground.database), pooled=False)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def acting(engine: AsyncEngine, person: Crosser) -> AsyncIterator[Work]:
    """A unit of work of theirs, committed at the end."""
    async with begin(engine) as work:
        await open_session(work, person.token)
        yield work
        await work.commit()


async def _made(ground: Stage, councils: Sequence[BulkCouncil]) -> list[Crossers]:
    hired = {council: await _hire(ground, council) for council in councils}
    login = make_engine(ground.cluster.url(LOGIN, ground.database), pooled=False)
    try:
        made = [await _crossers(login, council, staff) for council, staff in hired.items()]
    finally:
        await login.dispose()
    tokens = [person.token for each in made for person in (each.practitioner, each.manager, each.screener)]
    await asyncio.to_thread(ground.ask, CONFIRM, [token.encode() for token in tokens])
    return made


async def _hire(ground: Stage, council: BulkCouncil) -> dict[Role, UUID]:
    found = {}
    async with acting_as_setup(ground.owner_url) as connection:
        for role, group in _GROUPS.items():
            await map_group(connection, council.id, group, role=role)
            subject = _subject(council, group)
            staff = NewStaff(name=subject, roles=(role,), team_ids=(council.team_id,), subject=subject)
            found[role] = await add_staff(connection, council.slug, council.id, staff)
    return found


async def _crossers(login: AsyncEngine, council: BulkCouncil, staff: dict[Role, UUID]) -> Crossers:
    async def enter(subject: str, group: str, staff_id: UUID) -> Crosser:
        session = await make_session(
            login, slug=council.slug, issuer=council.issuer, subject=subject, name=subject, groups=[group],
            agent="benchmark",
        )  # fmt: skip  # one session
        if session is None:
            raise RuntimeError(f"{subject} could not sign in")
        return Crosser(staff_id, session.token)

    practitioner, manager = [
        await enter(_subject(council, group), group, staff[role]) for role, group in _GROUPS.items()
    ]
    return Crossers(council, practitioner, manager, await enter(council.subject, GROUP, council.staff_id))


def _subject(council: BulkCouncil, group: str) -> str:
    return f"{council.slug}-{group}"
