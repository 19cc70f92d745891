"""The ground for the attempts: one transaction, in which a neighbouring council stands and which is never committed.

The web's requests run inside it, each in a savepoint that is rolled back, with the rights of the web's own role. So the
neighbour is seen by nobody but the attempts, and nothing that they bring about is there afterwards."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from commonground.infra.isolation.stand_ins import StandIns, example_of, stand_in, stand_in_once
from commonground.platform.access.roles import STAFF_ROLES, Role
from commonground.platform.councils.onboard import NewCouncil, NewStaff, add_council, add_staff, add_team
from commonground.platform.councils.people import Staff
from commonground.platform.database.roles import APP, SETUP
from commonground.platform.identity.models import Account, Membership, Operator, Session
from commonground.platform.ids import uuid7
from commonground.platform.partners.models import PartnerOrganisation

_DIALECT: Final = "postgresql+asyncpg://"
_NAME: Final = "A neighbour for the isolation report"
_AS_BEFORE: Final = text("set local role none")
_PATIENCE: Final = "set local lock_timeout = '5s'; set local statement_timeout = '60s'"


@dataclass(frozen=True)
class Neighbour:
    """Tokens of sessions that stand next door: of somebody with every role of the council's own people, and of
    somebody who works for its partner; and of an operator of the platform, who is of no council."""

    id: UUID
    staff: str
    partner: str
    operator: str


@dataclass(frozen=True)
class Target:
    """The council whose everything is tried."""

    id: UUID
    slug: str
    name: str


class NoSuchCouncilError(LookupError):
    """There is nobody of that short name."""


@dataclass(frozen=True)
class Ground:
    """`web` is an engine for the application, and `setup` one that sees and makes everything: every commit on either is
    a rollback."""

    connection: asyncpg.Connection
    web: AsyncEngine
    setup: AsyncEngine
    neighbour: Neighbour
    target: Target
    stand_ins: StandIns

    @asynccontextmanager
    async def acting(self, role: str) -> AsyncIterator[asyncpg.Connection]:
        """With the rights of `role`; what is done is undone at the end."""
        async with undone(self.connection):
            await self.connection.execute(f"set local role {role}")
            yield self.connection

    @asynccontextmanager
    async def example(self, name: str) -> AsyncIterator[tuple[str | None, bool]]:
        """A row of the council's in that table, as JSON, and whether it was made up for this moment: then it is gone
        again at the end, since a save of the council's may be waiting for its place. None where none could be made."""
        async with self.setup.begin() as setup:
            found = await example_of(setup, name, self.target.id)
            made = found is None and await stand_in_once(setup, name, self.target.id, self.stand_ins.rows)
            if made:
                found = await example_of(setup, name, self.target.id)
            await setup.execute(_AS_BEFORE)
            yield found, made


@asynccontextmanager
async def undone(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """A savepoint that is always rolled back; outside of any transaction, a transaction."""
    step = connection.transaction()
    await step.start()
    try:
        yield
    finally:
        if not connection.is_closed():
            await step.rollback()


@asynccontextmanager
async def made_ground(owner_url: str, slug: str) -> AsyncIterator[Ground]:
    """Raises `NoSuchCouncilError`."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with undone(connection):
            await connection.execute(_PATIENCE)
            await _may_act_as_the_web(connection)
            async with _as_setup(connection) as setup:
                target = await _target(setup, slug)
                neighbour = await _neighbour(setup)
                stand_ins = await stand_in(setup, target.id)
            web, later = _taken_back(connection, APP), _taken_back(connection, SETUP)
            yield Ground(connection, web, later, neighbour, target, stand_ins)
    finally:
        await connection.close()


async def _may_act_as_the_web(connection: asyncpg.Connection) -> None:
    """Whoever made the roles may make itself a member; that is rolled back with the rest."""
    try:
        async with undone(connection):
            await connection.execute(f"set local role {APP}")
    except asyncpg.InsufficientPrivilegeError:
        await connection.execute(f"grant {APP} to current_user with set true")


def _engine(connection: asyncpg.Connection) -> AsyncEngine:
    """An engine over this one connection. What it takes for transactions are savepoints of the one around them."""

    async def here() -> asyncpg.Connection:
        return connection

    return create_async_engine(_DIALECT, async_creator=here, poolclass=StaticPool, hide_parameters=True)


def _taken_back(connection: asyncpg.Connection, role: str) -> AsyncEngine:
    """Each transaction has the rights of `role`, and is rolled back where it would be committed."""
    engine = _engine(connection)
    dialect: Any = engine.sync_engine.dialect
    dialect.do_commit = dialect.do_rollback

    @event.listens_for(engine.sync_engine, "begin")
    def _become(connection: Any) -> None:
        connection.exec_driver_sql(f"set local role {role}")

    return engine


@asynccontextmanager
async def _as_setup(connection: asyncpg.Connection) -> AsyncIterator[AsyncConnection]:
    """What is done stays, until the ground itself is rolled back."""
    engine = _engine(connection)
    async with engine.begin() as setup:
        await setup.execute(text(f"set local role {SETUP}"))
        yield setup
        await setup.execute(_AS_BEFORE)


async def _target(setup: AsyncConnection, slug: str) -> Target:
    found = await setup.execute(text("select id, slug, name from commons.councils where slug = :slug"), {"slug": slug})
    row = found.one_or_none()
    if row is None:
        raise NoSuchCouncilError(slug)
    return Target(row.id, row.slug, row.name)


async def _neighbour(setup: AsyncConnection) -> Neighbour:
    slug = f"next-door-{secrets.token_hex(8)}"
    council = await add_council(setup, _new_council(slug), opened=False)
    teams = tuple([await add_team(setup, council, kind, kind) for kind in ("front_door", "specialist")])
    staff = await add_staff(setup, slug, council, NewStaff(name="Neighbour", roles=STAFF_ROLES, team_ids=teams))
    partner = await add_staff(setup, slug, council, NewStaff(name="Neighbour’s partner", roles=(Role.PARTNER,)))
    await _works_for_a_partner(setup, council, partner)
    operator = uuid4()
    await setup.execute(insert(Account), {"id": operator})
    await setup.execute(insert(Operator), {"account_id": operator, "display_name": "Operator"})
    return Neighbour(
        council,
        await _session(setup, await _account(setup, council, staff), council),
        await _session(setup, await _account(setup, council, partner), council),
        await _session(setup, operator, None),
    )


def _new_council(slug: str) -> NewCouncil:
    return NewCouncil(
        slug=slug, name=_NAME, kind="unitary", nation="england", legal_powers=("ca1989_s47",), areas=(),
        colour="#12443c", front_door_phone="", out_of_hours_phone="",
    )  # fmt: skip  # a row


async def _works_for_a_partner(setup: AsyncConnection, council: UUID, staff: UUID) -> None:
    now, organisation = datetime.now(UTC), uuid7()
    values = {"tenant_id": council, "id": organisation, "name": "Partner", "kind": "vcs"}
    await setup.execute(insert(PartnerOrganisation), values | {"created_at": now, "changed_at": now})
    works = update(Staff).where(Staff.tenant_id == council, Staff.id == staff)
    await setup.execute(works.values(organisation_id=organisation))


async def _account(setup: AsyncConnection, council: UUID, staff: UUID) -> UUID:
    query = select(Membership.account_id).where(Membership.council_id == council, Membership.staff_id == staff)
    account: UUID = (await setup.execute(query)).scalar_one()
    return account


async def _session(setup: AsyncConnection, account: UUID, council: UUID | None) -> str:
    """Confirmed at this moment: what asks for that would refuse every id alike otherwise."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    values = {"id": uuid4(), "token_hash": hashlib.sha256(token.encode()).digest(), "account_id": account}
    lasts = {"confirmed_at": now + timedelta(hours=1), "idle_limit": timedelta(hours=1)}
    await setup.execute(insert(Session), values | lasts | {"council_id": council, "agent": "isolation report"})
    return token
