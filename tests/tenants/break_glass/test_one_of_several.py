"""What is done to one use of break-glass is done to that one: others, of the same person too, stay as they are."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from casework import acting, add_referral
from commonground.platform.access import Action
from commonground.tenants.break_glass import queries, service
from commonground.tenants.break_glass.types import Broken
from councils import World, make_world
from glass import break_glass, pass_time
from postgres import Database
from told import ask, tell

NOTE = "Needed: nobody of the team was reached."
STANDS = "select ended_at is null, reviewed_at is null from tenants.break_glass_uses where id = :id"


@pytest.fixture(scope="module")
def module_world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture
async def two(module_world: World) -> tuple[World, Broken, Broken]:
    """Two uses by one person, of two restricted records."""
    await tell(module_world, "truncate tenants.break_glass_uses, audit.entries, system.outbox")
    told = [await add_referral(module_world, module_world.larkmere, named=["specialist_manager"]) for _ in range(2)]
    one, other = [await break_glass(module_world, module_world.larkmere, "screener", each.reference) for each in told]
    return module_world, one, other


async def test_ending_one_ends_no_other_and_stands_in_the_trail(two: tuple[World, Broken, Broken]) -> None:
    world, one, other = two
    async with acting(world, world.larkmere, "admin") as work:
        await service.end(work, one.id)
    assert await ask(world, STANDS, id=one.id) == (False, True)
    assert await ask(world, STANDS, id=other.id) == (True, True)
    assert await _last_of(world, f"{Action.BREAK_GLASS}:end") == one.id


async def test_what_is_over_by_itself_is_not_ended_once_more(two: tuple[World, Broken, Broken]) -> None:
    world, one, other = two
    await pass_time(world, timedelta(hours=3, seconds=1))
    for over in (one, other):
        async with acting(world, world.larkmere, "admin", keep=False) as work:
            with pytest.raises(service.OverAlreadyError):
                await service.end(work, over.id)
        assert await ask(world, STANDS, id=over.id) == (True, True)


async def test_a_review_is_of_one_and_what_waits_is_what_nobody_reviewed(two: tuple[World, Broken, Broken]) -> None:
    world, one, other = two
    async with acting(world, world.larkmere, "admin") as work:
        await service.review(work, one.id, NOTE)
    assert await ask(world, STANDS, id=other.id) == (True, True)
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        assert await queries.count_waiting(work) == 1
        assert [use.id for use in (await queries.all_uses(work, waiting=True)).uses] == [other.id]
        assert {use.id for use in (await queries.all_uses(work, waiting=False)).uses} == {one.id, other.id}
    assert await _last_of(world, f"{Action.REVIEW_BREAK_GLASS}:review") == one.id


async def _last_of(world: World, action: str) -> object:
    query = "select subject_id from audit.entries where action = :action order by at desc limit 1"
    (subject,) = await ask(world, query, action=action)
    return subject
