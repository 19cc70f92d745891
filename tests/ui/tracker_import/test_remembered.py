"""What is kept of files beyond themselves: somebody sees it, and takes it away."""

from __future__ import annotations

import pytest

from brought_in import nothing_brought_in
from casework import acting
from commonground.platform.reference import HARMS
from commonground.tenants.tracker_import.meanings import remember
from councils import World
from told import ask
from web import Browser, Site, token_in

HERE = "/tracker/import/remembered"
KEPT = "select count(*) from council.tracker_meanings"


@pytest.fixture(autouse=True)
async def remembered(world: World) -> None:
    await nothing_brought_in(world)
    for council in (world.larkmere, world.hallowdene):
        async with acting(world, council, "manager") as work:
            await remember(work, {"harm": {"rough sleeping": "missing"}, "column": {"where about": "subject"}})


async def _press(browser: Browser, path: str) -> int:
    token = token_in((await browser.get(HERE)).text)
    return (await browser.post(path, {"_token": token})).status_code


async def _one(world: World, slug: str = "larkmere") -> str:
    sql = "select m.id from council.tracker_meanings m where m.tenant_id = :council and m.about = 'harm'"
    return f"{HERE}/{(await ask(world, sql, council=getattr(world, slug).id))[0]}/forget"


async def test_it_is_shown_and_one_is_removed(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    assert f'href="{HERE}"' in (await manager.get("/tracker/import")).text
    page = (await manager.get(HERE)).text
    for words in (
        "rough sleeping",
        HARMS.label("missing"),
        "where about",
        "Place, group, school or online space",
        "Heading",
    ):
        assert words in page, words
    assert await _press(manager, await _one(world)) == 303
    page = (await manager.get(HERE)).text
    assert ("rough sleeping" in page, "where about" in page) == (False, True)
    assert (await ask(world, KEPT))[0] == 3


async def test_all_of_it_is_removed_and_nothing_of_a_neighbours(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    assert await _press(manager, await _one(world, "hallowdene")) == 404
    assert await _press(manager, f"{HERE}/forget") == 303
    assert "Nothing is remembered." in (await manager.get(HERE)).text
    assert (await ask(world, f"{KEPT} where tenant_id = :it", it=world.hallowdene.id))[0] == 2
    assert (await ask(world, KEPT))[0] == 2


async def test_it_is_for_whoever_brings_trackers_in(site: Site, world: World) -> None:
    assert (await (await site.signed_in(world.larkmere, "screener")).get(HERE)).status_code == 403
