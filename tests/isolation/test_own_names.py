"""Nobody chooses under whose name a row is put in: not with SQL of their own, inside their own council.

What is tried comes from the declarations: a table that says `own` tomorrow is tried tomorrow."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, UniqueConstraint, Uuid

from commonground.platform.database.own import in_own_name as condition
from commonground.platform.database.visibility import ADD, KEEP, READ, Isolated, Own, Verb
from own_names import in_other_names, in_own_name, signed
from public_arms import insertion
from stands import JOB, MEMBER, Scene, Stand, as_superuser, standing

STANDS: Mapping[str, Stand] = {"session": MEMBER, "job": JOB}
CASES = [(kind, table) for kind in STANDS for table in signed(kind)]
EACH = pytest.mark.parametrize(("kind", "table"), CASES, ids=[f"{k} {t.fullname}" for k, t in CASES])


async def _said(connection: asyncpg.Connection, sql: str) -> str:
    await connection.execute("savepoint attempt")
    try:
        said: str = await connection.execute(sql)
    except asyncpg.PostgresError as error:
        said = type(error).__name__
    await connection.execute("rollback to attempt")
    return said


async def _as_often_as_one_likes(scene: Scene, table: Table) -> None:
    """What may be there once is not what is asked here: the row that is tried has one of its kind beside it."""
    once = [f"drop index {table.schema}.{index.name}" for index in table.indexes if index.unique]
    once += [
        f"alter table {table.fullname} drop constraint {each.name} cascade"
        for each in table.constraints
        if isinstance(each, UniqueConstraint) and not any(isinstance(column.type, Integer) for column in each.columns)
    ]
    await as_superuser(scene, *once)


async def _let_in(scene: Scene, kind: str, table: Table) -> tuple[str, dict[str, str]]:
    """What is said to a row in one's own name, and to each in another's."""
    async with standing(STANDS[kind], scene) as connection:
        row = await in_own_name(connection, table, scene, kind)
        own = await _said(connection, insertion(table, row))
        others = list(in_other_names(table, scene, row, kind))
        return own, {f"{column}={changed[column]}": await _said(connection, insertion(table, changed))
                     for column, changed in others}  # fmt: skip


@EACH
async def test_one_puts_in_under_ones_own_name_alone(own_scene: Scene, kind: str, table: Table) -> None:
    """Put back: an arm that asks for the council alone."""
    await _as_often_as_one_likes(own_scene, table)
    own, others = await _let_in(own_scene, kind, table)
    assert own == "INSERT 0 1"
    assert set(others.values()) == {"InsufficientPrivilegeError"}, others
    arm = "staff" if kind == "session" else "jobs"
    council = f"tenant_id = (select identity.council_as('{kind}'))"
    await as_superuser(own_scene, f"alter policy {arm}_insert on {table.fullname} with check ({council})")
    _, others = await _let_in(own_scene, kind, table)
    assert "INSERT 0 1" in others.values(), "the probe cannot fail"
    assert set(others.values()) <= {"INSERT 0 1", "NotNullViolationError"}


def test_the_trail_is_among_them() -> None:
    assert {("session", "audit.entries"), ("job", "audit.entries")} <= {(kind, t.fullname) for kind, t in CASES}


SIGNED = Table("signed", MetaData(), Column("tenant_id", Uuid()), Column("staff_id", Uuid()), schema="tenants")


@pytest.mark.parametrize(
    "declared",
    [
        Isolated(staff=ADD, own=Own("nobody")),
        Isolated(staff=ADD, own=Own("staff_id", session="no_such_column")),
        Isolated(staff=KEEP, own=Own("staff_id")),
        Isolated(staff=KEEP, own=Own("staff_id"), changes={"staff": ("staff_id",)}),
    ],
    ids=repr,
)
def test_a_declaration_that_leaves_the_name_open_is_refused(declared: Isolated) -> None:
    with pytest.raises(TypeError):
        condition(SIGNED, declared, "session", Verb.INSERT)


def test_reading_asks_for_the_council_alone() -> None:
    declared = Isolated(staff=READ, own=Own("staff_id"))
    assert condition(SIGNED, declared, "session", Verb.SELECT) == "tenant_id = (select identity.council_as('session'))"
