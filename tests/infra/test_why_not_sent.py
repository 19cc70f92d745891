"""The migration that says why a mail was not sent: back and forth, with what it had to say."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from commonground.infra.migrations.metadata import all_tables
from commonground.infra.migrations.run import upgrade
from commonground.platform.database.addresses import sync_url
from commonground.platform.database.catalogue import findings
from councils import make_world
from migrating import go_back
from postgres import Database
from told import ask, rows, tell

_PUT = (
    "insert into council.mails (tenant_id, id, staff_id, fact_id, message, urgent, state, queued_at, due_at)"
    " values (:council, :id, :staff, :id, :id, true, :state, now(), now())"
)


async def test_reasons_that_an_earlier_version_does_not_know_become_the_one_that_it_does(
    own_database: Database,
) -> None:
    world = await make_world(own_database)
    for council in (world.larkmere, world.hallowdene):
        for state in ("no_address", "read", "too_late", "refused"):
            staff = council.people["screener"].staff_id
            await tell(world, _PUT, council=council.id, id=uuid4(), staff=staff, state=state)
    await asyncio.to_thread(go_back, own_database.owner_url, "why_not_sent")
    kept = await rows(world, "select state, count(*) from council.mails group by 1 order by 1")
    assert [tuple(each) for each in kept] == [("not_sent", 6), ("refused", 2)]
    forced = "select relforcerowsecurity from pg_class where oid = 'council.mails'::regclass"
    assert (await ask(world, forced))[0]
    await asyncio.to_thread(upgrade, own_database.owner_url)
    engine = create_engine(sync_url(own_database.owner_url), poolclass=NullPool)
    with engine.connect() as connection:
        assert findings(connection, all_tables()) == []
    engine.dispose()
