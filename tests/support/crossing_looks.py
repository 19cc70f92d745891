"""What either council finds of a crossing, and what stands in the rows of both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.crossings.canonical import Sealable, canonical
from commonground.platform.crossings.queries import offer_of, receipts_of, steps_of
from commonground.platform.crossings.types import OfferView, StepView
from commonground.platform.identity.passes import open_session
from commonground.platform.work import Work, begin
from councils import TestCouncil, World
from engines import lent
from seeding import fingerprint

OPENS = "screener"
"""Who opens it at the other council."""


@dataclass(frozen=True)
class Crossing:
    """A disclosure as it was put in, of which `id` is also the offer's."""

    id: UUID
    reference: str
    thread_id: UUID
    record_id: UUID
    package_id: UUID
    sender: TestCouncil
    receiver: TestCouncil
    said: Mapping[str, Sealable]
    """What the package says, by field."""

    @property
    def canonical(self) -> str:
        return canonical(self.said)


@dataclass
class Looks:
    """Each person signs in once."""

    world: World
    tokens: dict[tuple[UUID, str], str] = field(default_factory=dict)

    @asynccontextmanager
    async def acting(
        self, council: TestCouncil, person: str = OPENS, *, keep: bool = True, now: datetime | None = None
    ) -> AsyncIterator[Work]:
        who = (council.id, person)
        if who not in self.tokens:
            self.tokens[who] = await self.world.token(council, person)
        async with begin(lent(self.world.database.app_url), now=now) as work:
            assert await open_session(work, self.tokens[who]) is not None
            yield work
            if keep:
                await work.commit()

    async def view(self, council: TestCouncil, crossing: Crossing) -> OfferView:
        """As this council finds it."""
        async with self.acting(council, keep=False) as work:
            found = await offer_of(work, crossing.id)
        assert found is not None
        return found

    async def steps(self, council: TestCouncil, crossing: Crossing) -> list[StepView]:
        async with self.acting(council, keep=False) as work:
            return await steps_of(work, crossing.id)

    async def receipts(self, council: TestCouncil, crossing: Crossing) -> list[tuple[Any, ...]]:
        """Number, what, manifest, digest and signature of each that this council keeps."""
        async with self.acting(council, keep=False) as work:
            return [
                (r.id, r.no, r.what, r.manifest, bytes(r.digest), r.signature)
                for r in await receipts_of(work, crossing.id)
            ]

    async def packages(self, council: TestCouncil, crossing: Crossing, side: str) -> list[tuple[int, str]]:
        """Number and words of each that this council has on this side, in order."""
        asked = "select no, canonical from tenants.packages where tenant_id = :c and crossing_id = :x and side = :side"
        found = await self.rows(f"{asked} order by no, id", c=council.id, x=crossing.id, side=side)
        return [(row[0], row[1]) for row in found]

    async def how_it_stands(self, crossing: Crossing) -> tuple[Any, ...]:
        """State of the sender's disclosure, and what is left of what was chosen there."""
        (row,) = await self.rows("select state, parts::text from tenants.disclosures where id = :id", id=crossing.id)
        return tuple(row)

    async def facts(self, council: TestCouncil, crossing: Crossing) -> list[str]:
        """What its workers were told, in order."""
        asked = "select kind from system.outbox where tenant_id = :c and subject_id = :x and subject_kind = 'crossing'"
        found = await self.rows(f"{asked} order by occurred_at, id", c=council.id, x=crossing.id)
        return [row[0] for row in found]

    async def trail(self, council: TestCouncil, crossing: Crossing) -> list[tuple[str, Any, str | None]]:
        """Of each entry about it: what, by whom of the staff, and why."""
        asked = "select action, staff_id, why from audit.entries where tenant_id = :c and subject_id = :x"
        found = await self.rows(f"{asked} order by at, id", c=council.id, x=crossing.id)
        return [(row[0], row[1], row[2]) for row in found]

    async def whole(self) -> dict[UUID, dict[str, Any]]:
        """Of every row of both councils, something by which a change shows; sessions, which each use touches, aside."""
        found: dict[UUID, dict[str, Any]] = {}
        async with acting_as_setup(self.world.database.owner_url) as connection:
            for council in (self.world.larkmere, self.world.hallowdene):
                of_it = await fingerprint(connection, council.id)
                found[council.id] = {table: mark for table, mark in of_it.items() if table != "identity.sessions"}
        return found

    async def ask(self, question: str, **asked: object) -> Any:
        """One value, asked by the superuser."""
        found = await self.rows(question, **asked)
        return found[0][0] if found else None

    async def rows(self, question: str, **asked: object) -> Sequence[Any]:
        async with lent(self.world.database.owner_url).connect() as connection:
            return (await connection.execute(text(question), asked)).fetchall()

    async def run(self, statement: str, **asked: object) -> None:
        """One statement by the superuser, committed: for accidents, and for time that passes."""
        async with lent(self.world.database.owner_url).begin() as connection:
            await connection.execute(text(statement), asked)
