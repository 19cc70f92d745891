"""Figures over HTTP: exact for the teams whose work it is, held back for the rest, and never a trace of what is
restricted or next door."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from casework import as_owner
from commonground.platform.reference import DECISIONS
from commonground.tenants.figures.types import Quarter
from councils import TestCouncil, World, canary, make_world
from pages import counting
from plain_rows import name_people, put_context, put_referral
from postgres import Database
from quarter_rows import LAST, NOW, THEN, come_in, read_lines
from web import Site


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


async def test_small_numbers_are_held_back_outside_the_team(site: Site) -> None:
    world = site.world
    await come_in(world, world.larkmere, 9, "public")
    await come_in(world, world.larkmere, 7, "school", "specialist")
    await come_in(world, world.larkmere, 2, "police", "locality")
    auditor = await site.signed_in(world.larkmere, "auditor")
    lines = await read_lines(auditor)
    told = {words: count for (figure, words), count in lines.items() if figure == "Who told us"}
    assert sorted(count for count in told.values() if count != "0") == ["c", "c", "c"], "the school’s team knows its 7"
    page = (await auditor.get("/figures")).text
    assert "18 came in, 18 were decided" in page
    assert "The same as a table" in page
    assert "<svg" in page
    assert canary("hallowdene") not in page


async def test_a_team_sees_its_own_as_it_is_and_can_take_it_from_nothing(site: Site) -> None:
    world = site.world
    await come_in(world, world.larkmere, 9, "public")
    await come_in(world, world.larkmere, 2, "police")
    await come_in(world, world.larkmere, 3, "school", "specialist")
    manager = await site.signed_in(world.larkmere, "manager")
    ours = await read_lines(manager, "ours")
    assert {count for (figure, _), count in ours.items() if figure == "Who told us"} >= {"9", "2"}
    assert ("Not answered, by team", f"Front Door {canary('larkmere')}") in ours
    others = await read_lines(manager)
    assert not any(figure.endswith("by team") for figure, _ in others), "one could take it from what a team holds"
    assert others["Who told us", "All of them, undivided"] == "c", "three are left without the own ones: too few"


async def test_what_one_agency_leads_is_taken_on(site: Site) -> None:
    """That changes the place. What is not taken on is answered, signposted or another council's."""
    world = site.world
    await come_in(world, world.larkmere, 3, "public", outcome="single_agency")
    lines = await read_lines(await site.signed_in(world.larkmere, "manager"), "ours")
    decided = {words: count for (figure, words), count in lines.items() if figure.startswith("What was decided")}
    assert decided["One agency leads"] == "3"
    declined = {words for words in decided if words.startswith("Not taken on: ")}
    assert declined == {f"Not taken on: {DECISIONS.label(each)}" for each in ("advice", "signpost", "other_borough")}


async def test_whoever_has_several_teams_sees_each_apart(site: Site) -> None:
    world = site.world
    await come_in(world, world.larkmere, 4, "public")
    await come_in(world, world.larkmere, 3, "school", "specialist")
    await come_in(world, world.larkmere, 2, "police", "locality")
    specialist, locality = (world.larkmere.teams[each] for each in ("specialist", "locality"))
    manager = await site.signed_in(world.larkmere, "manager")
    assert 'name="team"' not in (await manager.get("/figures?of=ours")).text, "there is one alone"
    who, council = world.larkmere.people["manager"].staff_id, world.larkmere.id
    async with as_owner(world.database) as engine, engine.begin() as connection:
        join = "insert into council.team_members (tenant_id, team_id, staff_id) values (:council, :team, :who)"
        await connection.execute(text(join), {"council": council, "team": specialist, "who": who})
    assert "7 came in, 7 were decided" in (await manager.get("/figures?of=ours")).text
    one = (await manager.get(f"/figures?of=ours&team={specialist}")).text
    assert "3 came in, 3 were decided" in one
    assert f'<option value="{specialist}" selected>' in one
    assert f"figures.csv?of=ours&amp;quarter={LAST.code}&amp;team={specialist}" in one
    for nobodys in (locality, world.hallowdene.teams["specialist"], "x"):
        assert "7 came in" in (await manager.get(f"/figures?of=ours&team={nobodys}")).text


async def test_whoever_was_told_otherwise_was_told(site: Site) -> None:
    await come_in(site.world, site.world.larkmere, 2, "public")
    async with as_owner(site.world.database) as engine, engine.begin() as connection:
        only = "where id = (select min(id::text)::uuid from tenants.referrals where tenant_id = :council)"
        changes = f"update tenants.referrals set no_reply_reason = 'told_already' {only}"  # our own words
        await connection.execute(text(changes), {"council": site.world.larkmere.id})
    lines = await read_lines(await site.signed_in(site.world.larkmere, "manager"), "ours")
    told = {words: count for (figure, words), count in lines.items() if figure.startswith("Whether the one")}
    assert told == {"Answered": "1", "Not answered": "1", "Not known": "0"}


async def test_of_what_an_earlier_tracker_does_not_say_nobody_knows_whether_it_was_answered(site: Site) -> None:
    world = site.world
    await come_in(world, world.larkmere, 3, "public")
    brought = "update tenants.referrals set route = 'tracker', decided_by = null"
    async with as_owner(world.database) as engine, engine.begin() as connection:
        one = "(select min(id::text)::uuid from tenants.referrals where tenant_id = :council)"
        await connection.execute(text(brought), {})
        silent = f"update tenants.referrals set no_reply_reason = null where id = {one}"  # our own words
        await connection.execute(text(silent), {"council": world.larkmere.id})
    manager = await site.signed_in(world.larkmere, "manager")
    lines = await read_lines(manager, "ours")
    told = {words: count for (figure, words), count in lines.items() if figure.startswith("Whether the one")}
    assert told == {"Answered": "0", "Not answered": "2", "Not known": "1"}
    why = {words: count for (figure, words), count in lines.items() if figure == "Why there was no answer"}
    assert why["Not yet, and no reason given"] == "0"
    by_team = [int(count) for (figure, _), count in lines.items() if figure == "Not answered, by team"]
    assert sum(by_team) == 2
    assert "does not say it was answered" in (await manager.get("/figures?of=ours")).text


async def test_nothing_tells_of_a_restricted_record(site: Site) -> None:
    world = site.world
    await come_in(world, world.larkmere, 9, "public")
    auditor = await site.signed_in(world.larkmere, "auditor")
    manager = await site.signed_in(world.larkmere, "manager")
    before = [await read_lines(auditor), await read_lines(manager, "ours"), await read_lines(manager)]
    hidden = await put_context(world, world.larkmere, restricted=True)
    for source in ("public", "police"):
        row = await put_referral(
            world, world.larkmere, restricted=True, received_at=THEN, source=source, context_id=hidden["id"]
        )
        await name_people(world, world.larkmere, row["id"], "manager")
    after = [await read_lines(auditor), await read_lines(manager, "ours"), await read_lines(manager)]
    for lines, then in zip(after, before, strict=True):
        assert {key: count for key, count in lines.items() if "Taken out" not in key[0]} == {
            key: count for key, count in then.items() if "Taken out" not in key[0]
        }


async def test_the_quarter_that_is_not_over_is_for_its_own_team_alone(site: Site) -> None:
    world = site.world
    this = Quarter.of(NOW.date())
    for _ in range(8):
        await put_referral(world, world.larkmere, received_at=NOW)
    auditor, manager = [await site.signed_in(world.larkmere, who) for who in ("auditor", "manager")]
    assert "8 came in" in (await manager.get(f"/figures?of=ours&quarter={this.code}")).text
    assert "0 came in" in (await auditor.get(f"/figures?quarter={this.code}")).text
    assert "0 came in" in (await manager.get(f"/figures?of=others&quarter={this.code}")).text


async def test_places_that_keep_coming_up_are_named_to_their_team_alone(site: Site) -> None:
    world = site.world
    place = await put_context(world, world.larkmere, team_id=world.larkmere.teams["front_door"])
    for _ in range(2):
        await put_referral(world, world.larkmere, received_at=THEN, context_id=place["id"])
    manager, auditor = [await site.signed_in(world.larkmere, who) for who in ("manager", "auditor")]
    assert place["reference"] in (await manager.get("/figures?of=ours")).text
    assert place["reference"] not in (await manager.get("/figures?of=others")).text
    assert place["reference"] not in (await auditor.get("/figures")).text


async def test_what_was_taken_back_came_in_but_is_no_place_that_keeps_coming_up(site: Site) -> None:
    world = site.world
    place, other = [
        await put_context(world, council, team_id=council.teams["front_door"])
        for council in (world.larkmere, world.hallowdene)
    ]
    for state in ("new", "withdrawn", "withdrawn"):
        await put_referral(world, world.larkmere, received_at=THEN, context_id=place["id"], state=state)
    await put_referral(world, world.hallowdene, received_at=THEN, context_id=other["id"])
    manager = await site.signed_in(world.larkmere, "manager")
    page = (await manager.get("/figures?of=ours")).text
    assert "3 came in" in page
    assert place["reference"] not in page
    times = {
        words: count for (figure, words), count in (await read_lines(manager, "ours")).items() if "coming" in figure
    }
    assert times == {"Once": "1", "Twice": "0", "3 to 5 times": "0", "6 times or more": "0"}


async def test_harms_are_so_many_of_the_reports(site: Site) -> None:
    world = site.world
    for harms in (["bullying", "cce"], ["bullying"], ["cce", "cse", "bullying"]):
        await put_referral(world, world.larkmere, received_at=THEN, harms=harms)
    await put_referral(world, world.hallowdene, received_at=THEN, harms=["bullying"])
    page = (await (await site.signed_in(world.larkmere, "manager")).get("/figures?of=ours")).text
    assert "The most: Bullying, 3 of 3." in page


async def test_quarters_are_drawn_with_what_the_table_says(site: Site) -> None:
    await come_in(site.world, site.world.larkmere, 9, "public")
    await come_in(site.world, site.world.hallowdene, 31, "public")
    for who in ("manager", "auditor"):
        page = (await (await site.signed_in(site.world.larkmere, who)).get("/figures")).text
        part = page.partition('id="f-volumes"')[2].partition("</section>")[0]
        assert part.count("<svg") == 2, "one for a wide page and one for a narrow one"
        assert part.count(">9 came in</text>") == part.count(">9 decided</text>") == 2
        assert ">31" not in part


async def test_quarters_with_nothing_in_them_are_not_drawn(site: Site) -> None:
    await come_in(site.world, site.world.hallowdene, 31, "public")
    page = (await (await site.signed_in(site.world.larkmere, "auditor")).get("/figures")).text
    assert "<svg" not in page.partition('id="f-volumes"')[2].partition("</section>")[0]


async def test_hostile_addresses_show_the_usual_page(site: Site) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    assert (await screener.get("/figures")).status_code == 403
    auditor = await site.signed_in(site.world.larkmere, "auditor")
    for asked in ("quarter=9999-1", "quarter=²-1", "quarter=1-1", "of=ours", "quarter=%00", "of=x&quarter=2026-9"):
        answer = await auditor.get(f"/figures?{asked}")
        assert answer.status_code == 200
        assert "0 came in" in answer.text


async def test_looking_and_taking_out_are_recorded(site: Site) -> None:
    world = site.world
    auditor = await site.signed_in(world.larkmere, "auditor")
    await auditor.get("/figures")
    await auditor.get("/figures/figures.csv")
    async with as_owner(world.database) as engine, engine.connect() as connection:
        did = await connection.scalars(text("select action from audit.entries where action like 'see_figures%'"))
        assert sorted(did) == ["see_figures", "see_figures:taken"]


@pytest.mark.parametrize("of", ["ours", "others"])
async def test_however_many_they_are_it_takes_as_many_statements(site: Site, of: str) -> None:
    manager = await site.signed_in(site.world.larkmere, "manager")
    taken = []
    for number in (1, 12):
        await come_in(site.world, site.world.larkmere, number, "public")
        with counting(site) as statements:
            assert (await manager.get(f"/figures?of={of}")).status_code == 200
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 5


async def _heard(world: World, council: TestCouncil, **given: int) -> None:
    columns = "(tenant_id, id, day, answer) values (:council, gen_random_uuid(), :day, :answer)"
    put = f"insert into tenants.heard_answers {columns}"  # our own words
    async with as_owner(world.database) as engine, engine.begin() as connection:
        for answer, many in given.items():
            for _ in range(many):
                await connection.execute(text(put), {"council": council.id, "day": THEN.date(), "answer": answer})


async def test_whether_people_feel_heard_is_counted_for_the_council_and_for_no_team(site: Site) -> None:
    world = site.world
    await _heard(world, world.larkmere, yes=14, partly=2, no=4)
    await _heard(world, world.hallowdene, yes=31)
    auditor = await site.signed_in(world.larkmere, "auditor")
    said = {words: count for (figure, words), count in (await read_lines(auditor)).items() if "listened" in figure}
    assert said == {"Yes": "14", "Partly": "c", "No": "c"}
    manager = await site.signed_in(world.larkmere, "manager")
    assert "listened" not in " ".join(figure for figure, _ in await read_lines(manager, "ours"))
    page = (await auditor.get("/figures")).text
    assert "What those who told us say" in page
    assert "31" not in page.partition("What those who told us say")[2].partition("</main>")[0]


async def test_a_handful_of_answers_is_not_divided(site: Site) -> None:
    await _heard(site.world, site.world.larkmere, yes=3, no=2)
    auditor = await site.signed_in(site.world.larkmere, "auditor")
    said = {words: count for (figure, words), count in (await read_lines(auditor)).items() if "listened" in figure}
    assert said == {"All of them, undivided": "c"}
