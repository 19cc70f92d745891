"""The tracker over HTTP: what it shows to whom, in which order, and what it never shows."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from commonground.tenants.referrals import tracker
from councils import World, canary, make_world
from plain_rows import name_people, put_context, put_referral
from postgres import Database
from web import Site, running_site

REFERENCE = re.compile(r'id="r-(CR-[0-9A-Z]{4}-[0-9A-Z]{3})"')


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with running_site(world) as running:
        yield running


async def test_overdue_comes_first_and_the_neighbour_sees_nothing(site: Site) -> None:
    world = site.world
    now = datetime.now(UTC)
    later = await put_referral(world, world.larkmere, decision_due_at=now + timedelta(days=3))
    late = await put_referral(world, world.larkmere, decision_due_at=now - timedelta(days=5))
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get("/tracker")).text
    assert REFERENCE.findall(page) == [late["reference"], later["reference"]]
    assert "2 open, overdue first. 1 overdue" in page
    assert canary("larkmere") in page
    neighbour = await site.signed_in(world.hallowdene, "screener")
    other = (await neighbour.get("/tracker")).text
    assert REFERENCE.findall(other) == []
    assert canary("larkmere") not in other


async def test_danger_now_comes_before_what_is_late_and_says_so(site: Site) -> None:
    world = site.world
    now = datetime.now(UTC)
    late = await put_referral(world, world.larkmere, decision_due_at=now - timedelta(days=5))
    urgent = await put_referral(world, world.larkmere, decision_due_at=now + timedelta(days=1), attention="danger")
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get("/tracker")).text
    assert REFERENCE.findall(page) == [urgent["reference"], late["reference"]]
    assert page.count("Danger now, they say") == 1
    assert "1 overdue" in page, "it is urgent, not late"
    record = (await screener.get(f"/referrals/{urgent['reference']}")).text
    assert "said that somebody is in danger now" in record


async def test_every_row_is_reached_by_paging_forwards_and_back(site: Site) -> None:
    world = site.world
    now = datetime.now(UTC)
    put = [
        await put_referral(
            world,
            world.larkmere,
            decision_due_at=now + timedelta(hours=n // 3),
            attention="danger" if n % 2 else None,
        )
        for n in range(120)
    ]
    screener = await site.signed_in(world.larkmere, "screener")
    for sort in ("due", "received", "contacts", "with"):
        seen, address, addresses, page = [], f"/tracker?sort={sort}", [], ""
        while address:
            addresses.append(address)
            page = (await screener.get(address)).text
            rows = REFERENCE.findall(page)
            assert len(rows) <= 50
            seen += rows
            following = re.search(r'id="page-next" href="([^"]+)"', page)
            address = following.group(1).replace("&amp;", "&") if following else ""
        assert sorted(seen) == sorted(row["reference"] for row in put), sort
        assert len(addresses) == 3
        back = re.search(r'id="page-previous" href="([^"]+)"', page)
        assert back is not None
        previous = (await screener.get(back.group(1).replace("&amp;", "&"))).text
        assert REFERENCE.findall(previous) == seen[50:100]


async def test_filters_and_words(site: Site) -> None:
    world = site.world
    await put_referral(world, world.larkmere, title="100% off_licence", subject_kind="place")
    school = await put_referral(world, world.larkmere, title="Brook Lane School", subject_kind="school")
    screener = await site.signed_in(world.larkmere, "screener")
    assert REFERENCE.findall((await screener.get("/tracker?type=school")).text) == [school["reference"]]
    assert REFERENCE.findall((await screener.get("/tracker?words=brook+school")).text) == [school["reference"]]
    robbed = await put_referral(world, world.larkmere, title="Bus stop", harms=["robbery", "bullying"])
    assert REFERENCE.findall((await screener.get("/tracker?harm=robbery")).text) == [robbed["reference"]]
    assert robbed["reference"] in (await screener.get("/tracker/export.csv?harm=robbery")).text
    assert "100% off_licence" in (await screener.get("/tracker?words=100%25")).text
    assert REFERENCE.findall((await screener.get("/tracker?words=_icence_x")).text) == []
    fragment = await screener.get("/tracker?type=school", htmx=True)
    assert fragment.text.lstrip().startswith('<div id="results"')


async def test_every_filter_that_is_offered_is_answered(site: Site) -> None:
    """Found from the page itself, so that a new filter is tried on the day it is offered."""
    await put_referral(site.world, site.world.larkmere)
    screener = await site.signed_in(site.world.larkmere, "screener")
    page = (await screener.get("/tracker")).text
    offered = re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', page)
    tried = 0
    for name, options in offered:
        for value in re.findall(r'value="([^"]*)"', options):
            for address in (f"/tracker?{name}={value}", f"/tracker?view=closed&{name}={value}"):
                assert (await screener.get(address)).status_code == 200, address
                tried += 1
    assert {name for name, _ in offered} >= {"type", "harm", "with", "received"}
    assert tried > 60
    assert world_admin(site.world) not in page


def world_admin(world: World) -> str:
    """Somebody who can hold no referral."""
    return world.larkmere.people["admin"].name


_ID = "0" * 32
_TIMES = (
    "2026-W48-5T00:00:00+00:00", "2026W485T00+00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
    "2026-11-27é00:00:00+00:00", "2026-11-27T00+00:00", "2026-11-27T00:00:00,5+00:00", "2026-11-27 00:00:00+2359",
    "2026-11-27T00:00:00+00:00:01", "infinity", "-infinity", "0001-01-01T00:00:00+00:00", "24-11-2026T00:00+00:00",
)  # fmt: skip  # Python reads them all, PostgreSQL does not


@pytest.mark.parametrize("time", _TIMES)
@pytest.mark.parametrize("sort", ["due", "received", "contacts", "with"])
async def test_a_position_that_nobody_was_given_is_answered(site: Site, sort: str, time: str) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    place = base64.urlsafe_b64encode(f"{_ID}{time}".encode()).decode().rstrip("=")
    for way in ("after", "before"):
        assert (await screener.get(f"/tracker?sort={sort}&{way}={place}")).status_code == 200


async def test_a_restricted_referral_is_nowhere_but_for_the_named(site: Site) -> None:
    world = site.world
    place = await put_context(world, world.larkmere)
    await put_referral(world, world.larkmere, context_id=place["id"], title="Open one")
    hidden = await put_referral(world, world.larkmere, context_id=place["id"], title="Hidden one", restricted=True)
    await name_people(world, world.larkmere, hidden["id"], "manager")
    screener = await site.signed_in(world.larkmere, "screener")
    seen = (await screener.get("/tracker")).text
    assert "Hidden one" not in seen
    assert "1 open" in seen
    assert 'class="cg-heap"' not in seen
    assert "Hidden one" not in (await screener.get("/tracker/export.csv")).text
    manager = await site.signed_in(world.larkmere, "manager")
    assert "Hidden one" in (await manager.get("/tracker")).text


async def test_a_peer_group_is_open_to_its_team_alone(site: Site) -> None:
    world = site.world
    team = world.larkmere.teams["specialist"]
    await put_referral(world, world.larkmere, title="Group on the 207", subject_kind="group", team_id=team)
    screener = await site.signed_in(world.larkmere, "screener")
    assert "Group on the 207" not in (await screener.get("/tracker")).text
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    assert "Group on the 207" in (await practitioner.get("/tracker")).text


@pytest.mark.parametrize(
    "query",
    [
        "view=x",
        "after=%00",
        "after=AAAA",
        "before=!!",
        "with=nonsense",
        "sort=due&after=" + "Q" * 500,
        "words=%00%ff",
        "received=0",
    ],
)
async def test_a_nonsense_address_is_answered(site: Site, query: str) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    assert (await screener.get(f"/tracker?{query}")).status_code == 200


async def test_the_export_is_formula_safe_and_only_for_those_who_may(site: Site) -> None:
    world = site.world
    await put_referral(world, world.larkmere, title='=HYPERLINK("http://x.example")')
    await put_referral(world, world.larkmere, title="\u200b\uff1d1+1")
    screener = await site.signed_in(world.larkmere, "screener")
    export = await screener.get("/tracker/export.csv")
    assert export.headers["content-disposition"] == 'attachment; filename="tracker.csv"'
    assert export.headers["content-type"] == "text/csv; charset=utf-8"
    assert "'=HYPERLINK" in export.text
    assert "'\u200b\uff1d1+1" in export.text
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    assert (await practitioner.get("/tracker/export.csv")).status_code == 403


async def test_a_file_that_is_cut_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    world = site.world
    for number in range(3):
        await put_referral(world, world.larkmere, title=f"Place {number}")
    screener = await site.signed_in(world.larkmere, "screener")
    rows = (await screener.get("/tracker/export.csv")).text.count("\r\nCR-")
    assert "Not everything" not in (await screener.get("/tracker/export.csv")).text
    monkeypatch.setattr(tracker, "EXPORT_LIMIT", rows - 1)
    cut = (await screener.get("/tracker/export.csv")).text
    assert cut.count("\r\nCR-") == rows - 1
    assert f"Not everything: the first {rows - 1:,} rows." in cut


async def test_without_a_session_the_reader_is_sent_to_sign_in(site: Site) -> None:
    answer = await site.browser().get("/tracker")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/tracker"


async def test_a_harm_narrows_the_list(site: Site) -> None:
    world = site.world
    knives = await put_referral(world, world.larkmere, harms=["weapons", "bullying"])
    await put_referral(world, world.larkmere, harms=["bullying"])
    screener = await site.signed_in(world.larkmere, "screener")
    page = await screener.get("/tracker?harm=weapons")
    assert page.status_code == 200
    assert REFERENCE.findall(page.text) == [knives["reference"]]


def fold_of(page: str) -> str:
    """The filter panel's first tag and its summary."""
    found = re.search(r'(<details class="cg-fold"[^>]*>)<summary>(Filter[^<]*)</summary>', page)
    assert found
    assert found[1] == '<details class="cg-fold">', "it stands open"
    return found[2]


async def test_what_is_filtered_is_said_and_the_panel_stays_folded(site: Site) -> None:
    """Open, it pushes the first row down a narrow screen."""
    world = site.world
    await put_referral(world, world.larkmere, harms=["weapons"])
    screener = await site.signed_in(world.larkmere, "screener")
    assert fold_of((await screener.get("/tracker")).text) == "Filter"
    asked = "/tracker?type=place&harm=weapons&with=nobody&received=week&words=Elm"
    assert fold_of((await screener.get(asked)).text) == ("Filter: Place, Weapons, With: Nobody yet, Last 7 days, “Elm”")


@pytest.mark.parametrize("htmx", [False, True])
async def test_how_many_fit_the_filters_is_said(site: Site, htmx: bool) -> None:
    world = site.world
    for _ in range(51):
        await put_referral(world, world.larkmere, harms=["bullying"])
    for _ in range(2):
        await put_referral(world, world.larkmere, harms=["bullying", "weapons"])
    await put_referral(world, world.hallowdene, harms=["weapons"])
    await put_referral(world, world.larkmere, harms=["cse"])
    screener = await site.signed_in(world.larkmere, "screener")
    for asked, said in (
        ("harm=weapons", "2 fit these filters."),
        ("harm=weapons&words=nothing-like-it", "None fits these filters."),
        ("harm=cse", "1 fits these filters."),
        ("harm=bullying", "More than 50 fit these filters."),
    ):
        page = (await screener.get(f"/tracker?{asked}", htmx=htmx)).text
        whole = f"{said} In all: 54 open, 0 overdue, "
        assert f'data-say="{whole}' in page, asked
        assert f'<p class="cg-soft">{whole}' in page, asked
    following = re.search(r'id="page-next" href="([^"]+)"', (await screener.get("/tracker?harm=bullying")).text)
    assert following
    last = (await screener.get(following[1].replace("&amp;", "&"))).text
    assert 'data-say="More than 50 fit these filters.' in last
    closed = (await screener.get("/tracker?view=closed&harm=weapons")).text
    assert 'data-say="None fits these filters. Decided and withdrawn."' in closed
