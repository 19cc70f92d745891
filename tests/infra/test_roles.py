"""What a role can do to itself cannot be forbidden; making the roles again puts it right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import asyncpg
import pytest
from click.testing import CliRunner

from commonground.infra.cli import migrate
from commonground.infra.migrations.run import upgrade
from commonground.infra.postgres import Cluster
from commonground.infra.postgres.scratch import scratch_server
from commonground.infra.processes.database import Reachable
from commonground.platform.database.roles import APP, LOGINS, OWNER, prepare_roles
from commonground.platform.database.withheld import WITHHELD
from commonground.platform.settings import Settings

SETTINGS = "select count(*) from pg_db_role_setting where setrole = 'cg_app'::regrole"
ADMINISTRATOR = "a_managed_servers"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server of its own: roles are everybody's on the shared one."""
    with scratch_server() as running:
        yield running


async def _as(url: str, *statements: str) -> object:
    """The last one's answer."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


async def _prepare(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url())
    try:
        await prepare_roles(connection, cluster.passwords_for(LOGINS))
    finally:
        await connection.close()


async def test_a_changed_password_and_settings_are_put_right(cluster: Cluster) -> None:
    await _as(
        cluster.url(APP),
        "alter role cg_app set statement_timeout = 1",
        "alter role cg_app in database postgres set search_path = public",
        "alter role cg_app password 'mine now'",
        "select 1",
    )
    assert await _as(cluster.url(), SETTINGS) == 2
    with pytest.raises(asyncpg.InvalidPasswordError):
        await _as(cluster.url(APP), "select 1")
    await _prepare(cluster)
    assert await _as(cluster.url(), SETTINGS) == 0
    assert await _as(cluster.url(APP), "show statement_timeout") == "0"


async def test_a_managed_servers_administrator_migrates_and_is_told_what_is_left(cluster: Cluster) -> None:
    """No superuser: PostgreSQL's own functions are not theirs to take away."""
    await _as(
        cluster.url(),
        f"create role {ADMINISTRATOR} login createrole password 'x'",
        f"grant {OWNER}, cg_definer, cg_setup to {ADMINISTRATOR} with admin option",
        "create database managed",
        f"alter database managed owner to {ADMINISTRATOR}",
        "select 1",
    )
    url = cluster.url(database="managed").replace("postgres:", f"{ADMINISTRATOR}:", 1)
    address = f"postgresql://{ADMINISTRATOR}:x@{url.partition('@')[2]}"
    assert upgrade(address) == list(WITHHELD)
    assert upgrade(cluster.url(database="managed")) == []
    for function in WITHHELD:
        may = f"select has_function_privilege('cg_app', 'pg_catalog.{function}', 'execute')"
        assert not await _as(cluster.url(database="managed"), may)


def test_migrating_names_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        migrate, "reachable_database", lambda _settings: nullcontext(Reachable(Settings(), lambda: None))
    )
    monkeypatch.setattr(migrate, "upgrade", lambda _url, _to: ["lo_create(oid)"])
    said = CliRunner().invoke(migrate.command)
    assert said.exit_code == 0
    assert "everybody may still call lo_create(oid)" in said.stderr
    assert "The database is up to date." in said.stdout
