"""The migration that says which other context an old line of a timeline is about."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from casework import Known, acting, add_context
from commonground.infra.migrations.run import upgrade
from commonground.platform.access import Action
from commonground.tenants.around import service
from commonground.tenants.around.queries import relations_of
from commonground.tenants.around.types import RelationKind
from commonground.tenants.contexts.load import load_context
from councils import World, make_world
from merged_records import NOON, apart, merge
from migrating import go_back
from postgres import Database
from told import rows, tell

_LINES = "select verb, context_id, other_id from tenants.context_events where verb <> 'open' order by id"


async def _relate(world: World, one: Known, other: Known, hours: int) -> None:
    async with acting(world, world.larkmere, "practitioner", now=NOON + timedelta(hours=hours)) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await service.relate(work, row, RelationKind.OPPOSITE, other.reference)


async def _unrelate(world: World, one: Known) -> None:
    async with acting(world, world.larkmere, "practitioner", now=NOON + timedelta(hours=9)) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT, lock=True)
        (relation,) = await relations_of(work, row.id)
        await service.unrelate(work, row, relation.id)


async def test_it_is_read_out_of_merges_and_relations_and_else_stays_unknown(own_database: Database) -> None:
    world = await make_world(own_database)
    one, other = [await add_context(world, world.larkmere, name="The yard") for _ in range(2)]
    gone = await add_context(world, world.larkmere, name="The yard", lead="practitioner")
    first, second, third = [await add_context(world, world.larkmere) for _ in range(3)]
    await _relate(world, one, first, 1)
    await _relate(world, second, third, 2)
    await _unrelate(world, third)
    await merge(world, one, other, version=2)
    await apart(world, other)
    await merge(world, gone, other, version=1)
    before = [tuple(row) for row in await rows(world, _LINES)]
    assert {verb for verb, *_ in before} >= {"relate", "unrelate", "take_in", "go_into", "take_out", "come_out"}
    assert {other_id is None for *_, other_id in before} == {False}
    unknown = "update tenants.context_events set words = 'Nobody knows' where verb = 'come_out'"
    await tell(world, unknown)
    await asyncio.to_thread(go_back, own_database.owner_url, "other_contexts_of_lines")
    await asyncio.to_thread(upgrade, own_database.owner_url)
    expected = [(verb, on, None if verb == "come_out" else other_id) for verb, on, other_id in before]
    assert [tuple(row) for row in await rows(world, _LINES)] == expected
