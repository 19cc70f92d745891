"""Lines of a timeline about two contexts: for whoever may open both."""

from __future__ import annotations

from datetime import timedelta

from casework import ARRIVED, Known, acting, add_context
from commonground.platform.access import Action
from commonground.tenants.around import service
from commonground.tenants.around.queries import relations_of
from commonground.tenants.around.types import RelationKind
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merging import merge
from commonground.tenants.contexts.timeline import timeline_of
from councils import World
from told import tell

NOON = ARRIVED + timedelta(hours=15)


async def lines_read(world: World, known: Known, person: str) -> tuple[list[str], int]:
    async with acting(world, world.larkmere, person, keep=False) as work:
        read = await timeline_of(work, known.id)
    return [each.verb for each in read.entries if each.verb != "open"], read.total


async def relate(world: World, one: Known, reference: str, kind: RelationKind, person: str = "practitioner") -> None:
    async with acting(world, world.larkmere, person, now=NOON) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await service.relate(work, row, kind, reference)


async def test_that_it_was_said_and_taken_back_is_read_by_whoever_may_open_both(world: World) -> None:
    mine, open_one = [await add_context(world, world.larkmere) for _ in range(2)]
    hidden = await add_context(world, world.larkmere, named=("practitioner",))
    before = (await lines_read(world, mine, "screener"))[1]
    await relate(world, mine, hidden.reference, RelationKind.SAME_GROUP)
    async with acting(world, world.larkmere, "practitioner", now=NOON + timedelta(hours=1)) as work:
        row = await load_context(work, mine.reference, to=Action.CHANGE_CONTEXT, lock=True)
        (relation,) = await relations_of(work, row.id)
        await service.unrelate(work, row, relation.id)
    assert (await lines_read(world, mine, "practitioner"))[0] == ["unrelate", "relate"]
    assert await lines_read(world, mine, "screener") == ([], before), "neither told nor counted"
    await relate(world, mine, open_one.reference, RelationKind.OPPOSITE)
    assert (await lines_read(world, mine, "screener"))[0] == ["relate"]


async def test_a_line_about_what_has_gone_into_another_is_read_by_whoever_opens_that_one(world: World) -> None:
    mine, neighbour, into = [await add_context(world, world.larkmere) for _ in range(3)]
    await relate(world, mine, neighbour.reference, RelationKind.OPPOSITE)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, neighbour.reference, to=Action.CHANGE_CONTEXT)
        await merge(work, row, into.reference, "The same", version=row.version)
    assert (await lines_read(world, mine, "screener"))[0] == ["relate"]
    assert "take_in" in (await lines_read(world, into, "screener"))[0]
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=into.id)
    assert (await lines_read(world, mine, "screener"))[0] == []


async def test_a_line_of_which_nobody_knows_what_it_is_about_is_shown_to_nobody(world: World) -> None:
    mine, other = [await add_context(world, world.larkmere) for _ in range(2)]
    await relate(world, mine, other.reference, RelationKind.OPPOSITE)
    await tell(world, "update tenants.context_events set other_id = null where context_id = :id", id=mine.id)
    for person in ("practitioner", "screener"):
        assert (await lines_read(world, mine, person))[0] == []
