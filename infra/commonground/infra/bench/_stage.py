"""Where a benchmark happens: a durable server of its own, databases filled by COPY, and sessions in them."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg

from commonground.infra.demo.bulk import BulkCouncil, fill
from commonground.infra.migrations.run import upgrade
from commonground.infra.postgres import Cluster
from commonground.platform.database.engine import make_engine
from commonground.platform.database.roles import APP, LOGIN, LOGINS, RELAY, WORKER, prepare_roles
from commonground.platform.identity.sign_in import make_session

GROUP = "screeners"
CONFIRM = """
update identity.sessions set confirmed_at = now() + interval '1 day'
 where token_hash in (select sha256(token) from unnest($1::bytea[]) token)
"""


def say(line: str) -> None:
    """Progress, on standard error: standard output is for measures."""
    sys.stderr.write(f"  {line}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Stage:
    """One filled database."""

    cluster: Cluster
    folder: Path
    database: str
    councils: Sequence[BulkCouncil]

    @property
    def owner_url(self) -> str:
        return self.cluster.url(database=self.database)

    def environment(self, port: int) -> dict[str, str]:
        """What a web process over this database needs to know."""
        return {
            "COMMONGROUND_PORT": str(port),
            "COMMONGROUND_BASE_URL": f"http://127.0.0.1:{port}",
            "COMMONGROUND_SECRET_KEY": "benchmark-only-" + "k" * 32,
            "COMMONGROUND_DATABASE_APP_URL": self.cluster.url(APP, self.database),
            "COMMONGROUND_DATABASE_LOGIN_URL": self.cluster.url(LOGIN, self.database),
        }

    def work_environment(self) -> dict[str, str]:
        """What relay and worker need to know."""
        return {
            "COMMONGROUND_DATABASE_WORKER_URL": self.cluster.url(WORKER, self.database),
            "COMMONGROUND_DATABASE_RELAY_URL": self.cluster.url(RELAY, self.database),
            "COMMONGROUND_STATE_DIR": str(self.folder / "state"),
        }

    def tokens(self, councils: Sequence[BulkCouncil]) -> list[str]:
        """A fresh session of each council's screener, who has shown again who they are: files are given to them."""
        return asyncio.run(self._sign_in(councils))

    async def _sign_in(self, councils: Sequence[BulkCouncil]) -> list[str]:
        engine = make_engine(self.cluster.url(LOGIN, self.database), pool_size=1)
        try:
            made = [
                await make_session(
                    engine, slug=each.slug, issuer=each.issuer, subject=each.subject, name=f"Screener of {each.slug}",
                    groups=[GROUP], agent="benchmark",
                )
                for each in councils
            ]  # fmt: skip
        finally:
            await engine.dispose()
        tokens = [session.token for session in made if session is not None]
        if len(tokens) != len(councils):
            raise RuntimeError("somebody could not sign in")
        await _ask(self.owner_url, CONFIRM, [token.encode() for token in tokens])
        return tokens

    def references(self, council: BulkCouncil) -> frozenset[str]:
        """Every reference of this council's referrals: what else a page shows is foreign."""
        query = "select reference from tenants.referrals where tenant_id = $1"
        return frozenset(row["reference"] for row in self.ask(query, council.id))

    def ask(self, query: str, *values: object) -> list[asyncpg.Record]:
        """Past all policies, as the superuser."""
        return asyncio.run(_ask(self.owner_url, query, *values))


@contextmanager
def durable_server() -> Iterator[tuple[Cluster, Path]]:
    """A server whose commits survive a power cut, as in production; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="commonground-bench-") as folder:
        cluster = Cluster(Path(folder))
        try:
            cluster.start()
            asyncio.run(_prepare(cluster))
            yield cluster, Path(folder)
        finally:
            cluster.destroy()


def migrated(cluster: Cluster, folder: Path, name: str) -> Stage:
    """A database with every table and no row."""
    asyncio.run(_ask(cluster.url(), f'CREATE DATABASE "{name}"'))
    upgrade(cluster.url(database=name))
    return Stage(cluster, folder, name, ())


def filled(cluster: Cluster, folder: Path, name: str, councils: int, rows: int, *, first: int | None = None) -> Stage:
    """A migrated database with `rows` referrals to a council, or `first` of them for the first one."""
    empty = migrated(cluster, folder, name)
    stage = replace(empty, councils=asyncio.run(fill(empty.owner_url, councils, rows, say, first=first)))
    # What autovacuum would do within minutes, done before anything is timed.
    stage.ask("VACUUM (ANALYZE) tenants.referrals, tenants.contexts")
    stage.ask("CHECKPOINT")
    return stage


@contextmanager
def stage(councils: int, rows: int) -> Iterator[Stage]:
    """A server with one such database."""
    with durable_server() as (cluster, folder):
        yield filled(cluster, folder, "bench", councils, rows)


async def _prepare(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url())
    try:
        await prepare_roles(connection, cluster.passwords_for(LOGINS))
    finally:
        await connection.close()


async def _ask(url: str, query: str, *values: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        rows: list[asyncpg.Record] = await connection.fetch(query, *values)
        return rows
    finally:
        await connection.close()
