"""A package between councils that is on no record goes by itself, on each side when that council's time is up."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from commonground.platform.crossings.types import Act
from councils import TestCouncil, World
from crossing_looks import Crossing
from crossing_scene import Crossings
from engines import lent

OLD, YOUNG = 367, 364
_AGED = "update crossing.offers set changed_at = now() - make_interval(days => :days) where id = :id"
_ALSO = "update tenants.disclosures set changed_at = now() - make_interval(days => :days) where id = :id"
_WORDS = (
    "select concat_ws('|', purpose, necessity, untold_why, advice, no_agreement_reason, parts::text)"
    " from tenants.disclosures where id = :id"
)
_STATE = "select state from tenants.disclosures where id = :id"


@pytest.fixture
def crossings(world: World) -> Crossings:
    return Crossings(world)


async def sweep(world: World) -> None:
    async with lent(world.database.relay_url).begin() as connection:
        await connection.execute(text("select system.sweep(1000)"))


async def age(crossings: Crossings, crossing: Crossing, days: int) -> None:
    for statement in (_AGED, _ALSO):
        await crossings.run(statement, days=days, id=crossing.id)


async def words(crossings: Crossings, council: TestCouncil, crossing: Crossing) -> str:
    side = "sent" if council is crossing.sender else "received"
    return "".join(said for _, said in await crossings.packages(council, crossing, side))


async def accepted(crossings: Crossings, world: World, *, on_record: bool) -> Crossing:
    changes = {} if on_record else {"record_id": None, "record_kind": None}
    crossing = await crossings.sent(world.larkmere, world.hallowdene, **changes)
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    return crossing


async def test_both_sides_keep_it_for_a_year_after_its_last_change(crossings: Crossings, world: World) -> None:
    crossing = await accepted(crossings, world, on_record=False)
    for days, left in ((YOUNG, True), (OLD, False)):
        await age(crossings, crossing, days)
        await sweep(world)
        for council in (world.larkmere, world.hallowdene):
            assert bool(await words(crossings, council, crossing)) is left
    assert await crossings.ask(_WORDS, id=crossing.id) == "–|–|||–|{}"
    assert await crossings.ask(_STATE, id=crossing.id) == "sent", "that it crossed stays, and where it stands"
    assert await crossings.ask("select purged_at from tenants.received_handoffs where id = :id", id=crossing.id)
    assert [each[2] for each in await crossings.receipts(world.hallowdene, crossing)] == ["opened"]
    gone = "select count(*) from tenants.gone_by_itself where record_type = 'crossed' and tenant_id = :id"
    assert [await crossings.ask(gone, id=each.id) for each in (world.larkmere, world.hallowdene)] == [1, 1]
    await sweep(world)
    assert [await crossings.ask(gone, id=each.id) for each in (world.larkmere, world.hallowdene)] == [1, 1], "once"


async def test_each_council_keeps_its_own_as_long_as_it_chose(crossings: Crossings, world: World) -> None:
    crossing = await accepted(crossings, world, on_record=False)
    await age(crossings, crossing, OLD)
    chosen = (
        "insert into council.retention_choices (tenant_id, id, record_type, years, months, counted_from, reason,"
        " chosen_by, chosen_at, begins_on) select tenant_id, gen_random_uuid(), 'crossed', 2, 0, 'last_change', 'Ours',"
        " id, now(), current_date - 1 from council.staff where tenant_id = :id limit 1"
    )
    await crossings.run(chosen, id=world.hallowdene.id)
    await sweep(world)
    assert not await words(crossings, world.larkmere, crossing)
    assert await words(crossings, world.hallowdene, crossing)


async def test_what_is_on_a_record_goes_with_that_and_not_by_itself(crossings: Crossings, world: World) -> None:
    crossing = await accepted(crossings, world, on_record=True)
    await crossings.taken_in(crossing)
    await age(crossings, crossing, OLD)
    await sweep(world)
    for council in (world.larkmere, world.hallowdene):
        assert await words(crossings, council, crossing)


async def test_what_nobody_has_answered_waits_for_its_own_day(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene, record_id=None, record_kind=None)
    await age(crossings, crossing, OLD)
    await sweep(world)
    assert await words(crossings, world.larkmere, crossing)


async def test_what_was_never_sent_is_discarded(crossings: Crossings, world: World) -> None:
    drafts = [
        await crossings.authorised(world.larkmere, world.hallowdene, record_id=None, record_kind=None) for _ in range(2)
    ]
    for draft, days in zip(drafts, (OLD, YOUNG), strict=True):
        await crossings.run(_ALSO, days=days, id=draft.id)
    await sweep(world)
    assert [await crossings.ask(_STATE, id=each.id) for each in drafts] == ["discarded", "authorised"]
    assert [bool(await words(crossings, world.larkmere, each)) for each in drafts] == [False, True]
