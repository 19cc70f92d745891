"""The database that the commands work on: one named by its address, or the embedded server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg

from commonground.infra.postgres import Cluster, ServerError
from commonground.platform.database.roles import APP, LOGIN, LOGINS, RELAY, WORKER, prepare_roles
from commonground.platform.settings import PREFIX, Settings

NAME = "commonground"
OLDEST = 170006
_FIELD_OF_ROLE = {
    APP: "database_app_url",
    LOGIN: "database_login_url",
    WORKER: "database_worker_url",
    RELAY: "database_relay_url",
}


@dataclass(frozen=True)
class Reachable:
    """A database that answers. `settings` has the owner's address, and on the embedded server every role's too."""

    settings: Settings
    keep_running: Callable[[], object]
    """Start it again if it was killed; does nothing for a server of your own."""


@contextmanager
def reachable_database(settings: Settings) -> Iterator[Reachable]:
    """The embedded server runs for as long as the block lasts, and longer if somebody else uses it as well."""
    if settings.database_url:
        yield Reachable(settings, lambda: None)
        return
    cluster = Cluster(Path(settings.state_dir), pg_bin=settings.pg_bin).start()
    try:
        asyncio.run(_make_ready(cluster))
        addresses = {name: cluster.url(role, NAME) for role, name in _FIELD_OF_ROLE.items()}
        yield Reachable(replace(settings, database_url=cluster.url(database=NAME), **addresses), cluster.start)
    finally:
        cluster.stop()


def require_role_addresses(settings: Settings) -> None:
    """Raises `ServerError` naming the first role whose address is missing."""
    for role, name in _FIELD_OF_ROLE.items():
        if not getattr(settings, name):
            raise ServerError(
                f"{PREFIX}{name.upper()} is missing: on a server of your own each role has its own address. "
                f"Set it, with a password for {role}, then run `commonground database prepare`."
            )


async def prepare_server(settings: Settings) -> None:
    """Make the roles on a server of your own, with the passwords that stand in their addresses.

    Raises `ServerError` for a server that is too old or an address without a password."""
    require_role_addresses(settings)
    passwords = {role: _password(settings, role) for role in LOGINS}
    connection = await asyncpg.connect(settings.database_url)
    try:
        await _check_version(connection)
        await prepare_roles(connection, passwords)
    finally:
        await connection.close()


async def _make_ready(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url())
    try:
        await prepare_roles(connection, cluster.passwords_for(LOGINS))
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", NAME):
            await connection.execute(f"CREATE DATABASE {NAME}")
    finally:
        await connection.close()


async def _check_version(connection: asyncpg.Connection) -> None:
    number = await connection.fetchval("SELECT current_setting('server_version_num')::int")
    if number < OLDEST:
        shown = await connection.fetchval("SHOW server_version")
        raise ServerError(f"This server is PostgreSQL {shown}; 17.6 or newer is needed.")


def _password(settings: Settings, role: str) -> str:
    address = urlsplit(getattr(settings, _FIELD_OF_ROLE[role]))
    if address.username != role or not address.password:
        raise ServerError(f"{PREFIX}{_FIELD_OF_ROLE[role].upper()} must be of the form postgresql://{role}:password@…")
    return unquote(address.password)
