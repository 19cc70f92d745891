"""A server for a few seconds: for checks that look at a freshly migrated database."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from commonground.infra.postgres.cluster import Cluster, Durability
from commonground.platform.database.roles import LOGINS, prepare_roles


@contextmanager
def scratch_server(pg_bin: str = "") -> Iterator[Cluster]:
    """An empty server with the project's roles, removed at the end. About a second."""
    with tempfile.TemporaryDirectory(prefix="commonground-") as folder:
        cluster = Cluster(Path(folder), pg_bin=pg_bin, durability=Durability.NONE)
        try:
            cluster.start()
            asyncio.run(_make_roles(cluster))
            yield cluster
        finally:
            cluster.destroy()


async def _make_roles(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url())
    try:
        await prepare_roles(connection, cluster.passwords_for(LOGINS))
    finally:
        await connection.close()
