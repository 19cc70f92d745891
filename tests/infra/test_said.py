"""The migration that writes down what a context is found by: for those that are there already, as for new ones."""

from __future__ import annotations

import asyncio

from casework import acting, add_context
from commonground.infra.migrations.run import upgrade
from commonground.platform.access import Action
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merging import merge
from councils import make_world
from migrating import go_back
from plain_rows import put_context
from postgres import Database
from told import rows

_SAID = "select id, said from tenants.contexts order by id"


async def test_what_is_there_is_found_as_what_is_new(own_database: Database) -> None:
    world = await make_world(own_database)
    for council in (world.larkmere, world.hallowdene):
        await add_context(world, council, name="St Mary’s (old) Arms", aliases=["The Foosh", "O'Brien's"])
        await put_context(
            world, council, kind="online", name="Night game", handle="@nightriders-uk", postcode="LM4 2QT"
        )
    before = [tuple(row) for row in await rows(world, _SAID)]
    await asyncio.to_thread(go_back, own_database.owner_url, "said")
    await asyncio.to_thread(upgrade, own_database.owner_url)
    assert [tuple(row) for row in await rows(world, _SAID)] == before
    together = " ".join(said for _, said in before)
    assert all(word in together for word in ("mary’s (old)", " marys old ", " obriens", " nightriders uk ", " lm42qt"))


async def test_what_went_in_before_is_found_as_what_goes_in_now(own_database: Database) -> None:
    world = await make_world(own_database)
    one, other = [await add_context(world, world.larkmere, address=f"{number} Queen’s-Rise") for number in (3, 4)]
    first = await add_context(world, world.larkmere, address="5 Queen’s-Rise")
    for part, into in ((first, one), (one, other)):
        async with acting(world, world.larkmere, "practitioner") as work:
            row = await load_context(work, part.reference, to=Action.CHANGE_CONTEXT)
            await merge(work, row, into.reference, "The same", version=row.version)
    said = "select said, parts_said from tenants.contexts where id = :id"
    before = [tuple(row) for row in await rows(world, said, id=other.id)]
    await asyncio.to_thread(go_back, own_database.owner_url, "said_of_parts")
    await asyncio.to_thread(upgrade, own_database.owner_url)
    ((now, parts),) = await rows(world, said, id=other.id)
    ((then, parts_then),) = before
    assert sorted(parts.split()) == sorted(parts_then.split())
    assert sorted(set(now.split())) == sorted(set(then.split()))
    assert all(each.reference.lower() in now for each in (first, one))
    assert " 5 queens rise " in now
