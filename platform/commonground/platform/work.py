"""The unit of work: who acts, the time, and both sessions over one connection and one transaction.

One commit at the edge. Nobody else calls `commit()`; the named exceptions (`drafts.save`, `throttle.count`,
`audit.denied` and `audit.refused`) commit on their own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from commonground.platform.access.actor import ANYONE, Actor
from commonground.platform.access.decide import Around
from commonground.platform.database.sessions import SharedSession, TenantSession
from commonground.platform.subject import Subject


@dataclass(frozen=True)
class Origin:
    """From where a request came: for the audit alone."""

    address: str | None = None
    request_id: str | None = None
    agent: str = ""


@dataclass
class Work:
    """What a verb needs. `mine` reads the council's own rows, `shared` what others can see too."""

    connection: AsyncConnection
    mine: TenantSession
    shared: SharedSession
    now: datetime
    actor: Actor = ANYONE
    origin: Origin = field(default_factory=Origin)
    near: dict[UUID, Around] = field(default_factory=dict)
    """Who stands around each record that was looked at, so that nobody asks twice."""
    under: str | None = None
    """Under which exception a record is read, where no role or team lets in: the why of each entry in the trail."""
    looked_at: dict[Subject, str] = field(default_factory=dict)
    """What was loaded to be shown, with the action of its entry. A refusal shows it again, and the edge keeps an entry
    of each though it undoes everything else (`audit.refused`)."""

    async def commit(self) -> None:
        """For the edge alone: everything or nothing."""
        for session in (self.mine, self.shared):
            if session.new or session.dirty or session.deleted:  # most requests change nothing by them
                await session.flush()
        await self.connection.commit()

    async def roll_back(self) -> None:
        await self.connection.rollback()


@asynccontextmanager
async def begin(
    engine: AsyncEngine, *, now: datetime | None = None, origin: Origin | None = None
) -> AsyncIterator[Work]:
    """A unit of work in a new transaction, without a pass: it sees nothing isolated until one is opened.

    Rolls back whatever was not committed."""
    async with engine.connect() as connection:
        mine = TenantSession(connection, autoflush=False, expire_on_commit=False)
        shared = SharedSession(connection, autoflush=False, expire_on_commit=False)
        await connection.begin()
        try:
            yield Work(connection, mine, shared, now or datetime.now(UTC), origin=origin or Origin())
        finally:
            mine.expunge_all()
            shared.expunge_all()
            if connection.in_transaction():
                await connection.rollback()
