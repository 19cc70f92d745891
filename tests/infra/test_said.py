"""The migration that writes down what a context is found by: for those that are there already, as for new ones."""

from __future__ import annotations

import asyncio

from casework import Known, acting, add_context, add_referral
from commonground.infra.migrations.run import upgrade
from commonground.platform.access import Action
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merging import merge
from councils import World, canary, make_world
from migrating import go_back
from plain_rows import put_context
from postgres import Database
from told import rows, tell

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


_CALLED = "select name, aliases, parts_called, said from tenants.contexts order by id"


async def _called(world: World) -> list[tuple[str, list[str], list[str], set[str]]]:
    """In whatever order the words of the parts stand."""
    found = await rows(world, _CALLED)
    return [(row.name, row.aliases, sorted(row.parts_called), set(row.said.split())) for row in found]


async def _merge(world: World, part: Known, into: Known) -> None:
    async with acting(world, world.larkmere, "practitioner") as work:
        row = await load_context(work, part.reference, to=Action.CHANGE_CONTEXT)
        await merge(work, row, into.reference, "The same", version=row.version)


async def test_what_a_merge_gave_before_is_a_name_of_what_went_in(own_database: Database) -> None:
    """In a chain too, and where two were of one name, of which one was taken out since."""
    world = await make_world(own_database)
    first, second, third, twin, alone = [
        await add_context(world, world.larkmere, name=name, aliases=aliases)
        for name, aliases in (("Aaa", ()), ("Bbb", ("Own",)), ("Ccc", ("Own", "Aaa")), ("Bbb", ()), ("Ddd", ()))
    ]
    for part, into in ((first, second), (second, third), (twin, third)):
        await _merge(world, part, into)
    before = await _called(world)
    await asyncio.to_thread(go_back, own_database.owner_url, "called_as_parts")
    given = "select aliases from tenants.contexts where id = :id"
    mark = canary("larkmere")
    assert [row.aliases for row in await rows(world, given, id=third.id)] == [
        [f"{name} {mark}" for name in ("Own", "Aaa", "Bbb")]
    ]
    assert [row.aliases for row in await rows(world, given, id=alone.id)] == [[]]
    await asyncio.to_thread(upgrade, own_database.owner_url)
    assert await _called(world) == before


async def test_what_a_regretted_chain_left_behind_is_taken_off(own_database: Database) -> None:
    """The first came out of the third, and then the second: it was still called as the first."""
    world = await make_world(own_database)
    first, second, third = [await add_context(world, world.larkmere, name=name) for name in ("Aaa", "Bbb", "Ccc")]
    told = await add_referral(world, world.larkmere, context=first)
    for part, into in ((first, second), (second, third)):
        await _merge(world, part, into)
    await asyncio.to_thread(go_back, own_database.owner_url, "called_as_parts")
    name = f"Aaa {canary('larkmere')}"
    await tell(world, "update tenants.contexts set aliases = array[cast(:name as text)] where id = :id", name=name,
               id=second.id)  # fmt: skip  # one statement
    undone = "update tenants.context_merges set undone_at = now() + interval '1 day', undone_by = merged_by"
    await tell(world, f"{undone} where context_id = :id", id=first.id)
    await asyncio.to_thread(upgrade, own_database.owner_url)
    called = {row.name: (row.aliases, row.parts_called) for row in await rows(world, _CALLED)}
    bare = {each.split()[0]: names for each, names in called.items()}
    assert bare == {"Aaa": ([], []), "Bbb": ([], []), "Ccc": ([], [f"Bbb {canary('larkmere')}"])}
    ((moved,),) = await rows(world, "select moved from tenants.context_merges where context_id = :id", id=second.id)
    assert moved["followers"] == moved["referrals"] == [], f"{told.reference} went with the first"
