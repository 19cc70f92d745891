"""The queue of several screeners: in which order, who has which open, the next one in one press, and nothing lost."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from casework import Told, add_referral
from commonground.tenants.referrals.looks import STAYS_OPEN
from councils import World, make_world
from decisions import Form, decide, decision, drafts_of, screened
from pages import counting
from postgres import Database
from told import ask, referral_of, tell
from web import Browser, Site, token_in


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


async def _empty(world: World) -> None:
    """Nothing waits that another test put there."""
    await tell(world, "update tenants.referrals set state = 'withdrawn' where state = 'new'")


async def _due(world: World, told: Told, hours: float, attention: str | None = None) -> None:
    change = "update tenants.referrals set decision_due_at = :due, attention = :attention where id = :id"
    due = datetime.now(UTC) + timedelta(hours=hours)
    await tell(world, change, due=due, attention=attention, id=told.id)


async def _next(browser: Browser) -> str:
    answer = await browser.submit("/tracker", {}, to="/tracker/next")
    assert answer.status_code == 303
    return str(answer.headers["location"]).split("?")[0]


async def test_the_next_one_is_the_most_urgent_and_becomes_theirs(site: Site) -> None:
    world = site.world
    await _empty(world)
    later, soon, danger, elsewhere, hidden = [
        await add_referral(world, world.larkmere, **more)
        for more in ({}, {}, {}, {"team": "locality"}, {"named": ("screener",)})
    ]
    theirs = await add_referral(world, world.hallowdene)
    for told, hours in ((later, 9), (soon, 2), (elsewhere, -3), (hidden, -3), (theirs, -3)):
        await _due(world, told, hours)
    await _due(world, danger, 20, "danger")
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get("/tracker")).text
    assert "Danger now comes first, then what is due soonest; what waits for an answer comes last." in page
    assert page.index(danger.reference) < page.index(soon.reference) < page.index(later.reference)
    for told in (danger, soon, later):
        assert await _next(browser) == f"/referrals/{told.reference}"
        row = await referral_of(world, told)
        assert (row.state, row.lead_id) == ("screening", world.larkmere.people["screener"].staff_id)
    assert await _next(browser) == "/tracker"
    assert "Nothing waits that nobody holds" in (await browser.get("/tracker")).text
    for told in (elsewhere, hidden, theirs):
        assert (await referral_of(world, told)).state == "new"
    kept = "select count(*) from audit.entries where reference = :r and action = 'screen_referral:take'"
    assert (await ask(world, kept, r=danger.reference))[0] == 1


async def test_taking_the_next_takes_no_more_statements_than_a_save_may(site: Site) -> None:
    world = site.world
    await _empty(world)
    for _ in range(2):
        await add_referral(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    await _next(browser)
    token = token_in((await browser.get("/tracker")).text)
    with counting(site) as statements:
        assert (await browser.post("/tracker/next", {"_token": token})).status_code == 303
    assert len(statements) <= 10, statements.sent


async def test_who_only_reads_takes_nothing(site: Site) -> None:
    world = site.world
    await add_referral(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert "Take the next one" not in (await browser.get("/tracker")).text
    assert (await browser.submit("/account", {}, to="/tracker/next")).status_code == 403


async def test_several_who_ask_at_once_get_one_each(site: Site) -> None:
    world = site.world
    await _empty(world)
    waiting = [await add_referral(world, world.larkmere) for _ in range(6)]
    people = [await site.signed_in(world.larkmere, who) for who in ("screener", "second_screener")]
    got: list[str] = []
    for _ in range(3):
        got += await asyncio.gather(*(_next(browser) for browser in people))
    assert sorted(got) == sorted(f"/referrals/{told.reference}" for told in waiting)
    for told in waiting:
        lines = await ask(world, "select count(*) from tenants.referral_events where referral_id = :id "
                                 "and verb = 'take'", id=told.id)  # fmt: skip  # one statement
        assert lines[0] == 1


async def test_who_has_one_open_is_said_for_a_while_and_keeps_nobody_out(site: Site) -> None:
    world = site.world
    await _empty(world)
    told = await add_referral(world, world.larkmere)
    hidden = await add_referral(world, world.larkmere, named=("manager",))
    first, second = [await site.signed_in(world.larkmere, who) for who in ("screener", "second_screener")]
    manager = await site.signed_in(world.larkmere, "manager")
    here = f"/referrals/{told.reference}"
    assert "has it open now" not in (await first.get(here)).text, "one's own is none"
    await manager.get(f"/referrals/{hidden.reference}")
    seen = (await second.get("/tracker")).text
    assert seen.count("has it open now") == 1
    assert hidden.reference not in seen
    page = (await second.get(here)).text
    assert "has it open now" in page
    assert "Take it" in page
    assert await _next(second) == "/tracker", "what somebody has open is not the next one"
    look = "update tenants.referral_looks set opened_at = :at where referral_id = :id"
    await tell(world, look, at=datetime.now(UTC) - STAYS_OPEN - timedelta(seconds=1), id=told.id)
    assert "has it open now" not in (await second.get("/tracker")).text
    neighbour = await site.signed_in(world.hallowdene, "screener")
    assert "has it open now" not in (await neighbour.get("/tracker")).text


async def test_whoever_goes_on_typing_goes_on_having_it_open(site: Site) -> None:
    world = site.world
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    first, second = [await site.signed_in(world.larkmere, who) for who in ("screener", "second_screener")]
    here = f"/referrals/{told.reference}"
    await first.get(here)
    look = "update tenants.referral_looks set opened_at = :at where referral_id = :id"
    await tell(world, look, at=datetime.now(UTC) - timedelta(hours=1), id=told.id)
    assert "has it open now" not in (await second.get(here)).text
    await first.submit(here, {"version": "1", "why": "They say it is every evening."}, to=f"{here}/draft", htmx=True)
    assert "has it open now" in (await second.get(here)).text


async def test_marking_as_looked_at_opens_nothing(site: Site) -> None:
    world = site.world
    told = await add_referral(world, world.larkmere)
    first, second = [await site.signed_in(world.larkmere, who) for who in ("screener", "second_screener")]
    marked: dict[str, str | list[str]] = {"do": "looked", "pick": [f"{told.reference}.1"], "asked": ""}
    assert (await first.submit("/account", marked, to="/tracker/several")).status_code == 200
    assert "has it open now" not in (await second.get(f"/referrals/{told.reference}")).text


@pytest.mark.parametrize("seed", range(3))
async def test_two_who_decide_one_at_once_lose_no_word(site: Site, seed: int) -> None:
    """One decision stands; all that the other typed and chose is on their page, and kept as their draft."""
    world, chosen = site.world, random.Random(seed)  # no secret
    forms = [_decided(chosen, *each) for each in (("new", "added_to_context"), ("none", "advice"))]
    told = await screened(world)
    people = [await site.signed_in(world.larkmere, who) for who in ("screener", "second_screener")]
    pairs = zip(people, forms, strict=True)
    answers = await asyncio.gather(*(decide(browser, told, form) for browser, form in pairs))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    second = [answer.status_code for answer in answers].index(409)
    lost, kept = forms[second], forms[1 - second]
    assert (await referral_of(world, told)).rationale == kept["why"]
    page = answers[second].text
    for name in _TYPED:
        assert str(lost[name]) in page, name
    assert str(kept["why"]) in page, "and what the quicker one wrote stands beside it"
    (draft,) = await drafts_of(world, told)
    assert {name: draft.answers[name] for name in (*_TYPED, *_CHOSEN)} == {
        name: [lost[name]] for name in (*_TYPED, *_CHOSEN)
    }


_TYPED = ("why", "response", "new_name", "reply")
_CHOSEN = ("context", "outcome", "trajectory")


def _decided(chosen: random.Random, context: str, outcome: str) -> Form:
    letters = "abcdefghij ÉŵŷŴ’"
    said, name, done = ("Seen: " + "".join(chosen.choices(letters, k=chosen.randint(3, 40))) + "x" for _ in range(3))
    return decision(why=said, response=done, context=context, outcome=outcome, new_name=name, new_kind="place",
                    trajectory=chosen.choice(("worse", "better")))  # fmt: skip  # one form
