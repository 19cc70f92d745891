"""Contexts by the ten thousand, beside the sixty that a filled council has."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime

import asyncpg

from commonground.infra.bench._stage import Stage
from commonground.infra.demo.bulk import BulkCouncil
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference

_COLUMNS = (
    "tenant_id", "id", "reference", "kind", "name", "aliases", "description", "address", "postcode", "platform",
    "handle", "status", "restricted", "team_id", "created_at", "changed_at", "version",
)  # fmt: skip  # columns of one row
_FIRST = "Heron Larch Quay Amber Brook Cedar Dale Elder Fern Gorse Hazel Ivy Juniper Kestrel Linden Maple".split()  # noqa: SIM905  # a list of names
_LAST = "Arcade Bandstand Wharf Yard Library Precinct Underpass Stairwell Meadow Parade Steps Towpath".split()  # noqa: SIM905  # likewise
_POSTCODES = ("LM4 2QT", "LM4 2QU", "LM4 2QW", "LM1 1AB", "LM2 9ZZ", "LM9 1AA", "LK1 4QT", "LK1 4AB")


def add_contexts(ground: Stage, council: BulkCouncil, count: int, *, hidden: str = "") -> None:
    """`hidden`: restricted ones that nobody is named on, with this in their names."""
    asyncio.run(_copy(ground, council, count, hidden))


async def _copy(ground: Stage, council: BulkCouncil, count: int, hidden: str) -> None:
    owner = await asyncpg.connect(ground.owner_url)
    try:
        rows = _rows(council, count, hidden)
        await owner.copy_records_to_table("contexts", records=rows, columns=_COLUMNS, schema_name="tenants")
        await owner.execute("vacuum (analyze) tenants.contexts")
    finally:
        await owner.close()


def _rows(council: BulkCouncil, count: int, hidden: str) -> Iterator[tuple[object, ...]]:
    dice, now, seen = random.Random(count), datetime.now(UTC), set[str]()  # noqa: S311  # invented rows, not secrets
    while len(seen) < count:
        reference = new_reference(ReferenceKind.CONTEXT)
        if reference in seen:
            continue
        seen.add(reference)
        name = f"{hidden} {dice.choice(_FIRST)} {dice.choice(_LAST)} {len(seen)}".strip()
        yield (council.id, uuid7(), reference, "place", name, [f"The {dice.choice(_FIRST)}"], f"{name}, invented.",
               f"{dice.randrange(1, 300)} {dice.choice(_FIRST)} Lane", dice.choice(_POSTCODES), "", "", "active",
               bool(hidden), council.team_id, now, now, 1)  # fmt: skip  # a row
