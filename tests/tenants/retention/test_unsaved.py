"""What staff typed and did not save goes a year after it was last typed; not while its record is held, nor while
somebody whom it names waits for an answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from asking import ask
from casework import Known, acting, add_context, add_referral
from commonground.platform.drafts.service import About, keep
from commonground.tenants.retention.rules import UNSAVED
from commonground.tenants.subject_access import service
from commonground.tenants.subject_access.queries import mentions_of
from councils import TestCouncil, World, make_world
from engines import lent
from postgres import Database
from told import rows, tell

FORM = "note"


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


async def typed(world: World, council: TestCouncil, about: UUID, days: int, words: str = "Not yet sure.") -> None:
    """So long ago, about this record."""
    async with acting(world, council, "practitioner") as work:
        await keep(work, About(FORM, about), {"words": [words]})
    await tell(world, "update council.drafts set saved_at = now() - cast(:ago as interval) where subject_id = :id",
               ago=timedelta(days=days), id=about)  # fmt: skip  # one statement


async def left(world: World) -> set[UUID]:
    """About which records something stands there, after the relay has swept."""
    async with lent(world.database.relay_url).begin() as connection:
        await connection.execute(text("select system.sweep(1000)"))
    return {row[0] for row in await rows(world, "select subject_id from council.drafts where form = :form", form=FORM)}


async def hold(world: World, council: TestCouncil, known: Known) -> None:
    put = (
        "insert into tenants.holds (tenant_id, id, record_kind, record_id, reference, ground, reason, put_by, put_at,"
        " review_on) values (:council, gen_random_uuid(), 'context', :record, :reference, 'inquiry', 'Asked', :staff,"
        " now(), current_date + 90)"
    )
    staff = council.people["ig_lead"].staff_id
    await tell(world, put, council=council.id, record=known.id, reference=known.reference, staff=staff)


async def test_it_goes_after_a_year_and_not_a_day_before(world: World) -> None:
    assert UNSAVED.in_months == 12
    old, young = [await add_context(world, world.larkmere) for _ in range(2)]
    theirs = await add_context(world, world.hallowdene)
    await typed(world, world.larkmere, old.id, 367)
    await typed(world, world.larkmere, young.id, 364)
    await typed(world, world.hallowdene, theirs.id, 364)
    assert await left(world) == {young.id, theirs.id}


async def test_it_stays_while_its_record_or_the_context_of_it_is_held(world: World) -> None:
    """A neighbour's hold holds nothing here."""
    larkmere = world.larkmere
    context, free = [await add_context(world, larkmere) for _ in range(2)]
    referral, other = [await add_referral(world, larkmere, context=each) for each in (context, free)]
    for each in (context, free, referral, other):
        await typed(world, larkmere, each.id, 367)
    await hold(world, larkmere, context)
    await hold(world, world.hallowdene, free)
    assert await left(world) == {context.id, referral.id}
    await tell(world, "update tenants.holds set lifted_at = now(), lifted_by = put_by")
    assert await left(world) == set()


async def test_it_stays_while_somebody_whom_it_names_waits_for_an_answer(world: World) -> None:
    larkmere = world.larkmere
    names, other = [await add_context(world, larkmere) for _ in range(2)]
    await typed(world, larkmere, names.id, 367, "Nesta Corbett was there.")
    await typed(world, larkmere, other.id, 367)
    request = await ask(world, larkmere)
    async with acting(world, larkmere, "ig_lead") as work:
        await service.search(work, await service.load_request(work, request, lock=True))
        assert len(await mentions_of(work, request)) == 1
    assert await left(world) == {names.id}
    await tell(world, "update tenants.access_requests set finished_at = now(), finished_by = opened_by")
    assert await left(world) == set()
