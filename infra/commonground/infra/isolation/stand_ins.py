"""Rows that stand in where the council has none, so that nothing is passed over because there is nothing to reach.

Made from the metadata alone, in the ground's transaction, and gone with it. The council works on meanwhile, and no save
of its people may have to wait: those that stand for long lean on one another alone, so that no row of the council's is
locked, and have keys that nobody else could draw."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    Uuid,
    insert,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Between, Identity, Isolated, System
from commonground.platform.references import ReferenceKind, new_reference

Row = Mapping[str, Any]

_COUNCILS: Final = "commons.councils"
_WORDS: Final = "stand_in"
"""Like a code, since in some tables only codes belong."""
_ALLOWED: Final = re.compile(r"(\w+) in \('([^']*)'")
LEFT_OUT: Final = frozenset(
    {
        "tenants.report_messages.statement_id",
        "tenants.referral_steps.action_id",
        "crossing.offers.area",
        "crossing.disputes.area",
        "crossing.joint_concerns.area",
        "crossing.joint_parties.area",
        "crossing.contributions.about_id",
        "crossing.contributions.file_object_id",
        "crossing.contributions.file_kind",
        "crossing.contributions.file_size",
        "crossing.contributions.file_digest",
        "tenants.joint_minutes.checker_id",
    }
)
"""Links of which a row has one or the other: what is made up is a message about a report, and a step that nobody has
made an action of. And what has a form that no made-up word has, or belongs to what no made-up row is."""
_ONE_OF: Final = {"tenants.agreed_versions.leads": _WORDS}
"""Which have to be one of the words of a list beside them."""
_REFERENCES: Final = {"tenants.referrals": ReferenceKind.REFERRAL, "tenants.contexts": ReferenceKind.CONTEXT}


def of_councils() -> dict[str, tuple[Table, str]]:
    """Every table with rows that are some council's, with the column that says whose. The public register is none."""
    found = ((table, council_column(table)) for table in all_tables().sorted_tables)
    return {table.fullname: (table, column) for table, column in found if column}


def council_column(table: Table) -> str | None:
    declared = visibility_of(table)
    if isinstance(declared, Between):
        return declared.parties[0]
    if isinstance(declared, Isolated | System) and "tenant_id" in table.c:
        return "tenant_id"
    return "council_id" if isinstance(declared, Identity) and "council_id" in table.c else None


@dataclass(frozen=True)
class StandIns:
    """`rows`: what was made up, by table. `bare`: tables in which there is nothing else of the council's."""

    rows: Mapping[str, Row]
    bare: tuple[str, ...]


async def stand_in(setup: AsyncConnection, council: UUID) -> StandIns:
    """A made-up row in every table where one can stand for long, whatever the council has there: what waits in a queue
    now may be gone before it is tried.

    Of who signs in and how nothing is made up: the web's role has no right to those tables at all."""
    rows: dict[str, Row] = {_COUNCILS: {"id": council}}
    bare: list[str] = []
    for name, (table, _) in of_councils().items():
        if isinstance(visibility_of(table), Identity) or in_the_way(table):
            continue
        if await example_of(setup, name, council) is None:
            bare.append(name)
        row = _row(table, council, rows)
        if await _put(setup, table, row):
            rows[name] = row
    return StandIns(rows, tuple(name for name in bare if name in rows))


async def example_of(setup: AsyncConnection, name: str, council: UUID) -> str | None:
    """One row of the council's, as JSON."""
    column = of_councils()[name][1]
    query = f"select to_jsonb(t)::text from {name} t where {column} = :council limit 1"  # noqa: S608  # our own names
    found: str | None = (await setup.execute(text(query), {"council": council})).scalar()
    return found


async def stand_in_once(setup: AsyncConnection, name: str, council: UUID, others: Mapping[str, Row]) -> bool:
    """Whether a row could be made up for one table. `others` stand already; this one must not for long."""
    table = of_councils()[name][0]
    return await _put(setup, table, _row(table, council, others))


def in_the_way(table: Table) -> bool:
    """Whether a made-up row could take the very key that a save of the council's needs meanwhile: one in which nothing
    is drawn by lot, such as the council alone."""
    keys = [key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)]
    unique = [set(key.columns) for key in keys] + [set(index.columns) for index in table.indexes if index.unique]
    codes = allowed_codes(table)
    return any(not any(_is_drawn(column, codes) for column in columns) for columns in unique)


def _is_drawn(column: Column[Any], codes: Mapping[str, str]) -> bool:
    """What points at another row is: it points at one that was made up."""
    given = column.name in ("tenant_id", "council_id") or column.name in codes
    return not given and column.type.python_type in (UUID, str, bytes)


async def _put(setup: AsyncConnection, table: Table, row: Row) -> bool:
    try:
        async with setup.begin_nested():
            await setup.execute(insert(table), row)
    except DBAPIError:
        return False
    return True


def _row(table: Table, council: UUID, others: Mapping[str, Row]) -> dict[str, Any]:
    linked = _linked(table, others)
    allowed = allowed_codes(table)
    given = {"tenant_id": council, "council_id": council} | allowed | linked
    if isinstance(visibility_of(table), Between):
        given[str(council_column(table))] = council
    if table.fullname in _REFERENCES:
        given["reference"] = new_reference(_REFERENCES[table.fullname])
    for column in table.c:
        if (name := f"{table.fullname}.{column.name}") in LEFT_OUT:
            given[column.name] = None
        if name in _ONE_OF:
            given[column.name] = _ONE_OF[name]
    return {column.name: given.get(column.name, _value(column)) for column in table.c if column.computed is None}


def _linked(table: Table, others: Mapping[str, Row]) -> dict[str, Any]:
    """What points at other rows points at those that were made up."""
    return {
        key.parent.name: others[key.column.table.fullname].get(key.column.name)
        for key in table.foreign_keys
        if key.column.table.fullname in others
    }


def allowed_codes(table: Table) -> dict[str, str]:
    """The first code of each column that a constraint limits."""
    checks = [str(check.sqltext) for check in table.constraints if isinstance(check, CheckConstraint)]
    return {found[1]: found[2] for check in checks if (found := _ALLOWED.match(check))}


def _value(column: Column[Any]) -> Any:
    if isinstance(column.type, ARRAY):
        return [uuid4()] if isinstance(column.type.item_type, Uuid) else [_WORDS]
    if isinstance(column.type, JSONB):
        return {}
    kind = column.type.python_type
    if column.nullable and kind in (datetime, timedelta, time):
        return None
    return _plain(kind, soon=column.name == "expires_at")


def _plain(kind: type, *, soon: bool) -> Any:
    now = datetime.now(UTC)
    values: dict[type, Any] = {
        str: f"{_WORDS}_{secrets.token_hex(4)}",
        UUID: uuid4(),
        bytes: secrets.token_bytes(32),
        datetime: now + timedelta(days=1) if soon else now,
        timedelta: timedelta(minutes=30),
        date: now.date(),
        time: time(9),
        bool: False,
        int: 1,
    }
    return values[kind]
