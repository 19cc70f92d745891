"""Rows that stand in where the council has none yet, so that nothing is passed over because there is nothing to reach.

Made from the metadata alone, in the ground's transaction, and gone with it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, CheckConstraint, Column, Table, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Between, Identity, Isolated, System
from commonground.platform.references import ReferenceKind, new_reference

Row = Mapping[str, Any]

_WORDS: Final = "stand_in"
"""Like a code, since in some tables only codes belong."""
_ALLOWED: Final = re.compile(r"(\w+) in \('([^']*)'")
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


async def stand_in(setup: AsyncConnection, council: UUID) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tables in which a row stands in now, and those in which none could be made.

    Of who signs in and how nothing is made up: the web's role has no right to those tables at all."""
    rows: dict[str, Row] = {"commons.councils": {"id": council}}
    made: list[str] = []
    impossible: list[str] = []
    for name, (table, column) in of_councils().items():
        found = (await setup.execute(select(table).where(table.c[column] == council).limit(1))).mappings().first()
        if found is not None:
            rows[name] = dict(found)
        elif not isinstance(visibility_of(table), Identity):
            row = _row(table, council, rows)
            (made if await _put(setup, table, row) else impossible).append(name)
            rows[name] = row
    return tuple(made), tuple(impossible)


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
    if table.fullname in _REFERENCES:
        given["reference"] = new_reference(_REFERENCES[table.fullname])
    return {column.name: given.get(column.name, _value(column)) for column in table.c if column.computed is None}


def _linked(table: Table, others: Mapping[str, Row]) -> dict[str, Any]:
    """What points at other rows points at the council's."""
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
        return [_WORDS]
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
