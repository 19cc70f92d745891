"""Two tabs that begin one draft in the same moment: the second waits for the first, and is kept apart."""

from __future__ import annotations

import asyncio
from uuid import UUID

from casework import acting
from commonground.platform.drafts.service import About, Tab, find_all, keep
from commonground.platform.ids import uuid7
from councils import World

FORM = "refer"


async def test_neither_writes_over_the_other(world: World) -> None:
    about, one, other = About(FORM, uuid7()), Tab(uuid7()), Tab(uuid7())

    async def second() -> UUID:
        async with acting(world, world.larkmere, "practitioner") as work:
            return (await keep(work, about, {"where": ["The quay"]}, other)).subject_id

    async with acting(world, world.larkmere, "practitioner") as work:
        assert await keep(work, about, {"where": ["The weir"]}, one) == about
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.5)
        assert not waiting.done()
    assert await waiting == other.own
    async with acting(world, world.larkmere, "practitioner") as work:
        found = {each.subject_id: each.answers["where"] for each in await find_all(work, FORM, 10)}
    assert found == {about.subject_id: ["The weir"], other.own: ["The quay"]}
