"""What a migration changes of rows that are there, it changes in every council's: the owner of the tables has none."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from commonground.infra.migrations.metadata import all_tables
from commonground.infra.migrations.run import upgrade
from commonground.platform.database.addresses import sync_url
from commonground.platform.database.catalogue import findings
from councils import World, make_world
from migrating import go_back
from postgres import Database
from told import ask, rows, tell

_CHOICE = (
    "insert into council.retention_choices (tenant_id, id, record_type, years, months, counted_from, reason, chosen_by,"
    " chosen_at{more}) values (:council, :id, 'context', 1, 0, 'ended', 'Ours', :staff, '2026-05-31 23:30+00'{given})"
)
_NOTICE = (
    "insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id, reference,"
    " occurred_at) values (:council, :id, :staff, :id, :kind, :about, :id, '', now())"
)


async def _put(world: World, statement: str, **more: object) -> None:
    for council in (world.larkmere, world.hallowdene):
        lead = council.people["ig_lead"].staff_id
        await tell(world, statement, council=council.id, id=uuid4(), staff=lead, **more)


async def test_a_choice_of_an_earlier_version_counts_from_the_day_it_was_made(own_database: Database) -> None:
    world = await make_world(own_database)
    await asyncio.to_thread(go_back, own_database.owner_url, "not_at_once")
    await _put(world, _CHOICE.format(more="", given=""))
    await asyncio.to_thread(upgrade, own_database.owner_url)
    found = await rows(world, "select begins_on::text as day from council.retention_choices")
    assert [row.day for row in found] == ["2026-06-01", "2026-06-01"], "as London counts days"


async def test_back_to_an_earlier_version_nothing_stays_that_it_does_not_know(own_database: Database) -> None:
    world = await make_world(own_database)
    for more in (", begins_on", ", begins_on, taken_back_at, taken_back_by"):
        given = ", current_date + 9" if "taken" not in more else ", '2026-06-01', now(), :staff"
        await _put(world, _CHOICE.format(more=more, given=given))
    await _put(world, _CHOICE.format(more=", begins_on", given=", '2026-06-01'"))
    for kind, about in (("kept_shorter", "retention"), ("access_given", "people"), ("asked_about_yours", "context")):
        await _put(world, _NOTICE, kind=kind, about=about)
    await asyncio.to_thread(go_back, own_database.owner_url, "asked_about_yours")
    assert (await ask(world, "select count(*) from council.notifications"))[0] == 0
    assert (await ask(world, "select count(*) from council.retention_choices"))[0] == 2, "what counts already"
    unforced = "select count(*) from pg_class where relrowsecurity and not relforcerowsecurity"
    assert (await ask(world, unforced))[0] == 0
    await asyncio.to_thread(upgrade, own_database.owner_url)
    engine = create_engine(sync_url(own_database.owner_url), poolclass=NullPool)
    with engine.connect() as connection:
        assert findings(connection, all_tables()) == []
    engine.dispose()
