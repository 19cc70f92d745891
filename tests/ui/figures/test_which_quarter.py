"""What a figure is counted under, when a referral has gone more than one way."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.tenants.referrals.models import ReferralEvent
from councils import TestCouncil, World, make_world
from plain_rows import put_referral
from postgres import Database
from quarter_rows import LAST, THEN, read_lines
from web import Site


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


async def _line(
    world: World, council: TestCouncil, referral: UUID, verb: str, turn: tuple[str, str], at: datetime
) -> None:
    line = {"id": uuid7(), "tenant_id": council.id, "referral_id": referral, "at": at, "verb": verb, "words": ""}
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(ReferralEvent), line | {"from_state": turn[0], "to_state": turn[1]})


async def test_the_time_of_one_that_was_opened_again_runs_from_then_on(site: Site) -> None:
    """Decided in a day in the quarter before, opened again twice, asked about for twelve days each time, and decided
    three days after the last time without the wait."""
    world, day = site.world, timedelta(days=1)
    again = THEN - 15 * day
    decided = {"state": "decided", "outcome": "advice", "rationale": "Enough", "no_reply_reason": "asked_for_none"}
    for council in (world.larkmere, world.hallowdene):
        times = {"received_at": LAST.begins - 20 * day, "decided_at": THEN, "decision_due_at": THEN + day}
        by = {"decided_by": council.people["screener"].staff_id, "paused_for": 24 * day}
        row = await put_referral(world, council, **decided, **times, **by)
        for verb, turn, at in (
            ("decide", ("screening", "decided"), LAST.begins - 19 * day),
            ("reopen", ("decided", "screening"), LAST.begins),
            ("ask_for_more", ("screening", "waiting"), LAST.begins + day),
            ("resume", ("waiting", "screening"), LAST.begins + 13 * day),
            ("decide", ("screening", "decided"), LAST.begins + 14 * day),
            ("reopen", ("decided", "screening"), again),
            ("ask_for_more", ("screening", "waiting"), again + day),
            ("reassign", ("waiting", "waiting"), again + 2 * day),
            ("escalate", ("waiting", "escalated"), again + 13 * day),
            ("decide", ("escalated", "decided"), THEN),
        ):
            await _line(world, council, row["id"], verb, turn, at)
    manager = await site.signed_in(world.larkmere, "manager")
    lines = await read_lines(manager, "ours")
    took = {words: count for (figure, words), count in lines.items() if figure == "How long it took to decide"}
    assert {words: count for words, count in took.items() if count != "0"} == {"Within 5 days": "1"}
    assert lines["Decided in time", "By its deadline"] == "1"
    before = (await manager.get(f"/figures?of=ours&quarter={LAST.back(1).code}")).text
    assert "1 came in, 0 were decided" in before
    assert "is decided when it was decided last" in before, "and says that the decision then does not count any more"
