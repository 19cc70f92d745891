"""Who changes rows changes the columns that the table declares for them, and no others."""

from __future__ import annotations

import asyncpg
import pytest
from sqlalchemy import Table

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.isolation import grants_of
from commonground.platform.database.policy import Grant
from commonground.platform.database.roles import APP, DEFINER, RELAY, WORKER
from commonground.platform.database.visibility import Verb
from stands import JOB, MEMBER, Scene, Stand, as_superuser, standing

# Nobody connects as the owner of the definer functions: its grants are compared by the catalogue's check.
NARROW = [
    (table, grant)
    for table in all_tables().sorted_tables
    for grant in grants_of(table)
    if grant.columns and grant.role != DEFINER
]
IDS = [f"{grant.role} {grant.table}" for _, grant in NARROW]
EACH = pytest.mark.parametrize(("table", "grant"), NARROW, ids=IDS)


async def _nothing(_connection: asyncpg.Connection, _scene: Scene) -> None:
    return None


STANDS = {APP: MEMBER, WORKER: JOB, RELAY: Stand("relay", RELAY, _nothing)}


async def refused(scene: Scene, table: Table, grant: Grant) -> set[str]:
    """The columns that this role may not change."""
    found: set[str] = set()
    async with standing(STANDS[grant.role], scene) as connection:
        for column in table.c:
            await connection.execute("savepoint attempt")
            try:
                await connection.execute(f"update {grant.table} set {column.name} = {column.name}")
            except asyncpg.InsufficientPrivilegeError:
                found.add(column.name)
            await connection.execute("rollback to attempt")
    return found


@EACH
async def test_only_the_declared_columns_change(own_scene: Scene, table: Table, grant: Grant) -> None:
    """Put back: a grant on the whole table."""
    others = {column.name for column in table.c} - set(grant.columns)
    assert await refused(own_scene, table, grant) == others
    await as_superuser(own_scene, f"grant update on {grant.table} to {grant.role}")
    assert await refused(own_scene, table, grant) == set(), "the probe cannot fail"


def test_the_worker_and_the_relay_change_no_row_whole() -> None:
    for table in all_tables().sorted_tables:
        for grant in grants_of(table):
            assert grant.role not in (WORKER, RELAY) or Verb.UPDATE not in grant.verbs, grant.table


async def test_the_relay_moves_no_fact_to_another_council(scene: Scene) -> None:
    async with standing(STANDS[RELAY], scene) as relay:
        assert await relay.execute("update system.outbox set sent_at = now(), attempts = attempts + 1") != "UPDATE 0"
        for change in (f"tenant_id = '{scene.own.id}'", "subject_id = id", "done_at = null", "kind = 'x'"):
            await relay.execute("savepoint attempt")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await relay.execute(f"update system.outbox set {change}")
            await relay.execute("rollback to attempt")


async def test_the_relay_puts_messages_in_and_back_and_no_more(scene: Scene) -> None:
    """What it may do to the broker's tables. Put back: every right on them, as a worker has."""
    refused_it = (
        "delete from broker.queue",
        "update broker.queue set message = '{}'",
        "update broker.queue set queue_name = 'elsewhere'",
        "select * from broker.worker",
        "select * from broker.result",
        "insert into broker.result default values",
    )
    async with standing(STANDS[RELAY], scene) as relay:
        for sql in ("select * from broker.queue for update", "update broker.queue set state = 'queued', mtime = now()"):
            await relay.execute(sql)
        for sql in refused_it:
            await relay.execute("savepoint attempt")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await relay.execute(sql)
            await relay.execute("rollback to attempt")


async def test_nobody_gives_themselves_a_role(scene: Scene) -> None:
    async with standing(MEMBER, scene) as web:
        for change in ("roles = array['council_admin']", "ended_at = null", "display_name = 'x'"):
            await web.execute("savepoint attempt")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await web.execute(f"update council.staff set {change}")
            await web.execute("rollback to attempt")
