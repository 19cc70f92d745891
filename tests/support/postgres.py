"""A real database for every test that wants one.

One embedded server serves the whole run, also under xdist. The schema is migrated once into a template; each test
module gets a clone of it (about 30 ms), so that modules never see each other's rows, notifications or locks."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from commonground.infra.migrations.run import upgrade
from commonground.infra.postgres import Cluster, Durability
from commonground.platform.database.isolation import database_sql
from commonground.platform.database.roles import APP, LOGIN, LOGINS, RELAY, WORKER, prepare_roles

TEMPLATE = "commonground_template"
SERVERS = Path(__file__).parents[2] / "var" / "test-servers"
# How the controlling process tells xdist's workers which server is this run's.
_DIR_VARIABLE = "TEST_POSTGRES_DIR"


@dataclass(frozen=True)
class Database:
    """One database, and an address of it for every role that the application has."""

    name: str
    owner_url: str
    app_url: str
    login_url: str
    worker_url: str
    relay_url: str


@dataclass(frozen=True)
class Server:
    """The run's server, with its roles made and its template migrated."""

    cluster: Cluster

    def database(self, name: str) -> Database:
        url = self.cluster.url
        return Database(
            name=name,
            owner_url=url(database=name),
            app_url=url(APP, name),
            login_url=url(LOGIN, name),
            worker_url=url(WORKER, name),
            relay_url=url(RELAY, name),
        )

    @contextmanager
    def clone(self, hint: str = "test", template: str = TEMPLATE) -> Iterator[Database]:
        """A database like the template, dropped at the end even if somebody is still connected."""
        name = f"{hint[:40]}_{secrets.token_hex(4)}"
        made = f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'
        self.run(made, *database_sql(f'"{name}"'))
        try:
            yield self.database(name)
        finally:
            self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Statements as the superuser, each on its own."""
        asyncio.run(_run(self.cluster.url(database=database), statements))


def claim_server_folder() -> Path:
    """Once per run, in the controlling process: choose the folder and tidy up after runs that were killed."""
    for left in SERVERS.glob("*"):
        if left.name.isdigit() and not _alive(int(left.name)):
            remove_server(left)
    for gone in Cluster.leftovers():
        Cluster(gone).destroy()
    folder = SERVERS / str(os.getpid())
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[_DIR_VARIABLE] = str(folder)
    return folder


def remove_server(folder: Path) -> None:
    Cluster(folder).destroy()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_server() -> Iterator[Server]:
    """This run's server; whichever process comes first makes the template, the others wait for it."""
    folder = Path(os.environ[_DIR_VARIABLE])
    cluster = Cluster(folder, durability=Durability.NONE)
    with _alone(folder / "template.lock"):
        cluster.start()
        server = Server(cluster)
        asyncio.run(_make_roles(cluster))
        if not asyncio.run(_has_template(cluster.url())):
            _make_template(server)
    try:
        yield server
    finally:
        cluster.stop()


def _make_template(server: Server) -> None:
    server.run(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
    server.run(f"CREATE DATABASE {TEMPLATE}")
    upgrade(server.cluster.url(database=TEMPLATE))
    # The mark comes last: a template without it is somebody's half-made one. Nobody may connect to a template.
    server.run(f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true ALLOW_CONNECTIONS false")


async def _run(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _make_roles(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url())
    try:
        await prepare_roles(connection, cluster.passwords_for(LOGINS))
    finally:
        await connection.close()


async def _has_template(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(
            await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1 AND datistemplate", TEMPLATE)
        )
    finally:
        await connection.close()


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
