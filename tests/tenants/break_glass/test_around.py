"""Who stands around a record, where nobody has loaded it yet."""

from __future__ import annotations

from casework import Statements, acting, add_context
from commonground.platform.access import Action
from commonground.tenants.break_glass.around import stands_around
from commonground.tenants.contexts.load import load_context
from councils import World
from glass import break_glass


async def test_it_is_asked_once_in_a_request(world: World) -> None:
    known = await add_context(world, world.larkmere, named=["practitioner"])
    broken = await break_glass(world, world.larkmere, "screener", known.reference)
    people = world.larkmere.people
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        statements = Statements(work.connection.engine)
        first, again = [await stands_around(work, known.id) for _ in range(2)]
        statements.stop()
    assert first.named == {people["practitioner"].staff_id}
    assert {who: use.use_id for who, use in first.broken.items()} == {people["screener"].staff_id: broken.id}
    assert again == first
    assert len(statements) == 1


async def test_nor_is_it_asked_of_what_was_loaded(world: World) -> None:
    known = await add_context(world, world.larkmere, named=["practitioner"])
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        row = await load_context(work, known.reference, to=Action.READ_CONTEXT)
        statements = Statements(work.connection.engine)
        assert (await stands_around(work, row.id)).named
        statements.stop()
    assert len(statements) == 0


async def test_nobody_of_another_council_stands_around_it(world: World) -> None:
    known = await add_context(world, world.hallowdene, named=["practitioner"])
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        found = await stands_around(work, known.id)
    assert (found.named, dict(found.broken)) == (frozenset(), {})
