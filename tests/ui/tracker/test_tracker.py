"""The tracker over HTTP: what it shows to whom, in which order, and what it never shows."""

# Long: one list, and everything that it can be asked for.
from __future__ import annotations

import base64
import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from casework import add_referral, as_owner
from commonground.tenants.referrals import tracker
from councils import TestCouncil, World, canary, make_world
from plain_rows import name_people, put_context, put_referral
from postgres import Database
from web import Browser, Site

REFERENCE = re.compile(r'id="r-(CR-[0-9A-Z]{4}-[0-9A-Z]{3})"')


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


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
            following = re.search(r'id="page-next" name="turn" value="([^"]+)"', page)
            address = following.group(1).replace("&amp;", "&") if following else ""
        assert sorted(seen) == sorted(row["reference"] for row in put), sort
        assert len(addresses) == 3
        back = re.search(r'id="page-previous" name="turn" value="([^"]+)"', page)
        assert back is not None
        previous = (await screener.get(back.group(1).replace("&amp;", "&"))).text
        assert REFERENCE.findall(previous) == seen[50:100]


async def _put_decided(world: World, council: TestCouncil, decided: datetime, **changes: Any) -> str:
    """The later it was decided, the earlier its deadline was."""
    values = {"state": "decided", "outcome": "context_assessment", "rationale": "Because.", "decided_at": decided,
              "decided_by": council.people["screener"].staff_id, "changed_at": decided,
              "decision_due_at": datetime(2026, 12, 1, tzinfo=UTC) - (decided - datetime(2026, 1, 1, tzinfo=UTC)),
              } | changes  # fmt: skip  # columns of a row
    return str((await put_referral(world, council, **values))["reference"])


async def test_what_was_decided_last_comes_first_after_what_somebody_must_look_at(site: Site) -> None:
    world = site.world
    days = [datetime(2026, 10, day, 12, tzinfo=UTC) for day in (5, 9, 7, 1)]
    old, newest, middle, news = [
        await _put_decided(world, world.larkmere, day, attention="news" if day.day == 1 else None) for day in days
    ]
    closed = await _put_decided(
        world, world.larkmere, datetime(2026, 10, 8, tzinfo=UTC), state="withdrawn", outcome=None, decided_at=None
    )
    theirs = await _put_decided(world, world.hallowdene, days[0])
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get("/tracker?view=closed")).text
    assert REFERENCE.findall(page) == [news, newest, closed, middle, old]
    assert theirs not in page
    row = {found: page.split(f'id="r-{found}"')[1].split("</tr>")[0] for found in (newest, closed)}
    assert "<b>Decided</b> <small>9 Oct</small>" in row[newest]
    assert "Assess the context" in row[newest]
    assert "<b>Closed</b> <small>8 Oct</small>" in row[closed]
    assert "Decided<" not in row[closed]
    lines = list(csv.DictReader(_below_mark((await screener.get("/tracker/export.csv?view=closed")).text)))
    assert [line["Reference"] for line in lines][:5] == [news, newest, closed, middle, old]
    assert [line["Outcome"] for line in lines][:3] == ["Assess the context", "Assess the context", ""]
    assert lines[1]["Decided"].startswith("9 October 2026")


@pytest.mark.parametrize("sort", ["due", "received", "contacts", "with"])
@pytest.mark.parametrize("view", ["open", "closed"])
async def test_every_column_can_be_turned_and_every_row_is_reached(site: Site, view: str, sort: str) -> None:
    world = site.world
    start = datetime(2026, 10, 5, 12, tzinfo=UTC)
    for n in range(60):
        at = start + timedelta(hours=n // 2)
        lead = world.larkmere.people[("screener", "manager")[n % 2]].staff_id if n % 3 else None
        about: dict[str, Any] = {"lead_id": lead, "received_at": at, "attention": None}
        if view == "closed":
            await _put_decided(world, world.larkmere, at, **about)
        else:
            await put_referral(world, world.larkmere, decision_due_at=at, **about)
    screener = await site.signed_in(world.larkmere, "screener")
    here = f"/tracker?view={view}&sort={sort}"
    page = (await screener.get(here)).text
    link = re.search(rf'aria-sort="(\w+)"><a class="govuk-link" id="s-{sort}" href="([^"]+)"', page)
    assert link is not None
    turned = link[2].replace("&amp;", "&")
    assert await _walked(screener, turned) == (await _walked(screener, here))[::-1]
    other = re.search(rf'aria-sort="(\w+)"><a class="govuk-link" id="s-{sort}"', (await screener.get(turned)).text)
    assert other is not None
    assert {link[1], other[1]} == {"ascending", "descending"}


async def test_danger_comes_first_and_what_is_paused_last_whichever_way(site: Site) -> None:
    world = site.world
    now = datetime.now(UTC)
    rows: dict[str, dict[str, Any]] = {
        "paused": {"state": "waiting", "paused_at": now, "asked": "school", "decision_due_at": now},
        "late": {"decision_due_at": now - timedelta(days=5)},
        "danger": {"decision_due_at": now + timedelta(days=1), "attention": "danger"},
        "early": {"decision_due_at": now + timedelta(days=9)},
    }
    put = {name: (await put_referral(world, world.larkmere, **values))["reference"] for name, values in rows.items()}
    screener = await site.signed_in(world.larkmere, "screener")
    own = REFERENCE.findall((await screener.get("/tracker")).text)
    assert own == [put[name] for name in ("danger", "late", "early", "paused")]
    turned = REFERENCE.findall((await screener.get("/tracker?turned=1")).text)
    assert turned == [put[name] for name in ("danger", "early", "late", "paused")]


async def test_a_state_narrows_the_list_and_the_file(site: Site) -> None:
    world = site.world
    await put_referral(world, world.larkmere)
    escalated = await put_referral(world, world.larkmere, state="escalated")
    over = await _put_decided(world, world.larkmere, datetime(2026, 10, 9, tzinfo=UTC))
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get("/tracker?state=escalated")).text
    assert REFERENCE.findall(page) == [escalated["reference"]]
    assert '<option value="escalated" selected>Escalated</option>' in page
    assert '<option value="decided"' not in page
    assert next(iter(await _lines(screener, "/tracker/export.csv?state=escalated"))) == escalated["reference"]
    assert REFERENCE.findall((await screener.get("/tracker?view=closed&state=decided")).text) == [over]
    assert REFERENCE.findall((await screener.get("/tracker?view=closed&state=withdrawn")).text) == []


async def test_every_decided_row_is_reached_by_paging_forwards_and_back(site: Site) -> None:
    world = site.world
    start = datetime(2026, 10, 5, 12, tzinfo=UTC)
    put = [
        await _put_decided(world, world.larkmere, start + timedelta(hours=n // 3), attention="news" if n % 2 else None)
        for n in range(120)
    ]
    screener = await site.signed_in(world.larkmere, "screener")
    seen = await _walked(screener, "/tracker?view=closed")
    assert sorted(seen) == sorted(put)
    assert {put.index(reference) % 2 for reference in seen[:60]} == {1}
    assert [put.index(reference) // 3 for reference in seen[60:]] == sorted(
        (put.index(reference) // 3 for reference in seen[60:]), reverse=True
    )


async def test_what_came_in_from_an_earlier_tracker_stands_where_it_was_decided(site: Site) -> None:
    """Not where it was brought in, or cleared of names since; and where no day is known, at the end."""
    world, now = site.world, datetime(2026, 11, 20, 12, tzinfo=UTC)
    days = [datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 11, 9, 12, tzinfo=UTC), None]
    brought: dict[str, Any] = {"route": "tracker", "decided_by": None, "changed_at": now}
    march, november, no_day = [
        await _put_decided(world, world.larkmere, now, decided_at=day, **({} if day and day.month > 10 else brought))
        for day in days
    ]
    looked_for = await _put_decided(world, world.larkmere, now, decided_at=days[0], attention="news")
    screener = await site.signed_in(world.larkmere, "screener")
    assert REFERENCE.findall((await screener.get("/tracker?view=closed")).text) == [looked_for, november, march, no_day]
    turned = REFERENCE.findall((await screener.get("/tracker?view=closed&turned=1")).text)
    assert turned == [looked_for, march, november, no_day], "what is not known comes last whichever way"


async def test_every_row_of_an_earlier_tracker_is_reached_though_it_says_no_day(site: Site) -> None:
    world, day = site.world, datetime(2026, 3, 2, 12, tzinfo=UTC)
    about: dict[str, Any] = {"route": "tracker", "decided_by": None}
    put = [await _put_decided(world, world.larkmere, day, **about | ({"decided_at": None} if n % 3 else {}))
           for n in range(110)]  # fmt: skip  # a row to a number
    screener = await site.signed_in(world.larkmere, "screener")
    for address in ("/tracker?view=closed", "/tracker?view=closed&turned=1"):
        seen = await _walked(screener, address)
        assert sorted(seen) == sorted(put)
        assert {put.index(reference) % 3 for reference in seen[:37]} == {0}


async def _walked(browser: Browser, address: str) -> list[str]:
    """Every page from the first to the last; and that the way back from the last one leads to the one before."""
    seen: list[str] = []
    page = ""
    while address:
        page = (await browser.get(address)).text
        seen += REFERENCE.findall(page)
        following = re.search(r'id="page-next" name="turn" value="([^"]+)"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    back = re.search(r'id="page-previous" name="turn" value="([^"]+)"', page)
    assert back is not None
    before = REFERENCE.findall((await browser.get(back.group(1).replace("&amp;", "&"))).text)
    assert before == seen[-len(REFERENCE.findall(page)) - 50 :][:50]
    return seen


async def test_filters_and_words(site: Site) -> None:
    world = site.world
    await put_referral(world, world.larkmere, title="100% off_licence", subject_kind="place")
    school = await put_referral(world, world.larkmere, title="Brook’s Lane School", subject_kind="school")
    screener = await site.signed_in(world.larkmere, "screener")
    assert REFERENCE.findall((await screener.get("/tracker?type=school")).text) == [school["reference"]]
    for typed in ("brook+school", "brooks+school", "brook's+school,", "Brook’s+-+School"):
        assert REFERENCE.findall((await screener.get(f"/tracker?words={typed}")).text) == [school["reference"]], typed
    robbed = await put_referral(world, world.larkmere, title="Bus stop", harms=["robbery", "bullying"])
    assert REFERENCE.findall((await screener.get("/tracker?harm=robbery")).text) == [robbed["reference"]]
    assert robbed["reference"] in (await screener.get("/tracker/export.csv?harm=robbery")).text
    assert "100% off_licence" in (await screener.get("/tracker?words=100%25")).text
    assert REFERENCE.findall((await screener.get("/tracker?words=_icence_x")).text) == []
    fragment = await screener.get("/tracker?type=school", htmx=True)
    assert fragment.text.lstrip().startswith('<div id="results"')


_ADDRESS = (
    "update tenants.reports set address = '9 Ferry Road, at Ayesha Khan’s', postcode = 'LK1 4AB',"
    """ shown = shown || '{"address": "9 Ferry Road, at [name hidden]"}' where referral_id = :id"""
)


async def test_words_find_the_address_that_was_told_and_nothing_that_is_masked_in_it(site: Site) -> None:
    world = site.world
    told = await add_referral(world, world.larkmere, title="The landing")
    await add_referral(world, world.larkmere, title="Somewhere else")
    theirs = await add_referral(world, world.hallowdene, title="The other landing")
    hidden = await add_referral(world, world.larkmere, title="Restricted landing", named=["manager"])
    async with as_owner(world.database) as engine, engine.begin() as connection:
        for each in (told, theirs, hidden):
            await connection.execute(text(_ADDRESS), {"id": each.id})
    screener = await site.signed_in(world.larkmere, "screener")
    for words in (
        "ferry",
        "9+Ferry+Road",
        "LK1+4AB",
        "lk14ab",
        "landing+ferry",
        "9+Ferry+Road,+LK1+4AB",
        "landing+-+ferry",
    ):
        assert REFERENCE.findall((await screener.get(f"/tracker?words={words}")).text) == [told.reference], words
        found = (await screener.get(f"/find?q={words}")).text
        assert told.reference in found
        assert theirs.reference not in found
        assert hidden.reference not in found
    for words in ("Ayesha", "ferry+Khan", "fer_y"):
        assert REFERENCE.findall((await screener.get(f"/tracker?words={words}")).text) == [], words
        assert told.reference not in (await screener.get(f"/find?q={words}")).text


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


@pytest.mark.parametrize("sort", ["due", "received", "contacts", "with"])
async def test_a_position_that_nobody_was_given_is_answered(site: Site, sort: str) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    for time in _TIMES:
        place = base64.urlsafe_b64encode(f"{_ID}{time}".encode()).decode().rstrip("=")
        for way in ("after", "before"):
            assert (await screener.get(f"/tracker?sort={sort}&{way}={place}")).status_code == 200, (way, time)


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


def _below_mark(file: str) -> io.StringIO:
    """The table: the line above it says who took it out."""
    mark, _, table = file.removeprefix("\ufeff").partition("\r\n")
    assert "Taken out by " in mark
    return io.StringIO(table)


async def _lines(browser: Browser, address: str) -> dict[str, dict[str, str]]:
    """The file's lines by their reference."""
    lines = csv.DictReader(_below_mark((await browser.get(address)).text))
    return {line["Reference"]: line for line in lines}


async def test_the_file_says_what_the_screen_says(site: Site) -> None:
    world = site.world
    now = datetime.now(UTC)
    late = now - timedelta(days=9)
    danger = await put_referral(
        world, world.larkmere, attention="danger", withdrawal_asked_at=now, decision_due_at=late
    )
    paused = await put_referral(
        world, world.larkmere, state="waiting", paused_at=now, asked="school", asked_whom="Brook Lane School",
        decision_due_at=late,
    )  # fmt: skip
    hidden = await put_referral(world, world.larkmere, restricted=True)
    await name_people(world, world.larkmere, hidden["id"], "screener")
    over = await _put_decided(world, world.larkmere, datetime(2026, 10, 9, 12, tzinfo=UTC))
    screener = await site.signed_in(world.larkmere, "screener")
    lines = await _lines(screener, "/tracker/export.csv?view=all")
    said = {name: lines[row["reference"]] for name, row in (("danger", danger), ("paused", paused), ("hidden", hidden))}
    assert said["danger"]["Look at"] == "Danger now, they say. They want to withdraw it"
    assert said["danger"]["Decision due"]
    assert said["danger"]["Clock"].startswith("Overdue")
    assert (said["paused"]["Decision due"], said["paused"]["Clock"]) == ("", "Paused, asked Brook Lane School")
    assert said["hidden"]["State"] == "New, restricted"
    assert (lines[over]["Decision due"], lines[over]["Clock"]) == ("", "Decided, 9 Oct")


async def test_a_decision_of_an_earlier_tracker_without_a_day_has_none_here(site: Site) -> None:
    day = datetime(2026, 10, 9, 12, tzinfo=UTC)
    brought = {"route": "tracker", "decided_at": None, "decided_by": None}
    over = await _put_decided(site.world, site.world.larkmere, day, **brought)
    screener = await site.signed_in(site.world.larkmere, "screener")
    line = (await _lines(screener, "/tracker/export.csv?view=closed"))[over]
    assert (line["Clock"], line["Decided"]) == ("Decided, day not known", "")
    assert "<b>Decided</b> <small>day not known</small>" in (await screener.get("/tracker?view=closed")).text


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
    bullying = (await screener.get("/tracker?harm=bullying")).text
    following = re.search(r'id="page-next" name="turn" value="([^"]+)"', bullying)
    assert following
    last = (await screener.get(following[1].replace("&amp;", "&"))).text
    assert 'data-say="More than 50 fit these filters.' in last
    closed = (await screener.get("/tracker?view=closed&harm=weapons")).text
    assert 'data-say="None fits these filters. Decided, or closed as withdrawn:' in closed
