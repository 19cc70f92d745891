"""The migration that brings a clock of our suggestion: councils that are there keep what they had, and it is off."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from casework import as_owner
from commonground.infra.migrations.run import upgrade
from councils import make_world
from migrating import go_back
from postgres import Database


async def test_a_suggested_clock_is_off_in_every_council_that_was_there(own_database: Database) -> None:
    world = await make_world(own_database)
    query = "select slug, switched_off from commons.councils order by slug"
    async with as_owner(world.database) as engine:
        async with engine.begin() as connection:
            await connection.execute(text("update commons.councils set switched_off = '{break_glass}' "
                                          "where slug = 'larkmere'"))  # fmt: skip  # one statement
        await asyncio.to_thread(go_back, own_database.owner_url, "clocks")
        await asyncio.to_thread(upgrade, own_database.owner_url)
        async with engine.connect() as connection:
            found = {row.slug: row.switched_off for row in await connection.execute(text(query))}
    assert found["larkmere"] == ["break_glass", "consultation_clock"]
    assert all("consultation_clock" in off for off in found.values())
