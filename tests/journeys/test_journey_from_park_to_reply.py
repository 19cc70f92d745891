"""A worry about a park, from the resident who has it to the reply, and the neighbours who see nothing of it.

Everything runs as in production: the pages' server, relay, worker, and an identity provider for each council."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from casework import Known, add_context
from commonground.platform.references import ReferenceKind, new_reference, new_return_code
from commonground.platform.settings import Settings
from commonground.ui.app import create_app
from councils import World, canary, confirm
from journey import Colleague, everything_running
from live import LiveSite, in_a_thread, visiting
from pages import masked
from postgres import Database
from told import tell
from walk import Walk
from ways import fill, ways

pytestmark = pytest.mark.browser
REPLY = "Thank you. Somebody whose job is that part of town is looking at it."
WHY = "Second worry about one park this month. The wardens can look."
LISTS = ("/find?q={}", "/tracker?view=closed&words={}", "/contexts?words={}")
# With JavaScript and without, wide and narrow, in English and in Welsh: each pair once.
WAYS = pytest.mark.parametrize(
    ("width", "scripts", "lang"),
    [(1280, True, "en"), (320, False, "en"), (1280, False, "cy"), (320, True, "cy")],
    ids=["wide", "narrow-no-scripts", "wide-no-scripts-welsh", "narrow-welsh"],
)


@pytest.fixture(scope="module", autouse=True)
def running(live: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with everything_running(live, tmp_path_factory.mktemp("processes")):
        yield


@pytest.fixture(autouse=True)
def uncounted(world: World) -> None:
    """Every journey comes from this machine's address."""
    in_a_thread(tell(world, "delete from identity.throttles"))


@pytest.fixture(scope="module")
def known(world: World) -> Known:
    """A context that the council has had for long, and that the bandstand looks like."""
    known = in_a_thread(add_context(world, world.larkmere, team="front_door", lead=None))
    rename = "update tenants.contexts set name = 'Bandstand in Elm Park' where id = :id"
    in_a_thread(tell(world, rename, id=known.id))
    return known


@WAYS
def test_from_a_park_to_the_reply(
    chromium: Browser, live: LiveSite, tmp_path: Path, known: Known, width: int, scripts: bool, lang: str
) -> None:
    park = f"Bandstand in Elm Park, {width} {lang}"
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        code = _report(page, park, lang)
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        screener = Colleague(page, live.world.larkmere, "screener")
        # Where it is about a place that is known, and where it is about one that is not.
        record, context = _screen(screener, park, known.reference if width == 320 else "")
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        page.goto(f"/larkmere?lang={lang}")
        Walk(page, "larkmere").open(code)
        assert REPLY in page.inner_text("main")
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        _filter_and_export(Colleague(page, live.world.larkmere, "manager"), park, record, tmp_path)
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        _sees_nothing(Colleague(page, live.world.hallowdene, "screener"), live.world.database, park, record, context)
    with visiting(chromium, live, width=width, scripts=scripts) as page:
        _opens_nothing_next_door(page, code)


def _report(page: Page, park: str, lang: str) -> str:
    """A resident reports in their language, and keeps the code."""
    walk = Walk(page, "larkmere")
    page.goto(f"/larkmere?lang={lang}")
    page.goto(walk.here)
    page.locator(".govuk-button--start").click()
    walk.kind("place")
    walk.where(park)
    walk.what()
    walk.you()
    assert page.get_attribute("html", "lang") == lang
    assert park in page.inner_text("main")
    return walk.send()


def _screen(screener: Colleague, park: str, known: str) -> tuple[str, str]:
    """The screener is told, takes it, links it or makes a context of it, and answers: the addresses of both records."""
    screener.sign_in()
    page = screener.page
    screener.is_told("New referral")
    assert page.inner_text("h1") == park
    record = page.url
    page.click("#take")
    expect(page.locator("#decide")).to_have_text("Decide")
    assert "Jamie Smith" not in page.inner_text("main")
    if known:
        page.check(f"input[name=context][value='{known}']")
    else:
        page.get_by_label("None of these: make a new one").check()
        page.get_by_label("Its name", exact=True).fill(park)
        page.get_by_label("What is it?").select_option("place")
    page.get_by_label("Add to the context, no further action yet").check()
    page.get_by_label("3. Why").fill(WHY)
    page.get_by_label("What they will read").fill(REPLY)
    page.wait_for_timeout(300)  # the reply's step may be on its way
    page.get_by_label("What they will read").fill(REPLY)
    page.click("#save")
    # What is in the screener's own words is put before them once.
    expect(page.locator(".govuk-error-summary")).to_contain_text("Does any of this tell the reader")
    page.click("#save")
    expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("The reply was sent.")
    page.goto(record)
    assert WHY in page.inner_text("main")
    context = page.locator("#decide-panel a[href^='/contexts/']").first.get_attribute("href")
    assert context
    assert not known or context.endswith(known)
    return record, context


def _filter_and_export(manager: Colleague, park: str, record: str, folder: Path) -> None:
    """The manager narrows the tracker down to it, and takes the list along as a file."""
    manager.sign_in()
    page = manager.page
    page.goto("/tracker?view=closed")
    if not page.locator("#f-words").is_visible():
        page.locator("summary", has_text="Filter").click()
    page.fill("#f-words", park)
    page.click("#f-go")
    page.wait_for_url("**words=**")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.reload()  # the address holds the view
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Export CSV").click()
    manager.confirms()
    expect(page.locator("tbody tr")).to_have_count(1)  # back at the same view
    with page.expect_download() as saved:
        page.get_by_role("link", name="Export CSV").click()
    saved.value.save_as(folder / "tracker.csv")
    written = (folder / "tracker.csv").read_text(encoding="utf-8-sig")
    mark, _, row = csv.reader(written.splitlines())
    assert mark[0].startswith(f"Taken out by {manager.name}")
    assert row[:2] == [record.rpartition("/")[2], park]


def _sees_nothing(neighbour: Colleague, database: Database, park: str, record: str, context: str) -> None:
    """The neighbouring council's screener at each of those addresses: as if nothing had ever been there."""
    neighbour.sign_in()
    page = neighbour.page
    # Beyond the question whether it is still they, which some pages put before they look at anything.
    token = next(each["value"] for each in page.context.cookies() if each.get("name") == "cg_session")
    in_a_thread(confirm(database, token))
    for kind, address in ((ReferenceKind.REFERRAL, record), (ReferenceKind.CONTEXT, context)):
        reference = address.rpartition("/")[2]
        own_pages = _pages_about("referral" if kind is ReferenceKind.REFERRAL else "context")
        assert len(own_pages) > 5
        for place in (*own_pages, *LISTS):
            there = _answer(page, place.format(reference))
            assert there == _answer(page, place.format(new_reference(kind)))
            assert there[0] == (404 if place in own_pages else there[0])
            assert park not in there[1]
            assert canary("larkmere") not in there[1]
    for place in ("/my-work", "/notifications", "/tracker", "/contexts"):
        assert park not in _answer(page, place)[1]
    for place in ("/find?q={}", "/tracker?words={}", "/contexts?words={}"):
        assert not re.search(r'href="/(referrals|contexts)/C', _answer(page, place.format(quote(park)))[1])


def _pages_about(kind: str) -> list[str]:
    """The address of every page about a record of this kind, with a gap for its reference."""
    app = create_app(Settings())
    return [fill(way.route, ["{}"]) for way in ways(app, "GET") if list(way.ids.values()) == [kind]]


def _opens_nothing_next_door(page: Page, code: str) -> None:
    """The return code, entered at the neighbouring council, is like one that nobody was given."""
    answers = []
    for entered in (code, new_return_code()):
        walk = Walk(page, "hallowdene")
        walk.open(entered)
        assert "Your report" not in page.inner_text("h1")
        answers.append(page.inner_text("main").replace(page.input_value("#code"), ""))
    assert answers[0] == answers[1]


def _answer(page: Page, address: str) -> tuple[int, str]:
    """Status and page, without what differs from one request to the next and the reference that was asked for."""
    answer = page.goto(address)
    assert answer
    return answer.status, re.sub(r"C[RX]-\w{4}-\w{3}", "REFERENCE", masked(answer.text()))
