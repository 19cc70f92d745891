"""Saved views over HTTP: what they keep, who is offered them, who ends them, and that none shows more than its reader
may open."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from casework import add_referral
from councils import World, make_world
from pages import counting
from postgres import Database
from told import ask, tell
from web import Browser, Site

REFERENCE = re.compile(r'id="r-(CR-[0-9A-Z]{4}-[0-9A-Z]{3})"')


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture(autouse=True)
async def nothing_saved(world: World) -> None:
    await tell(world, "delete from council.saved_views")


async def _no_referrals(world: World) -> None:
    for table in ("report_messages", "reports", "referral_events", "named_people", "referrals"):
        await tell(world, f"delete from tenants.{table}")


async def _save(browser: Browser, name: str, asked: str = "?view=overdue", team: str = "me") -> str:
    saved = await browser.submit(f"/tracker/views/new{asked}", {"name": name, "team": team, "asked": asked})
    assert saved.status_code == 303, saved.text
    return str(saved.headers["location"])


def _saved(page: str) -> dict[str, str]:
    """Those above the list: name and what stands beside it."""
    part = page.partition('class="cg-saved')[2].partition("</nav>")[0]
    found = re.findall(r'<li><a class="govuk-link" href="[^"]*saved=[^"]*"[^>]*>([^<]+)</a> <span[^>]*>([^<]+)<', part)
    return {name: beside.strip() for name, beside in found}


def _team(world: World, team: str = "front_door") -> str:
    return str(world.larkmere.teams[team])


async def test_a_view_keeps_filters_order_and_columns_and_no_words(site: Site) -> None:
    await _no_referrals(site.world)
    await add_referral(site.world, site.world.larkmere)
    browser = await site.signed_in(site.world.larkmere, "screener")
    asked = "?view=all&type=place&harm=cce&col=harm&col=outcome&sort=received&turned=1&words=Darren"
    form = (await browser.get(f"/tracker/views/new{asked}")).text
    assert "Darren" not in form
    assert "Open and decided. Filter: Place, Criminal exploitation" in form
    kept = asked.removesuffix("&words=Darren")
    there = await _save(browser, "Places", asked)
    assert re.sub(r"&saved=[-0-9a-f]{36}", "", there) == f"/tracker{kept}"
    page = (await browser.get(there)).text
    assert re.findall(r'data-label="([^"]+)"', page) == ["Harm", "Outcome"]
    assert 'aria-current="page">Places</a>' in page
    assert "Darren" not in str(await ask(site.world, "select asked from council.saved_views"))


async def test_it_is_named_on_the_list_with_its_own_number(site: Site) -> None:
    world = site.world
    await _no_referrals(world)
    now = datetime.now(UTC)
    await add_referral(world, world.larkmere, received=now - timedelta(days=9))
    await add_referral(world, world.larkmere, received=now)
    await add_referral(world, world.hallowdene, received=now - timedelta(days=9))
    browser = await site.signed_in(world.larkmere, "screener")
    await _save(browser, "Late")
    with counting(site) as statements:
        page = (await browser.get("/tracker")).text
    assert _saved(page) == {"Late": "1"}
    assert len(statements) <= 6, statements.sent
    neighbour = await site.signed_in(world.hallowdene, "screener")
    assert _saved((await neighbour.get("/tracker")).text) == {}


async def test_the_team_is_offered_what_is_shared_by_name_and_sees_its_own_rows(site: Site) -> None:
    world = site.world
    await _no_referrals(world)
    await add_referral(world, world.larkmere, title="Hidden", named=("screener",))
    open_one = await add_referral(world, world.larkmere, title="Open")
    screener = await site.signed_in(world.larkmere, "screener")
    await screener.get("/account/confirm")
    there = await _save(screener, "Ours", "?sort=received", _team(world))
    assert _saved((await screener.get("/tracker")).text) == {"Ours": "2"}
    colleague = await site.signed_in(world.larkmere, "second_screener")
    page = (await colleague.get(there)).text
    assert list(_saved(page)) == ["Ours"]
    assert _saved(page)["Ours"].startswith("1, shared by ")
    assert REFERENCE.findall(page) == [open_one.reference]
    assert "Hidden" not in page
    elsewhere = await site.signed_in(world.larkmere, "practitioner")
    assert _saved((await elsewhere.get("/tracker")).text) == {}


async def test_only_its_owner_changes_it_and_only_whoever_looks_after_teams_ends_it_beside_them(site: Site) -> None:
    world = site.world
    screener = await site.signed_in(world.larkmere, "screener")
    await _save(screener, "Ours", "?view=nobody", _team(world))
    ((view,),) = [await ask(world, "select id::text from council.saved_views")]
    colleague = await site.signed_in(world.larkmere, "second_screener")
    neighbour = await site.signed_in(world.hallowdene, "screener")
    for other in (colleague, neighbour):
        assert (await other.get(f"/tracker/views/{view}")).status_code == 404
        assert (await other.submit("/tracker/views/new", {}, to=f"/tracker/views/{view}/end")).status_code == 404
    assert (await colleague.get("/team/views")).status_code == 403
    their_admin = await site.signed_in(world.hallowdene, "admin")
    assert "Ours" not in (await their_admin.get("/team/views")).text
    assert (await their_admin.submit("/account", {}, to=f"/team/views/{view}/end")).status_code == 404
    free: dict[str, str | list[str]] = {"name": "Free", "team": _team(world), "asked": "?view=nobody"}
    renamed = await screener.submit(f"/tracker/views/{view}", free)
    assert renamed.status_code == 303
    admin = await site.signed_in(world.larkmere, "admin")
    page = (await admin.get("/team/views")).text
    assert "Free" in page
    assert " shares it with " in page
    assert (await admin.submit("/team/views", {}, to=f"/team/views/{view}/end")).status_code == 303
    assert _saved((await screener.get("/tracker")).text) == {}
    did = await ask(
        world, "select array_agg(action order by at, id) from audit.entries where action like 'save_view:%'"
    )
    assert did[0][-3:] == ["save_view:share", "save_view:change", "save_view:end"]


async def test_what_nobody_shares_no_administrator_sees_or_ends(site: Site) -> None:
    world = site.world
    screener = await site.signed_in(world.larkmere, "screener")
    await _save(screener, "Private")
    (view,) = await ask(world, "select id::text from council.saved_views")
    admin = await site.signed_in(world.larkmere, "admin")
    assert "Private" not in (await admin.get("/team/views")).text
    assert (await admin.submit("/account", {}, to=f"/team/views/{view}/end")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Give the view a name"),
        ({"name": "x" * 61}, "60 characters"),
        ({"name": "LATE"}, "There is a view of this name"),
        ({"team": "00000000-0000-7000-8000-000000000000"}, "Choose one of"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_saved(site: Site, typed: dict[str, str], sentence: str) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    await _save(browser, "Late")
    form: dict[str, str | list[str]] = {"name": "Another", "team": "me", "asked": "?view=again"}
    form.update(typed)
    answer = await browser.submit("/tracker/views/new?view=again", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="?view=again"' in answer.text
    assert await ask(site.world, "select count(*) from council.saved_views") == (1,)


async def test_nobody_keeps_more_than_a_list_can_hold(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    for number in range(20):
        await _save(browser, f"View {number}")
    with counting(site) as statements:
        page = (await browser.get("/tracker")).text
    assert len(_saved(page)) == 20
    assert len(statements) <= 6, statements.sent
    more = await browser.submit("/tracker/views/new", {"name": "One more", "team": "me", "asked": ""})
    assert more.status_code == 422
    assert "You have 20 views" in more.text


async def test_what_is_sent_for_a_view_is_written_anew(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    await _save(browser, "Odd", "?view=nonsense&with=x&words=Darren&after=zzz&evil=1&view=overdue")
    (asked,) = await ask(site.world, "select asked from council.saved_views")
    assert unquote(asked) in ("", "?view=overdue")


async def test_views_of_whoever_left_go_unless_they_are_shared(site: Site) -> None:
    world = site.world
    leaver = await site.signed_in(world.larkmere, "second_screener")
    await _save(leaver, "Own")
    await _save(leaver, "For all", team=_team(world))
    who = world.larkmere.people["second_screener"].staff_id
    await tell(world, "update council.staff set ended_at = now() where id = :id", id=who)
    try:
        await _save(await site.signed_in(world.larkmere, "screener"), "Mine")
        names = await ask(world, "select array_agg(name order by name) from council.saved_views")
        assert names == (["For all", "Mine"],)
    finally:
        await tell(world, "update council.staff set ended_at = null where id = :id", id=who)


async def test_a_row_says_that_it_changed_since_its_reader_looked(site: Site) -> None:
    world = site.world
    await _no_referrals(world)
    told = await add_referral(world, world.larkmere)
    await add_referral(world, world.larkmere, title="Never looked at")
    reader = await site.signed_in(world.larkmere, "screener")
    assert "Changed since you looked" not in (await reader.get("/tracker")).text
    await reader.get(f"/referrals/{told.reference}")
    assert "Changed since you looked" not in (await reader.get("/tracker")).text
    colleague = await site.signed_in(world.larkmere, "second_screener")
    page = f"/referrals/{told.reference}/take"
    assert (await colleague.submit(page, {"version": "1"})).status_code == 303
    listed = (await reader.get("/tracker?changed=1")).text
    assert REFERENCE.findall(listed) == [told.reference]
    assert listed.count('<b class="cg-since">') == 1
    await colleague.get(f"/referrals/{told.reference}")
    assert '<b class="cg-since">' not in (await colleague.get("/tracker")).text
    await reader.get(f"/referrals/{told.reference}")
    assert REFERENCE.findall((await reader.get("/tracker?changed=1")).text) == []


async def test_ones_own_step_is_not_marked_and_what_another_did_before_it_stays_so(site: Site) -> None:
    world = site.world
    await _no_referrals(world)
    seen, behind = await add_referral(world, world.larkmere), await add_referral(world, world.larkmere)
    reader, colleague = (
        await site.signed_in(world.larkmere, "screener"),
        await site.signed_in(world.larkmere, "manager"),
    )
    for told in (seen, behind):
        for each in (reader, colleague):
            await each.get(f"/referrals/{told.reference}")
    why: dict[str, str | list[str]] = {"version": "1", "reason": "Look at it today."}
    assert (await colleague.submit(f"/referrals/{behind.reference}/escalate", why)).status_code == 303
    for told, version in ((seen, "1"), (behind, "2")):
        step: dict[str, str | list[str]] = {"version": version, "words": "", "reason": "For you."}
        step["place"] = f"{world.larkmere.teams['front_door']}.{world.larkmere.people['second_screener'].staff_id}"
        answer = await colleague.submit(f"/referrals/{told.reference}/reassign", step)
        assert answer.status_code == 303, answer.text
    assert sorted(REFERENCE.findall((await reader.get("/tracker?changed=1")).text)) == sorted(
        [seen.reference, behind.reference]
    )
    assert REFERENCE.findall((await colleague.get("/tracker?changed=1")).text) == []


async def test_looks_go_with_their_referral(site: Site) -> None:
    world = site.world
    told = await add_referral(world, world.larkmere, with_report=False)
    await (await site.signed_in(world.larkmere, "screener")).get(f"/referrals/{told.reference}")
    looks = "select count(*) from tenants.referral_looks where referral_id = :id"
    assert await ask(world, looks, id=told.id) == (1,)
    await tell(world, "delete from tenants.referral_events where referral_id = :id", id=told.id)
    await tell(world, "delete from tenants.referrals where id = :id", id=told.id)
    assert await ask(world, looks, id=told.id) == (0,)


async def test_a_colleagues_own_view_takes_no_name(site: Site) -> None:
    await _save(await site.signed_in(site.world.larkmere, "manager"), "Overdue")
    await _save(await site.signed_in(site.world.larkmere, "screener"), "overdue")
    assert await ask(site.world, "select count(*) from council.saved_views") == (2,)
