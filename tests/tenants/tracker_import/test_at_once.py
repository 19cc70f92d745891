"""Two people who bring in the same tracker at the same moment, over a connection each; and one who presses twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access.errors import NotFoundHereError
from commonground.tenants.tracker_import import service
from commonground.tenants.tracker_import.errors import BroughtMeanwhileError
from commonground.tenants.tracker_import.queries import waiting_file
from councils import World, make_world
from earlier_tracker import ROWS, earlier_tracker
from postgres import Database
from told import ask

NOW = datetime.now(UTC)
FIRST, SECOND = "manager", "specialist_manager"


@pytest.fixture
def world(own_database: Database) -> World:
    return asyncio.run(make_world(own_database))


async def _choose(world: World, folder: Path, person: str, content: bytes) -> UUID:
    path = folder / person
    path.write_bytes(content)
    async with acting(world, world.larkmere, person, now=NOW) as work:
        return await service.take_file(work, path)


async def _counts(world: World) -> list[int]:
    tables = ("tenants.imported_rows", "tenants.referrals where route = 'tracker'", "tenants.referral_events",
              "tenants.tracker_imports where imported_at is not null")  # fmt: skip  # one list
    return [(await ask(world, f"select count(*) from {table}"))[0] for table in tables]


async def test_the_second_is_told_and_nothing_of_theirs_is_half_written(world: World, tmp_path: Path) -> None:
    """In another order, and with one row more."""
    more = ("LM/100", *ROWS[0][1:])
    first = await _choose(world, tmp_path, FIRST, earlier_tracker())
    second = await _choose(world, tmp_path, SECOND, earlier_tracker(of=[more, *reversed(ROWS)]))
    written = asyncio.Event()

    async def quicker() -> None:
        async with acting(world, world.larkmere, FIRST, now=NOW) as work:
            await service.bring_in(work, first)
            written.set()
            await asyncio.sleep(0.5)  # the other has looked and seen nothing of it, and now waits

    async def slower() -> None:
        await written.wait()
        async with acting(world, world.larkmere, SECOND, now=NOW) as work:
            with pytest.raises(BroughtMeanwhileError, match="Nothing was brought in for you"):
                await service.bring_in(work, second)
            # The form is shown again: what is left is the one row.
            row = await waiting_file(work, second)
            found = await service.preview(work, await service.opened(row))
            assert (len(found.coming), len(found.here)) == (1, len(ROWS))

    await asyncio.gather(quicker(), slower())
    assert await _counts(world) == [len(ROWS), len(ROWS), len(ROWS), 1]
    async with acting(world, world.larkmere, SECOND, now=NOW) as work:
        assert len((await service.bring_in(work, second)).coming) == 1
    assert await _counts(world) == [len(ROWS) + 1] * 3 + [2]


async def test_one_who_presses_twice_brings_it_in_once(world: World, tmp_path: Path) -> None:
    key = await _choose(world, tmp_path, FIRST, earlier_tracker())

    async def press() -> str:
        try:
            async with acting(world, world.larkmere, FIRST, now=NOW) as work:
                await service.bring_in(work, key)
        except NotFoundHereError:
            return "there already"
        return "brought in"

    assert sorted(await asyncio.gather(press(), press())) == ["brought in", "there already"]
    assert await _counts(world) == [len(ROWS), len(ROWS), len(ROWS), 1]


async def test_two_who_choose_the_same_file_each_have_their_own(world: World, tmp_path: Path) -> None:
    await asyncio.gather(*(_choose(world, tmp_path, person, earlier_tracker()) for person in (FIRST, SECOND)))
    assert (await ask(world, "select count(*) from tenants.tracker_imports where imported_at is null"))[0] == 2


async def test_two_who_undo_take_it_out_once(world: World, tmp_path: Path) -> None:
    key = await _choose(world, tmp_path, FIRST, earlier_tracker())
    async with acting(world, world.larkmere, FIRST, now=NOW) as work:
        await service.bring_in(work, key)

    async def press(person: str) -> str:
        try:
            async with acting(world, world.larkmere, person, now=NOW) as work:
                await service.undo(work, key)
        except NotFoundHereError:
            return "out already"
        return "taken out"

    assert sorted(await asyncio.gather(press(FIRST), press(SECOND))) == ["out already", "taken out"]
    assert await _counts(world) == [0, 0, 0, 1]
