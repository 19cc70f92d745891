"""The databases that the other tests stand on."""

from __future__ import annotations

import asyncpg

from postgres import Database, Server


async def test_a_module_gets_a_database_of_its_own(database: Database, own_database: Database) -> None:
    first = await asyncpg.connect(database.owner_url)
    second = await asyncpg.connect(own_database.owner_url)
    try:
        await first.execute("CREATE TABLE only_here (id int)")
        assert await second.fetchval("SELECT to_regclass('only_here')") is None
    finally:
        await first.close()
        await second.close()


async def test_every_role_reaches_it_with_its_own_password(database: Database) -> None:
    for role in ("app", "login", "worker", "relay"):
        connection = await asyncpg.connect(getattr(database, f"{role}_url"))
        assert await connection.fetchval("SELECT current_user") == f"cg_{role}"
        assert await connection.fetchval("SHOW is_superuser") == "off"
        await connection.close()


def test_a_clone_is_dropped_at_the_end(server: Server) -> None:
    with server.clone("short_lived") as clone:
        assert clone.name.startswith("short_lived_")
    server.run(f"DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM pg_database WHERE datname = '{clone.name}'); END $$")
