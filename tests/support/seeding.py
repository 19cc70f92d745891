"""One row in every table for every council, with the council's canary in each text cell, but for what is public.

Written from the metadata alone, so that a new table is covered on the day it is declared. Rows refer to each other and
satisfy every constraint, but most codes in them are canaries too: for pages, give `seed` the codes that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy import ARRAY, Column, Table, Uuid, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.isolation.stand_ins import LEFT_OUT, allowed_codes, council_column
from commonground.infra.migrations.metadata import all_tables
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Commons
from commonground.platform.ids import uuid7
from councils import TestCouncil, World, canary

Value = object
Row = dict[str, Value]

# The pass key is made by the migration; there is one, and it belongs to no council.
_MADE_ELSEWHERE = {"identity.pass_keys", "commons.councils"}
_NAMESPACE = UUID("6f1d2f0e-3c2a-4a53-9c57-2f3a8f1f5c11")


@dataclass
class Seeded:
    """What stands in the database for one council: by table, the row that was put in."""

    council: TestCouncil
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def marks(self) -> frozenset[str]:
        """Everything by which a row of this council can be told: its canary and every id of it."""
        own = [row for name, row in self.rows.items() if not is_public(all_tables().tables[name])]
        ids = {str(value) for row in own for value in row.values() if isinstance(value, UUID)}
        return frozenset(ids | {canary(self.council.slug)}) - {str(self.council.id)}


async def seed(world: World, codes: Mapping[str, Value] | None = None) -> dict[str, Seeded]:
    """Fill both councils; returns what was put in, by the council's slug. `codes` overrides single columns
    (`"tenants.referrals.state": "decided"`)."""
    async with acting_as_setup(world.database.owner_url) as connection:
        return {
            council.slug: await _seed_council(connection, council, codes or {})
            for council in (world.larkmere, world.hallowdene)
        }


async def _seed_council(connection: AsyncConnection, council: TestCouncil, codes: Mapping[str, Value]) -> Seeded:
    seeded = Seeded(council)
    for table in _in_order():
        row = make_row(table, council, seeded.rows, codes)
        await connection.execute(insert(table), row)
        seeded.rows[table.fullname] = row
    return seeded


def is_public(table: Table) -> bool:
    """Whether everybody may read its rows: they can't be told from a leak by whose they are."""
    return isinstance(visibility_of(table), Commons)


def _in_order() -> Sequence[Table]:
    return [table for table in all_tables().sorted_tables if table.fullname not in _MADE_ELSEWHERE]


def make_row(
    table: Table, council: TestCouncil, others: Mapping[str, Row], codes: Mapping[str, Value] | None = None
) -> Row:
    """A row of `table` for `council` that points at `others` (by table) of the same council."""
    linked = _links(table, council, others)
    allowed = allowed_codes(table)
    row: Row = {}
    for column in table.c:
        given = (codes or {}).get(f"{table.fullname}.{column.name}")
        if given is not None:
            row[column.name] = given
        elif column.name in ("tenant_id", "council_id", council_column(table)):
            row[column.name] = council.id
        elif f"{table.fullname}.{column.name}" in LEFT_OUT:
            row[column.name] = None
        elif column.name in linked:
            row[column.name] = linked[column.name]
        elif column.name in allowed:
            row[column.name] = allowed[column.name]
        else:
            row[column.name] = _value(column, council)
    return row


def _links(table: Table, council: TestCouncil, others: Mapping[str, Row]) -> Row:
    """Values of foreign keys. A parent that was not seeded yet (the council itself) is known by its id."""
    found: Row = {}
    for key in table.foreign_keys:
        parent, column = key.column.table.fullname, key.column.name
        row = others.get(parent, {"id": council.id})
        found[key.parent.name] = row[column]
    return found


def _value(column: Column[Value], council: TestCouncil) -> Value:
    if isinstance(column.type, ARRAY):
        return [uuid7()] if isinstance(column.type.item_type, Uuid) else [canary(council.slug)]
    if isinstance(column.type, JSONB):
        return {"words": [canary(council.slug)]}
    kind = column.type.python_type
    if kind is str:
        return f"listed-by-{council.slug}" if is_public(column.table) else canary(council.slug)
    return None if column.nullable and kind in (datetime, timedelta, time) else _plain(kind, column, council)


def _plain(kind: type, column: Column[Value], council: TestCouncil) -> Value:
    now = datetime.now(UTC)
    values: dict[type, Value] = {
        # After every row that was made before, as in the product: else which front door is the first is drawn.
        UUID: uuid7(),
        bytes: uuid5(_NAMESPACE, f"{council.slug}.{column}").bytes,
        datetime: now + timedelta(days=1) if column.name == "expires_at" else now,
        timedelta: timedelta(minutes=30),
        date: now.date(),
        time: time(9),
        bool: False,
        int: 1,
    }
    return values[kind]


async def counts(connection: AsyncConnection, council: UUID) -> dict[str, int]:
    """How many rows of `council` each table holds, for somebody who sees everything."""
    found: dict[str, int] = {}
    for table in all_tables().sorted_tables:
        column = council_column(table)
        if column is not None:
            query = text(f"select count(*) from {table.fullname} where {column} = :council")
            found[table.fullname] = int(await connection.scalar(query, {"council": council}) or 0)
    return found


async def fingerprint(connection: AsyncConnection, council: UUID) -> dict[str, str]:
    """A digest of the rows of `council` in each table: equal before and after means that nothing was changed."""
    found: dict[str, str] = {}
    for table in all_tables().sorted_tables:
        column = council_column(table)
        if column is not None:
            cells = f"(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table.fullname} t"
            query = text(f"select {cells} where t.{column} = :council)")
            found[table.fullname] = str(await connection.scalar(query, {"council": council}))
    return found
