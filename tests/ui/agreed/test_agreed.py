"""What was agreed with other agencies: recorded, changed in versions, waiting until it is said what came of it."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from casework import Told, add_context, add_referral
from councils import World, canary
from pages import counting
from told import lines_of, referral_of, rows, tell, trail_of
from web import Browser, Site, hidden_in

Form = dict[str, str | list[str]]
WORDS = "Police and licensing visit together on Friday."


def today() -> date:
    return datetime.now(ZoneInfo("Europe/London")).date()


def parts(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def typed(version: str = "1", due: int = 7, **more: str | list[str]) -> Form:
    form: Form = {"version": version, "held_at": "9:30", "agencies": ["social_care", "police", "health"],
                  "leads": "social_care"}  # fmt: skip  # one form
    form |= {"leads_post": "Duty social worker", "agreed": WORDS}
    return {**form, **parts("held_on", today()), **parts("due_on", today() + timedelta(days=due)), **more}


def came(version: str, words: str = "The yard is lit now.") -> Form:
    return {"version": version, "came": words, **parts("came_on", today())}


async def discussed(world: World, outcome: str = "strategy_discussion", **more: object) -> Told:
    asked = {"state": "decided", "outcome": outcome, "lead": "practitioner", "team": "specialist"} | more
    return await add_referral(world, world.larkmere, **asked)  # type: ignore[arg-type]  # its own arguments


async def recorded(browser: Browser, told: Told, more: Form | None = None) -> str:
    answer = await browser.submit(f"/referrals/{told.reference}/agreed/new", typed() | (more or {}))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def waits(browser: Browser, told: Told, path: str = "/worklist") -> list[str]:
    """What the worklist asks for about it."""
    found = re.findall(r"<tr[^>]*>.*?</tr>", (await browser.get(path)).text, re.DOTALL)
    return [row for row in found if told.reference in row]


async def test_it_is_recorded_waits_and_is_over_once_somebody_says_what_came_of_it(site: Site, world: World) -> None:
    told = await discussed(world)
    lead = await site.signed_in(world.larkmere, "practitioner")
    page = (await lead.get(f"/referrals/{told.reference}")).text
    assert "Nothing is recorded yet of the strategy discussion." in page
    assert f'href="/referrals/{told.reference}/agreed/new"' in page
    (row,) = await waits(lead, told)
    assert "Record what was agreed" in row
    form = (await lead.get(f"/referrals/{told.reference}/agreed/new")).text
    assert re.search(r'value="social_care"[^>]*checked', form)
    with counting(site) as statements:
        place = await recorded(lead, told)
    assert len(statements) <= 20, statements.sent  # a page and a save
    (row,) = await waits(lead, told)
    assert "Say what came of it" in row
    assert f'href="{place}/came"' in row
    month = (today() + timedelta(days=7)).strftime("%Y-%m")
    assert f'href="{place}/came"' in (await lead.get(f"/worklist/calendar?month={month}")).text
    with counting(site) as statements:
        page = (await lead.get(f"/referrals/{told.reference}")).text
    assert "Children’s social care leads. Due by" in page
    assert "Nothing is recorded yet" not in page
    shown = (await lead.get(place)).text
    for words in (WORDS, "Children’s social care, Duty social worker", "9:30am", "Nobody has said yet"):
        assert words in shown
    assert (await lead.submit(f"{place}/came", came("1"))).status_code == 303
    assert await waits(lead, told) == []
    assert "It is said what came of it" in (await lead.get(f"/referrals/{told.reference}")).text
    assert f"by {world.larkmere.people['practitioner'].name}" in (await lead.get(place)).text
    assert [verb for verb, _ in await lines_of(world, told)] == ["record_agreed", "say_what_came"]
    did = [action for action, *_ in await trail_of(world, told)]
    assert {"keep_agreed:record_agreed", "keep_agreed:say_what_came", "read_referral:agreed"} <= set(did)
    assert (await referral_of(world, told)).version == 3


async def test_what_is_late_says_so(site: Site, world: World) -> None:
    told = await discussed(world, "single_agency")
    lead = await site.signed_in(world.larkmere, "practitioner")
    (row,) = await waits(lead, told)
    assert f'href="/referrals/{told.reference}/agreed/new"' in row, "else nothing says which agency leads"
    assert "Nothing is recorded yet of which agency leads." in (await lead.get(f"/referrals/{told.reference}")).text
    late: Form = {**parts("held_on", today() - timedelta(days=9)), **parts("due_on", today() - timedelta(days=2))}
    late |= {"agencies": ["social_care"]}
    place = await recorded(lead, told, late)
    assert "Overdue since" in (await lead.get(f"/referrals/{told.reference}")).text
    assert "Overdue: nobody has said yet what came of it." in (await lead.get(place)).text
    (row,) = await waits(lead, told)
    assert "overdue" in row.lower()


async def test_who_should_have_been_there_is_asked_about_once(site: Site, world: World) -> None:
    told, lead = await discussed(world), await site.signed_in(world.larkmere, "practitioner")
    here = f"/referrals/{told.reference}/agreed/new"
    first = await lead.submit(here, typed(agencies=["social_care", "police"]))
    assert (first.status_code, 'href="#agencies"' in first.text) == (422, True)
    looked: Form = {"looked": hidden_in(first.text)["looked"]}
    assert (await lead.submit(here, typed(agencies=["social_care", "police"]) | looked)).status_code == 303


async def test_versions_stand_and_nobody_overwrites_another(site: Site, world: World) -> None:
    told = await discussed(world)
    lead = await site.signed_in(world.larkmere, "practitioner")
    place = await recorded(lead, told)
    other = await site.signed_in(world.larkmere, "specialist_manager")
    changed = typed(agreed="Police go alone.", due=9)
    assert (await other.submit(f"{place}/change", changed)).status_code == 303
    mine = typed(agreed="They go with licensing.")
    refused = await lead.submit(f"{place}/change", mine)
    assert refused.status_code == 409
    assert "They go with licensing." in refused.text
    assert "Police go alone." in refused.text.split('id="conflict"')[1], "what stands now, beside what was typed"
    kept = await lead.get(f"{place}/change")
    assert "They go with licensing." in kept.text, "nothing typed is lost"
    assert "Police go alone." in kept.text.split('id="conflict"')[1]
    assert (await lead.submit(f"{place}/change", typed("2", agreed="They go with licensing."))).status_code == 303
    refused = await other.submit(f"{place}/came", came("2"))
    assert refused.status_code == 409
    shown = (await lead.get(place)).text
    for words in ("They go with licensing.", "Police go alone.", WORDS):
        assert words in shown
    query = "select version, agreed from tenants.agreed_versions where referral_id = :id order by version"
    said = [tuple(row) for row in await rows(world, query, id=told.id)]
    assert said == [(1, WORDS), (2, "Police go alone."), (3, "They go with licensing.")]


async def test_two_who_record_at_once_record_it_once(site: Site, world: World) -> None:
    told = await discussed(world)
    people = [await site.signed_in(world.larkmere, who) for who in ("practitioner", "specialist_manager")]
    here = f"/referrals/{told.reference}/agreed/new"
    answers = await asyncio.gather(*(each.submit(here, typed()) for each in people))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert "recorded what was agreed with other agencies" in late.text
    assert WORDS in late.text
    assert len(await rows(world, "select 1 from tenants.agreed_versions where referral_id = :id", id=told.id)) == 1


async def test_what_is_wrong_is_said_and_kept_and_names_are_asked_about(site: Site, world: World) -> None:
    told = await discussed(world)
    lead = await site.signed_in(world.larkmere, "practitioner")
    here = f"/referrals/{told.reference}/agreed/new"
    answer = await lead.submit(here, typed(leads="housing", held_at="noon"))
    assert answer.status_code == 422
    assert "Whoever leads took part" in answer.text
    assert "Write the time like" in answer.text
    kept = (await lead.get(here)).text
    assert "What you typed before is still here." in kept
    assert WORDS in kept
    asked = await lead.submit(here, typed(agreed="Ring Amara Nwosu on Friday."))
    assert asked.status_code == 422
    assert "may be a name" in asked.text
    seal = re.findall(r'name="looked"[^>]*value="([^"]*)"', asked.text)[0]
    assert (await lead.submit(here, typed(agreed="Ring Amara Nwosu on Friday.", looked=seal))).status_code == 303


async def test_nothing_is_recorded_of_other_decisions(site: Site, world: World) -> None:
    lead = await site.signed_in(world.larkmere, "practitioner")
    for told in (await discussed(world, "consultation"), await discussed(world, state="screening")):
        here = f"/referrals/{told.reference}/agreed/new"
        assert here not in (await lead.get(f"/referrals/{told.reference}")).text
        assert "neither a strategy discussion nor" in (await lead.get(here)).text
        assert (await lead.submit("/account", typed(), to=here)).status_code == 409


async def test_what_stood_in_an_earlier_tracker_waits_for_nobody(site: Site, world: World) -> None:
    told = await discussed(world)
    lead = await site.signed_in(world.larkmere, "practitioner")
    await tell(world, "update tenants.referrals set route = 'tracker' where id = :id", id=told.id)
    assert await waits(lead, told) == []
    assert "Nothing is recorded yet" not in (await lead.get(f"/referrals/{told.reference}")).text


async def test_nobody_else_finds_it(site: Site, world: World) -> None:
    told, other = await discussed(world), await discussed(world)
    place = await recorded(await site.signed_in(world.larkmere, "practitioner"), told)
    pages = ("", "/change", "/came")
    elsewhere = await site.signed_in(world.larkmere, "locality_practitioner")
    foreign = await site.signed_in(world.hallowdene, "screener")
    for browser in (elsewhere, foreign):
        for page in pages:
            assert (await browser.get(f"{place}{page}")).status_code == 404
        assert (await browser.submit("/account", came("1"), to=f"{place}/came")).status_code == 404
        assert await waits(browser, told, "/worklist?whose=team") == []
    lead = await site.signed_in(world.larkmere, "practitioner")
    for page in pages:
        assert (await lead.get(f"{place}{page}".replace(told.reference, other.reference))).status_code == 404
    auditor = await site.signed_in(world.larkmere, "auditor")
    shown = await auditor.get(place)
    assert shown.status_code == 200
    assert f'href="{place}/change"' not in shown.text, "read, and not changed"
    assert (await auditor.get(f"{place}/change")).status_code == 404
    assert canary("hallowdene") not in shown.text


async def test_a_restricted_one_is_open_to_its_people_alone(site: Site, world: World) -> None:
    hidden = await discussed(world, named=("practitioner", "specialist_manager"))
    named = await site.signed_in(world.larkmere, "practitioner")
    place = await recorded(named, hidden)
    assert len(await waits(named, hidden)) == 1
    front_door = await site.signed_in(world.larkmere, "screener")
    assert (await front_door.get(place)).status_code == 404
    assert await waits(front_door, hidden, "/worklist?whose=team") == []


async def test_on_a_context_it_is_not_lost(site: Site, world: World) -> None:
    """The front door decides, whichever team has it."""
    context = await add_context(world, world.larkmere)
    told = await discussed(world, lead=None, context=context)
    screener = await site.signed_in(world.larkmere, "screener")
    place = await recorded(screener, told)
    lead = await site.signed_in(world.larkmere, "practitioner")
    assert len(await waits(lead, told)) == 1, "nobody leads it, so it is before its team"
    assert (await lead.get(place)).status_code == 200


async def test_the_same_press_twice_saves_once_and_leads_to_the_same(site: Site, world: World) -> None:
    told = await discussed(world)
    lead = await site.signed_in(world.larkmere, "practitioner")
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    here = f"/referrals/{told.reference}/agreed/new"
    pressed = [await lead.submit(here, typed()) for _ in range(2)]
    assert [each.status_code for each in pressed] == [303, 303]
    place = pressed[0].headers["location"]
    assert pressed[1].headers["location"] == place
    assert (await lead.submit(here, typed(agreed="Something else."))).status_code == 409
    assert (await manager.submit(here, typed())).status_code == 409, "somebody else’s is no second press"
    for slug, form, changed in (
        ("change", typed(agreed="Police go alone."), typed(agreed="Nobody goes.")),
        ("came", came("2"), came("2", "Nothing.")),
    ):
        pressed = [await lead.submit(f"{place}/{slug}", form) for _ in range(2)]
        assert [(each.status_code, each.headers["location"]) for each in pressed] == [(303, place)] * 2
        assert (await lead.submit(f"{place}/{slug}", changed)).status_code == 409
        assert (await manager.submit(f"{place}/{slug}", form)).status_code == 409
    query = "select version, agreed, came from tenants.agreed_versions where referral_id = :id order by version"
    assert [tuple(each) for each in await rows(world, query, id=told.id)] == [
        (1, WORDS, ""), (2, "Police go alone.", ""), (3, "Police go alone.", "The yard is lit now."),
    ]  # fmt: skip  # one line to a version
