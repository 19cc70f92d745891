"""The migration that keeps wishes to withdraw: what such a wish had closed before anybody read it is open again."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from casework import Told, add_referral, as_owner
from commonground.infra.migrations.run import upgrade
from councils import World, make_world
from migrating import go_back
from postgres import Database

_EVENT = (
    "insert into tenants.referral_events (tenant_id, id, referral_id, at, staff_id, verb, from_state, to_state, words)"
    " select tenant_id, gen_random_uuid(), id, changed_at, {who}, '{verb}', 'new', 'withdrawn', ''"
    " from tenants.referrals where id = :id"
)


async def _withdrawn(world: World, *, read: bool, danger: str) -> Told:
    told = await add_referral(world, world.larkmere, state="withdrawn", danger=danger)
    async with as_owner(world.database) as engine, engine.begin() as connection:
        if read:
            who = f"'{world.larkmere.people['screener'].staff_id}'"
            await connection.execute(text(_EVENT.format(who=who, verb="take")), {"id": told.id})
        await connection.execute(text(_EVENT.format(who="null", verb="withdraw")), {"id": told.id})
    return told


async def test_what_a_wish_had_closed_unread_is_open_again_with_its_danger(own_database: Database) -> None:
    world = await make_world(own_database)
    read, unread = [await _withdrawn(world, read=each, danger="no") for each in (True, False)]
    danger = await _withdrawn(world, read=False, danger="yes")
    untouched = await add_referral(world, world.hallowdene)
    await asyncio.to_thread(go_back, own_database.owner_url, "withdrawal_wishes")
    await asyncio.to_thread(upgrade, own_database.owner_url)
    query = "select id, state, attention, withdrawal_asked_at is not null from tenants.referrals"
    async with as_owner(world.database) as engine, engine.connect() as connection:
        found = {row[0]: tuple(row[1:]) for row in await connection.execute(text(query))}
        forced = await connection.scalars(
            text("select relforcerowsecurity from pg_class where relnamespace = 'tenants'::regnamespace"
                 " and relname in ('referrals', 'referral_events', 'reports')")
        )  # fmt: skip  # one look
        assert all(forced)
    assert found == {
        read.id: ("withdrawn", None, True),
        unread.id: ("new", "withdrawal", True),
        danger.id: ("new", "danger", True),
        untouched.id: ("new", None, False),
    }
