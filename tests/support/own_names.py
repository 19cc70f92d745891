"""Rows that say who put them in, and the same rows in somebody else's name: made from the declarations alone."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from asyncpg import Connection
from sqlalchemy import Table

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Isolated, Own, Verb
from raw_sql import fresh
from seeding import Row
from stands import SETTING, Scene


def own_of(table: Table) -> Own | None:
    declared = visibility_of(table)
    return declared.own if isinstance(declared, Isolated) else None


def signed(kind: str) -> list[Table]:
    """Tables into which a session's or a job's pass puts rows that say who put them in."""
    found = []
    for table in all_tables().sorted_tables:
        declared = visibility_of(table)
        if isinstance(declared, Isolated) and declared.own:
            verbs = declared.staff if kind == "session" else declared.jobs
            found += [table] if Verb.INSERT in verbs else []
    return found


async def in_own_name(connection: Connection, table: Table, scene: Scene, kind: str) -> Row:
    """A new row of the own council as the pass that is open may put it in."""
    row, own = fresh(scene.row(scene.own, table.fullname), table), own_of(table)
    if own is None:
        return row
    who: tuple[object, object] = (None, None)
    if kind == "session":
        parts = str(await connection.fetchval("select current_setting($1)", SETTING)).split("|")
        who = (parts[3], parts[4])
    row[own.staff] = who[0]
    return row if own.session is None else row | {own.session: who[1]}


def in_other_names(table: Table, scene: Scene, row: Row, kind: str) -> Iterator[tuple[str, Row]]:
    """The same row, each time with one thing that says somebody else."""
    own = own_of(table)
    if own is None:
        return
    colleague = scene.own.people["admin"].staff_id
    for column, others in ((own.staff, (colleague, None)), (own.session, (uuid4(), None))):
        for other in others if column else ():
            if column and row[column] != other:
                yield column, row | {column: other}
