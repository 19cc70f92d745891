"""A refused attempt leaves its entry, and nothing else of the request."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.models import Council
from commonground.platform.councils.people import Staff
from commonground.platform.identity.passes import open_session
from commonground.platform.work import begin
from councils import World
from told import ask, tell

ENTRIES = "select count(*) from audit.entries where action = 'denied:screen_referral'"


async def test_what_the_request_was_about_to_write_is_forgotten(app: AsyncEngine, world: World) -> None:
    before = (await ask(world, ENTRIES))[0]
    token = await world.token(world.larkmere, "screener")
    async with begin(app) as work:
        await open_session(work, token)
        work.mine.add(Staff(tenant_id=uuid4(), id=uuid4(), display_name="Nobody", roles=[]))
        work.shared.add(Council(id=uuid4(), slug="nowhere"))
        await audit.denied(work, token, Action.SCREEN_REFERRAL)
        await work.commit()  # would send what was left, which nobody may write
    assert (await ask(world, ENTRIES))[0] == before + 1


async def test_being_refused_keeps_no_session_open(app: AsyncEngine, world: World) -> None:
    token = await world.token(world.larkmere, "screener")
    await tell(world, "update identity.sessions set seen_at = now() - interval '10 minutes'")
    seen = await ask(world, "select array_agg(seen_at order by id) from identity.sessions")
    async with begin(app) as work:
        await audit.denied(work, token, Action.SCREEN_REFERRAL)
    assert await ask(world, "select array_agg(seen_at order by id) from identity.sessions") == seen


async def test_of_nobody_nothing_is_written(app: AsyncEngine, world: World) -> None:
    before = await ask(world, ENTRIES)
    async with begin(app) as work:
        await audit.denied(work, "nobody's", Action.SCREEN_REFERRAL)
    assert await ask(world, ENTRIES) == before
