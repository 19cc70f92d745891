"""Several rows of the tracker at once: each by its own rules, each with what came of it, two people at once too."""

from __future__ import annotations

import asyncio
import re

import pytest

from casework import Told, add_referral
from councils import World, make_world
from pages import counting
from postgres import Database
from told import ask, referral_of, tell
from web import Browser, Site

DO = "/tracker/several"
FOUND = re.compile(r"(CR-[0-9A-Z]{4}-[0-9A-Z]{3})(?:(?!CR-).)*?What came of it\">(?:<b[^>]*>)?([^<]+)<", re.DOTALL)


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


async def _send(browser: Browser, do: str, *picks: str, **more: str) -> tuple[int, dict[str, str], str]:
    """Status, what came of each by reference, and the page."""
    form: dict[str, str | list[str]] = {"do": do, "pick": list(picks), "asked": "view=nobody", **more}
    answer = await browser.submit("/account", form, to=DO)
    said = FOUND.findall(answer.text)
    return answer.status_code, dict(said), answer.text


def _pick(told: Told, version: int = 1) -> str:
    return f"{told.reference}.{version}"


async def test_each_is_taken_by_its_own_rules_and_says_what_came_of_it(site: Site) -> None:
    world = site.world
    free, other = [await add_referral(world, world.larkmere) for _ in range(2)]
    decided = await add_referral(world, world.larkmere, state="decided", outcome="advice")
    up = await add_referral(world, world.larkmere, state="escalated", lead="second_screener")
    elsewhere = await add_referral(world, world.larkmere, team="locality")
    hidden = await add_referral(world, world.larkmere, named=("manager",))
    theirs = await add_referral(world, world.hallowdene)
    browser = await site.signed_in(world.larkmere, "screener")
    picks = [_pick(told) for told in (free, other, decided, up, elsewhere, hidden, theirs)]
    status, said, page = await _send(browser, "take", *picks)
    assert status == 200
    assert "2 done, 5 not done." in page
    assert said[free.reference] == said[other.reference] == "Done"
    for told in (decided, up):
        assert said[told.reference].startswith("Not done. Only new ones that nobody has can be taken together")
    missing = {said[told.reference] for told in (elsewhere, hidden, theirs)}
    assert missing == {"Not done. There is no such record for you here"}
    for told in (free, other):
        row = await referral_of(world, told)
        assert (row.state, row.version, row.lead_id) == ("screening", 2, world.larkmere.people["screener"].staff_id)
    for told in (decided, up, elsewhere, hidden, theirs):
        assert (await referral_of(world, told)).version == 1
    kept = (
        "select array_agg(action || ' ' || reference order by reference) from audit.entries where reference = any(:r)"
    )
    did = (await ask(world, kept, r=[told.reference for told in (free, elsewhere)]))[0]
    assert set(did) == {f"screen_referral:take {free.reference}", f"denied:screen_referral {elsewhere.reference}"}
    told_to = "select count(*) from system.outbox where subject_id = any(:ids)"
    assert (await ask(world, told_to, ids=[decided.id, elsewhere.id]))[0] == 0


async def test_two_people_who_take_the_same_at_once_share_them_out(site: Site) -> None:
    world = site.world
    rows = [await add_referral(world, world.larkmere) for _ in range(6)]
    first = await site.signed_in(world.larkmere, "screener")
    second = await site.signed_in(world.larkmere, "second_screener")
    picks = [_pick(told) for told in rows]
    answers = await asyncio.gather(_send(first, "take", *picks), _send(second, "take", *reversed(picks)))
    assert [status for status, _, _ in answers] == [200, 200]
    for told in rows:
        said = sorted(said[told.reference] for _, said, _ in answers)
        assert said == ["Done", "Not done. Somebody changed it since you saw the list: open it first"]
        assert (await referral_of(world, told)).version == 2


async def test_what_was_given_to_somebody_else_is_not_taken_along_with_others(site: Site) -> None:
    world = site.world
    given = await add_referral(world, world.larkmere, lead="second_screener")
    mine = await add_referral(world, world.larkmere, lead="screener")
    browser = await site.signed_in(world.larkmere, "screener")
    _, said, _ = await _send(browser, "take", _pick(given), _pick(mine))
    assert said[mine.reference] == "Done"
    assert said[given.reference].startswith("Not done. Only new ones that nobody has")
    assert (await referral_of(world, given)).lead_id == world.larkmere.people["second_screener"].staff_id


async def test_what_somebody_changed_meanwhile_is_left_as_it_is(site: Site) -> None:
    world = site.world
    told = await add_referral(world, world.larkmere)
    await tell(world, "update tenants.referrals set version = 7 where id = :id", id=told.id)
    browser = await site.signed_in(world.larkmere, "screener")
    for pick in (_pick(told), told.reference, f"{told.reference}.x", f"{told.reference}.²"):
        _, said, _ = await _send(browser, "take", pick)
        assert said[told.reference].startswith("Not done. Somebody changed it")


async def test_they_are_given_to_a_team_with_a_reason(site: Site) -> None:
    world = site.world
    rows = [await add_referral(world, world.larkmere, state="screening", lead="screener") for _ in range(2)]
    browser = await site.signed_in(world.larkmere, "manager")
    picks = [_pick(told) for told in rows]
    status, said, page = await _send(browser, "give", *picks)
    assert (status, said) == (200, {})
    assert page.count('name="pick"') == 2
    assert "Take" in page
    team = str(world.larkmere.teams["locality"])
    status, _, page = await _send(browser, "give", *picks, reason="They know the estate")
    assert status == 422
    assert "Choose a team" in page
    status, _, page = await _send(browser, "give", *picks, team=team, reason="")
    assert status == 422
    assert "Say why" in page
    assert page.count('name="pick"') == 2
    foreign = str(world.hallowdene.teams["locality"])
    status, _, _ = await _send(browser, "give", *picks, team=foreign, reason="They know the estate")
    assert status == 422
    status, said, _ = await _send(browser, "give", *picks, team=team, reason="They know the estate")
    assert (status, set(said.values())) == (200, {"Done"})
    for told in rows:
        row = await referral_of(world, told)
        assert (row.team_id, row.lead_id, row.version) == (world.larkmere.teams["locality"], None, 2)
        words = "select words from tenants.referral_events where referral_id = :id order by at desc limit 1"
        assert (await ask(world, words, id=told.id))[0] == "They know the estate"


async def test_marking_as_looked_at_is_for_what_one_may_open(site: Site) -> None:
    world = site.world
    mine, theirs = await add_referral(world, world.larkmere), await add_referral(world, world.hallowdene)
    hidden = await add_referral(world, world.larkmere, named=("manager",))
    browser = await site.signed_in(world.larkmere, "screener")
    with counting(site) as statements:
        _, said, _ = await _send(browser, "looked", _pick(mine), _pick(theirs), _pick(hidden))
    assert len(statements) <= 10, statements.sent
    assert said[mine.reference] == "Done"
    assert said[theirs.reference] == said[hidden.reference] == "Not done. There is no such record for you here"
    looks = "select count(*) from tenants.referral_looks where referral_id = any(:ids)"
    assert (await ask(world, looks, ids=[mine.id, theirs.id, hidden.id]))[0] == 1


async def test_ones_own_bulk_work_is_not_marked_and_what_another_changed_before_stays_so(site: Site) -> None:
    world = site.world
    first, second = [await add_referral(world, world.larkmere) for _ in range(2)]
    browser = await site.signed_in(world.larkmere, "screener")
    for told in (first, second):
        await browser.get(f"/referrals/{told.reference}")
    await tell(world, "update tenants.referrals set changed_at = now() where id = :id", id=second.id)
    status, said, _ = await _send(browser, "take", _pick(first), _pick(second))
    assert (status, set(said.values())) == (200, {"Done"})
    marked = (await browser.get("/tracker?changed=1")).text
    assert first.reference not in marked
    assert second.reference in marked
    none = (await (await site.signed_in(world.larkmere, "manager")).get("/tracker?changed=1")).text
    assert "Only what you have opened before can be marked as changed." in none


async def test_a_restricted_one_waits_until_its_reader_confirms(site: Site) -> None:
    world = site.world
    told = await add_referral(world, world.larkmere, named=("screener",))
    browser = site.browser()
    token = await world.token(world.larkmere, "screener", confirmed=False)
    browser.client.cookies.set("cg_session", token)
    _, said, _ = await _send(browser, "take", _pick(told))
    assert said[told.reference].startswith("Not done. It is restricted")
    assert (await referral_of(world, told)).version == 1


@pytest.mark.parametrize(("do", "picks"), [("take", 0), ("nonsense", 1), ("take", 51)])
async def test_nothing_is_done_without_rows_or_with_too_many(site: Site, do: str, picks: int) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    told = [await add_referral(site.world, site.world.larkmere, with_report=False) for _ in range(picks)]
    status, _, _ = await _send(browser, do, *(_pick(each) for each in told))
    assert status == 303


async def test_one_takes_as_many_statements_as_alone(site: Site) -> None:
    world, taken = site.world, []
    browser = await site.signed_in(world.larkmere, "screener")
    for number in (1, 4):
        rows = [await add_referral(world, world.larkmere) for _ in range(number)]
        with counting(site) as statements:
            await _send(browser, "take", *map(_pick, rows))
        taken.append(len([each for each in statements.sent if "savepoint" not in each.lower()]))
    assert taken[1] - taken[0] <= 3 * 6, taken


async def test_the_list_offers_what_its_reader_may(site: Site) -> None:
    world = site.world
    told = await add_referral(world, world.larkmere)
    here = f"/tracker?words={told.reference}"
    page = (await (await site.signed_in(world.larkmere, "screener")).get(here)).text
    assert f'value="{told.reference}.1" form="several"' in page
    for what in ("take", "give", "looked"):
        assert f'id="several-{what}"' in page
    await add_referral(world, world.larkmere, team="specialist")
    auditor = (await (await site.signed_in(world.larkmere, "practitioner")).get("/tracker")).text
    assert 'id="several-take"' not in auditor
    assert 'id="several-looked"' in auditor


async def test_the_first_button_is_the_harmless_one(site: Site) -> None:
    """Enter on a ticked box presses it."""
    world = site.world
    await add_referral(world, world.larkmere)
    page = (await (await site.signed_in(world.larkmere, "screener")).get("/tracker")).text
    assert re.findall(r'id="several-(\w+)"', page) == ["looked", "take", "give", "link"]
