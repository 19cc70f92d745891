"""A large platform by COPY, for benchmarks: many councils with the same number of referrals each.

COPY does not work under row policies, so the owner lifts FORCE for the length of one transaction; the lock that
ALTER TABLE takes keeps everybody else out meanwhile."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import TEAMS
from commonground.platform.access.roles import Role
from commonground.platform.councils.onboard import (
    NewCouncil,
    NewProvider,
    NewStaff,
    acting_as_setup,
    add_council,
    add_provider,
    add_staff,
    add_team,
    map_group,
)
from commonground.platform.councils.register import checked
from commonground.platform.database.roles import OWNER
from commonground.platform.ids import uuid7
from commonground.platform.reference import HARMS, SOURCES
from commonground.platform.references import ReferenceKind, new_reference

PLACES = (
    "Park",
    "Stairwell",
    "Bus stop",
    "Takeaway",
    "Skate park",
    "Car park",
    "Towpath",
    "Library",
    "Arcade",
    "Alley",
)
STREETS = ("Mill", "Larch", "Canal", "Station", "Quay", "Fern", "Market", "Bridge", "Church", "Dene")
CONTEXTS_EACH = 60
_REFERRAL_COLUMNS = (
    "tenant_id", "id", "reference", "route", "source", "subject_kind", "title", "harms", "children", "state",
    "restricted", "received_at", "decision_due_at", "paused_for", "asked_whom", "team_id", "lead_id", "context_id",
    "outcome", "rationale", "decided_at", "decided_by", "no_reply_words", "changed_at", "version",
)  # fmt: skip  # columns of one row
_CONTEXT_COLUMNS = (
    "tenant_id", "id", "reference", "kind", "name", "aliases", "description", "address", "postcode", "platform",
    "handle", "status", "restricted", "team_id", "created_at", "changed_at", "version",
)  # fmt: skip  # likewise
_NAMES = tuple(
    f"{place} {number}, {street} {way}"
    for place in PLACES
    for number in (4, 17, 33, 58)
    for street in STREETS
    for way in ("Road", "Lane", "Street")
)
_HARMS = tuple([code] for code in HARMS.codes)
_NEVER_PAUSED = timedelta()


@dataclass(frozen=True)
class BulkCouncil:
    """One council of the many. `issuer` and `subject` sign its screener in, over the login role."""

    slug: str
    id: UUID
    team_id: UUID
    staff_id: UUID

    @property
    def issuer(self) -> str:
        return f"https://id.{self.slug}.example"

    @property
    def subject(self) -> str:
        return f"{self.slug}-screener"


async def fill(
    owner_url: str, tenants: int, rows: int, tell: Callable[[str], None], *, first: int | None = None, seed: int = 1
) -> list[BulkCouncil]:
    """`tenants` councils of `rows` referrals each, or `first` of them in the first; `tell` hears of the progress."""
    async with acting_as_setup(owner_url) as connection:
        councils = [await _council(connection, number) for number in range(1, tenants + 1)]
    tell(f"{tenants} councils made")
    dice = random.Random(seed)  # noqa: S311  # invented data, not secrets
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL ROLE {OWNER}")
            await _lift(connection, "NO FORCE")
            for done, council in enumerate(councils, start=1):
                await _copy(connection, council, first if done == 1 and first else rows, dice)
                if done % 25 == 0 or done == tenants:
                    tell(f"{done} of {tenants} councils filled")
            await _lift(connection, "FORCE")
        await connection.execute("ANALYZE tenants.referrals, tenants.contexts")
    finally:
        await connection.close()
    return councils


async def _lift(connection: asyncpg.Connection, force: str) -> None:
    for table in ("tenants.referrals", "tenants.contexts"):
        await connection.execute(f"ALTER TABLE {table} {force} ROW LEVEL SECURITY")


async def _council(connection: AsyncConnection, number: int) -> BulkCouncil:
    slug = f"council-{number:03d}"
    new = NewCouncil(
        slug=slug, name=f"Council {number}", kind="unitary", nation="england", legal_powers=(), areas=(slug,),
        colour="#24478f", front_door_phone="01632 960142", out_of_hours_phone="01632 960143",
    )  # fmt: skip  # one council
    council_id = await add_council(connection, checked(new))
    provider = NewProvider(issuer=f"https://id.{slug}.example", client_id=slug, client_secret="unused")  # noqa: S106  # nobody signs in there
    await add_provider(connection, slug, council_id, provider)
    teams = [await add_team(connection, council_id, name, kind, area) for name, kind, area in TEAMS]
    await map_group(connection, council_id, "screeners", role=Role.FRONT_DOOR_SCREENER)
    staff = NewStaff(
        name=f"Screener {number}", roles=(Role.FRONT_DOOR_SCREENER,), team_ids=(teams[0],), subject=f"{slug}-screener"
    )
    return BulkCouncil(slug, council_id, teams[0], await add_staff(connection, slug, council_id, staff))


async def _copy(connection: asyncpg.Connection, council: BulkCouncil, rows: int, dice: random.Random) -> None:
    contexts = [uuid7() for _ in range(min(CONTEXTS_EACH, max(1, rows // 20)))]
    await _copy_rows(connection, "contexts", _CONTEXT_COLUMNS, _contexts(council, contexts, dice))
    await _copy_rows(connection, "referrals", _REFERRAL_COLUMNS, _referrals(council, contexts, rows, dice))


async def _copy_rows(
    connection: asyncpg.Connection, table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]
) -> None:
    """The server takes in what was made so far while the next rows are made."""
    await connection.copy_records_to_table(table, records=rows, columns=columns, schema_name="tenants")


def _contexts(council: BulkCouncil, ids: list[UUID], dice: random.Random) -> Iterator[tuple[object, ...]]:
    now = datetime.now(UTC)
    references = _references(ReferenceKind.CONTEXT)
    for context_id in ids:
        name = dice.choice(_NAMES)
        yield (council.id, context_id, next(references), "place", name, [], f"{name}, invented.", name, "", "", "",
               "active", False, council.team_id, now, now, 1)  # fmt: skip  # a row


def _referrals(
    council: BulkCouncil, contexts: list[UUID], rows: int, dice: random.Random
) -> Iterator[tuple[object, ...]]:
    """Four in five are decided; the others are open, some of them late."""
    now = datetime.now(UTC)
    references = _references(ReferenceKind.REFERRAL)
    for number in range(rows):
        is_open = number % 5 == 0
        received = now - timedelta(minutes=1 + dice.random() * (4_000 if is_open else 500_000))
        due = received + timedelta(days=1)
        decided = (None, "", None, None) if is_open else ("added_to_context", "Invented reason.", due, council.staff_id)
        yield (council.id, uuid7(), next(references), "public", dice.choice(SOURCES.codes), "place",
               dice.choice(_NAMES), dice.choice(_HARMS), "3_5", "new" if is_open else "decided", False, received, due,
               _NEVER_PAUSED, "", council.team_id, council.staff_id if number % 3 == 0 else None,
               dice.choice(contexts), *decided, "", received, 1)  # fmt: skip  # a row


def _references(kind: ReferenceKind) -> Iterator[str]:
    """Different ones, as the table demands."""
    seen: set[str] = set()
    while True:
        reference = new_reference(kind)
        if reference not in seen:
            seen.add(reference)
            yield reference
