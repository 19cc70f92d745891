"""The migration that tells to which team a referral came, and in which it was decided."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from commonground.infra.migrations.run import upgrade
from councils import TestCouncil, World, make_world
from migrating import go_back
from plain_rows import put_referral
from postgres import Database
from quarter_rows import THEN
from told import rows, tell

_GIVEN = (
    "insert into tenants.referral_events (tenant_id, id, referral_id, at, verb, from_state, to_state, words)"
    " select tenant_id, gen_random_uuid(), id, received_at, 'reassign', 'new', 'new', '' from tenants.referrals"
    " where id = :id"
)


async def _moved(world: World, council: TestCouncil, *, given: bool = False, **changes: object) -> UUID:
    """One that the locality team has now."""
    decided = {"state": "decided", "outcome": "advice", "rationale": "Enough", "decided_at": THEN + timedelta(1)}
    by = {"decided_by": council.people["screener"].staff_id, "team_id": council.teams["locality"]}
    row = await put_referral(world, council, **{"received_at": THEN, **decided, **by, **changes})
    if given:
        await tell(world, _GIVEN, id=row["id"])
    put: UUID = row["id"]
    return put


async def test_it_came_to_the_front_door_and_was_decided_there_unless_it_was_given_away(own_database: Database) -> None:
    world = await make_world(own_database)
    expected: dict[UUID, tuple[UUID | None, UUID | None]] = {}
    for council in (world.larkmere, world.hallowdene):
        door = council.teams["front_door"]
        expected |= {
            await _moved(world, council): (door, door),
            await _moved(world, council, given=True): (door, None),
            await _moved(world, council, route="tracker"): (None, None),
            await _moved(world, council, team_id=door): (None, None),
            await _moved(world, council, state="new", outcome=None, decided_at=None, decided_by=None): (door, None),
        }
    await asyncio.to_thread(go_back, own_database.owner_url, "which_team_had_it")
    await asyncio.to_thread(upgrade, own_database.owner_url)
    found = await rows(world, "select id, received_team_id, decided_team_id from tenants.referrals")
    assert {row.id: (row.received_team_id, row.decided_team_id) for row in found} == expected
