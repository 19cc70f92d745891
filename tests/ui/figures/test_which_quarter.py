"""What a figure is counted under, when a referral has gone more than one way."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.councils.people import TeamMember
from commonground.platform.ids import uuid7
from commonground.tenants.referrals.models import ReferralEvent
from councils import TestCouncil, World, make_world
from plain_rows import put_context, put_referral
from postgres import Database
from quarter_rows import LAST, THEN, come_in, read_lines
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


async def test_what_a_team_knows_leaves_nothing_small_of_the_whole_council(site: Site) -> None:
    world = site.world
    await come_in(world, world.larkmere, 20, "public")
    await come_in(world, world.larkmere, 9, "school")
    await come_in(world, world.larkmere, 2, "public", "specialist")
    await come_in(world, world.larkmere, 8, "school", "specialist")
    await come_in(world, world.hallowdene, 31, "public")
    auditor, manager = [await site.signed_in(world.larkmere, who) for who in ("auditor", "manager")]
    ours, others, everybody = await read_lines(manager, "ours"), await read_lines(manager), await read_lines(auditor)
    public, school = ("Who told us", "Member of the public"), ("Who told us", "School")
    assert (ours[public], ours[school]) == ("20", "9")
    assert others[public] == others[school] == "c"
    assert everybody[public] == everybody[school] == "c", "22 less 20 are two"
    assert everybody["Which harms", "Bullying"] == "39"


async def test_a_quarter_of_which_a_team_knows_nearly_all_is_not_counted_for_everybody(site: Site) -> None:
    world = site.world
    await come_in(world, world.larkmere, 20, "public")
    await come_in(world, world.larkmere, 3, "public", "specialist")
    page = (await (await site.signed_in(world.larkmere, "auditor")).get("/figures")).text
    assert "c came in, c were decided" in page
    assert ">23" not in page


async def test_what_somebody_in_two_teams_knows_of_both_is_left_out_together(site: Site) -> None:
    world = site.world
    for many, team in ((20, "front_door"), (8, "specialist"), (2, "locality")):
        await come_in(world, world.larkmere, many, "public", team)
    auditor = await site.signed_in(world.larkmere, "auditor")
    assert "30 came in" in (await auditor.get("/figures")).text
    who, council = world.larkmere.people["manager"].staff_id, world.larkmere.id
    join = {"tenant_id": council, "team_id": world.larkmere.teams["specialist"], "staff_id": who}
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(TeamMember), join)
    assert "c came in" in (await auditor.get("/figures")).text


async def test_a_context_of_two_teams_came_up_with_each_and_with_both(site: Site) -> None:
    world = site.world
    place = await put_context(world, world.larkmere)
    for team in ("front_door", "specialist", "specialist"):
        moved = {"team_id": world.larkmere.teams[team], "context_id": place["id"]}
        await put_referral(world, world.larkmere, received_at=THEN, **moved)
    front_door = await read_lines(await site.signed_in(world.larkmere, "manager"), "ours")
    assert front_door["Contexts that keep coming up", "Once"] == "1"
    everybody = await read_lines(await site.signed_in(world.larkmere, "auditor"))
    assert everybody["Contexts that keep coming up", "All of them, undivided"] == "c"


async def test_a_quarter_is_of_those_whose_work_it_was(site: Site) -> None:
    """It came to the front door, was decided in the locality team and is with the specialists today."""
    world = site.world
    for council in (world.larkmere, world.hallowdene):
        had = {"received_team_id": council.teams["front_door"], "decided_team_id": council.teams["locality"]}
        decided = {"state": "decided", "outcome": "advice", "rationale": "Enough", "decided_at": THEN + timedelta(1)}
        by = {"decided_by": council.people["screener"].staff_id, "no_reply_reason": "asked_for_none"}
        today = {"received_at": THEN, "team_id": council.teams["specialist"]}
        await put_referral(world, council, **had, **decided, **by, **today)
    who, council = world.larkmere.people["manager"].staff_id, world.larkmere
    manager = await site.signed_in(council, "manager")
    assert "1 came in, 0 were decided" in (await manager.get("/figures?of=ours")).text
    async with acting_as_setup(world.database.owner_url) as connection:
        for team in ("locality", "specialist"):
            join = {"tenant_id": council.id, "team_id": council.teams[team], "staff_id": who}
            await connection.execute(insert(TeamMember), join)
    for team, words in (("locality", "0 came in, 1 were decided"), ("specialist", "0 came in, 0 were decided")):
        assert words in (await manager.get(f"/figures?of=ours&team={council.teams[team]}")).text
    lines = await read_lines(manager, "ours")
    counted = {
        (figure, words.split()[0]) for (figure, words), count in lines.items() if "team" in figure and count == "1"
    }
    assert counted == {("Which team it came to", "Front"), ("Not answered, by team", "Locality")}
    assert lines["How long it took to decide", "Within 1 day"] == "1"
