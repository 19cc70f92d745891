"""Rows that a public pass may put in, and every way to go beyond one: made from the declarations alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from asyncpg import Connection
from sqlalchemy import ColumnDefault, Table

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.calendar import LONDON
from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Isolated, PublicArm, System, Verb
from raw_sql import literal
from seeding import Row, make_row
from stands import Scene


@dataclass(frozen=True)
class Opened:
    """What a public pass was opened for: its row, and what else it says."""

    row: UUID | None
    about: str | None
    team: UUID | None = None


def arms(verb: Verb) -> list[tuple[Table, PublicArm]]:
    """Every arm that a table declares for the public."""
    return [
        (table, arm)
        for table in all_tables().sorted_tables
        if isinstance(declared := visibility_of(table), Isolated | System)
        for arm in declared.public
        if arm.verb is verb
    ]


async def open_pass(connection: Connection, scene: Scene, kind: str) -> Opened:
    """A genuine pass of this kind for the own council."""
    if kind == "report":
        report = scene.row(scene.own, "tenants.reports")
        asked = (scene.own.slug, report["code_hash"])
        opened = await connection.fetchrow("select * from identity.open_report($1, $2)", *asked)
        return Opened(opened["report_id"], str(opened["referral_id"]))
    if kind == "support":
        opened = await connection.fetchrow("select * from identity.open_session($1, true)", scene.support)
        return Opened(opened["support_id"], None)
    if kind == "partner":
        opened = await connection.fetchrow("select * from identity.open_session($1, true)", scene.partner)
        return Opened(opened["staff_id"], str(opened["session_id"]))
    opened = await connection.fetchrow("select * from identity.open_intake($1, null)", scene.own.slug)
    if kind == "intake":
        return Opened(None, None, opened["team_id"])
    referral = uuid4()
    reference = await connection.fetchval("select identity.begin_report($1)", referral)
    return Opened(referral, reference, opened["team_id"])


def allowed_row(table: Table, arm: PublicArm, scene: Scene, opened: Opened) -> Row:
    """As the declaration has it: filled, among the values, or empty."""
    row = make_row(table, scene.own, scene.seeded[scene.own.slug].rows)
    closed = {c.name for c in table.c} - {"tenant_id", "id", arm.opened, arm.about, *arm.fills, *arm.only}
    row |= dict.fromkeys(closed) | {name: values[0] for name, values in arm.only.items()}
    row |= {name: datetime.now(UTC) for name in arm.fills if _kind(table, name) is datetime}
    row |= {name: datetime.now(LONDON).date() for name in arm.fills if _kind(table, name) is date}
    row |= {"id": uuid4()} if _says_no_moment(table) else {}
    row |= {name: uuid4().bytes for name in arm.fills if _kind(table, name) is bytes}
    row |= {name: opened.team for name in arm.fills if name == "team_id"}
    row |= {arm.opened: opened.row} if arm.opened else {}
    return row | ({arm.about: opened.about} if arm.about else {})


def _says_no_moment(table: Table) -> bool:
    """Whether its ids are of the kind that does not tell when they were made."""
    default = table.c["id"].default if "id" in table.c else None
    return isinstance(default, ColumnDefault) and getattr(default.arg, "__name__", "") == uuid4.__name__


def beyond(table: Table, arm: PublicArm, scene: Scene, row: Row) -> Iterator[tuple[str, Row]]:
    """The same row, each time with one thing that the declaration does not allow."""
    yield "tenant_id", row | {"tenant_id": scene.other.id}
    free = {"tenant_id", *arm.fills} | ({"id"} if arm.opened != "id" else set())
    for column in table.c:
        if column.name not in free:
            yield column.name, row | {column.name: _other(table, column.name, row, scene)}
    if "team_id" in arm.fills:
        yield "team_id", row | {"team_id": scene.own.teams["locality"]}
    if "expires_at" in arm.fills:
        yield "expires_at", row | {"expires_at": datetime.now(UTC) + timedelta(days=400)}


def _other(table: Table, name: str, row: Row, scene: Scene) -> object:
    """Another value for the column: one that a row of the own council might well have."""
    seeded, now = scene.row(scene.own, table.fullname).get(name), row.get(name)
    if seeded is not None and seeded != now:
        return seeded
    kind = _kind(table, name)
    values: Mapping[type, object] = {
        UUID: uuid4(),
        str: "another",
        bool: not now,
        int: 7,
        datetime: datetime.now(UTC),
        timedelta: timedelta(hours=1),
    }
    return values[kind]


def _kind(table: Table, name: str) -> type:
    kind: type = table.c[name].type.python_type
    return kind


def insertion(table: Table, row: Row) -> str:
    columns = ", ".join(f'"{name}"' for name in row)
    return f"insert into {table.fullname} ({columns}) values ({', '.join(map(_written, row.values()))})"


def _written(value: object) -> str:
    return f"interval '{value.total_seconds()} seconds'" if isinstance(value, timedelta) else literal(value)
