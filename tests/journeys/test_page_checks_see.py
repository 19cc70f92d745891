"""Each check of the tour is seen to fail: on a page with one thing wrong, and on a page that nobody taught it.

The planted pages come from no server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import get
from litestar.params import FromPath
from playwright.sync_api import Browser, Route

from browser import Browsers, running_browsers
from commonground.platform.access import Action
from commonground.platform.settings import Settings
from commonground.ui.app import create_app
from commonground.ui.declare import declare
from page_checks import NARROW, Eyes, eyes
from tour import NO_PAGE, Tour, left_out
from viewer import Sight
from ways import UnknownKindError, kinds_of, ways

pytestmark = pytest.mark.browser
HOST = "http://planted.example"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
ROWS = "<tr><th scope=row><a href=/r>Park</a></th><td>New</td></tr>"

SMALL = "style='display:inline-block;width:9px;height:9px;overflow:hidden;vertical-align:top'"

# One thing wrong in each: what goes into the page, and what is said of it.
PLANTED = {
    "no text for a picture": ("<img src='data:,'>", "image-alt"),
    "too little contrast": ("<p style='color:#bbb'>Grey words</p>", "color-contrast"),
    "a field without a name": ("<input name=where>", "label"),
    "targets that are too small": (f"<p><a href=/1 {SMALL}>one</a><a href=/2 {SMALL}>two</a></p>", "target-size"),
    "a second main heading": ("<h1>Again</h1>", "has 2 h1"),
    "wider than the window": ("<div style='width:400px'>wide</div>", "is 4"),
    "wider once spaced out": ("<p style='white-space:nowrap'>Thirty-eight letters of words in a row</p>", "spaced out"),
    "focus that is not seen": ("<a href=/r style='outline:none'>Read</a>", "shows no focus"),
    "focus that is covered": (
        "<p><a href=/r>Read</a></p><div style='position:fixed;inset:0;background:#fff'>Over it</div>",
        "is covered when focused",
    ),
    "a value that is none": ("<dl><dt>Lead</dt><dd>None</dd></dl>", "value that is none"),
    "a file from elsewhere": ("<img alt=Map src='https://tiles.example/1.png'>", "asked https://tiles.example"),
    "something the policy refuses": ("<img alt=Map src='/map.png'>", "Content Security Policy"),
    "a script that breaks": ("<script>throw new Error('broke off')</script>", "broke off"),
    "a warning in the console": ("<script>console.warn('take care')</script>", "take care"),
}  # fmt: skip  # one to a line where it fits


def page(body: str = "", title: str = "Tracker – Larkmere Council") -> str:
    style = "body{margin:8px;font:15px sans-serif} a:focus-visible{outline:3px solid #000}"
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title><meta name=viewport content='width=device-width'>"
        f"<style>{style}</style></head><body><main><h1>Tracker</h1>{body}</main></body></html>"
    )


def sight(html: str, address: str = "/planted", status: int = 200) -> Sight:
    return Sight("planted", address, address, {}, status, html)


@pytest.fixture(scope="module")
def browsers() -> Iterator[Browsers]:
    with running_browsers() as started:
        yield started


@pytest.fixture
def seeing(chromium: Browser) -> Iterator[Eyes]:
    with eyes(chromium, HOST, ["Ayesha Khan"]) as open_eyes:
        yield open_eyes


def looked_at(seeing: Eyes, one: Sight, *, scripts: bool = True, answer: int = 200) -> str:
    def serve(route: Route) -> None:
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
        route.fulfill(status=answer, headers=headers, body=one.html)

    seeing.profile.route(f"{HOST}/**", serve)
    return "\n".join(seeing.look_at(one, [NARROW], scripts=scripts).problems)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_good_page_passes(seeing: Eyes, scripts: bool) -> None:
    assert looked_at(seeing, sight(page("<p>Nothing waits.</p>")), scripts=scripts) == ""


@pytest.mark.parametrize(("body", "said"), PLANTED.values(), ids=PLANTED.keys())
def test_one_thing_wrong_is_seen(seeing: Eyes, body: str, said: str) -> None:
    assert said in looked_at(seeing, sight(page(body)))


def test_a_barrier_for_those_without_scripts_is_seen(seeing: Eyes) -> None:
    hidden = sight(page("<noscript><img src='data:,'></noscript>"))
    assert looked_at(seeing, hidden) == ""
    assert "image-alt" in looked_at(seeing, hidden, scripts=False)


def test_a_title_with_a_name_or_without_words_is_seen(seeing: Eyes) -> None:
    assert "private title" in looked_at(seeing, sight(page(title="Ayesha Khan, CR-7K3F-29M")))
    assert "has no title" in looked_at(seeing, sight(page(title=" ")))


def test_another_answer_than_was_surveyed_is_seen(seeing: Eyes) -> None:
    assert "answered 404 in the browser" in looked_at(seeing, sight(page()), answer=404)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_list_that_begins_too_low_is_seen(seeing: Eyes, scripts: bool) -> None:
    rows = f"<table><caption>Referrals</caption><tbody>{ROWS}</tbody></table>"
    low = page(f"<div style='height:620px'>Filters</div>{rows}")
    assert "begins its list at" in looked_at(seeing, sight(low, "/tracker"), scripts=scripts)
    assert looked_at(seeing, sight(page(rows), "/tracker"), scripts=scripts) == ""
    assert looked_at(seeing, sight(low, "/tracker?view=mine"), scripts=scripts) == ""


def test_invalid_html_is_seen(seeing: Eyes, tmp_path: Path) -> None:
    tour = Tour(seeing, tmp_path)
    tour.files = [tmp_path / "wrong.html", tmp_path / "right.html"]
    tour.files[0].write_text(page("<p><div>In the wrong place</p></div>"))
    tour.files[1].write_text(page("<p>In the right place</p>"))
    tour.check_html()
    assert tour.problems
    assert all("wrong.html" in problem for problem in tour.problems)


def test_the_same_page_of_two_people_is_looked_at_once(seeing: Eyes, tmp_path: Path) -> None:
    tour = Tour(seeing, tmp_path)
    seeing.profile.route(f"{HOST}/**", lambda route: route.fulfill(content_type="text/html", body=page()))
    tour.past([sight(page("<p>Amara Nwosu</p>")), sight(page("<p>Tom Hessle</p>")), sight(page("<p>Nobody</p>"))])
    assert (tour.seen["answers"], tour.seen["different pages"]) == (3, 2)


@get("/brand-new", opt=declare(Action.SEE_OWN_WORK))
async def brand_new() -> None:
    """A page that was added and that nobody has looked at."""


@get("/plans/{plan:str}", opt=declare(Action.SEE_OWN_WORK, ids={"plan": "plan"}))
async def plan_page(plan: FromPath[str]) -> None:
    """A page about a kind of record that nobody has taught the survey."""


def test_a_new_page_that_nobody_was_shown_is_missed() -> None:
    app = create_app(Settings(), [brand_new])
    shown = [(way.route, status) for method in ("GET", "POST") for way in ways(app, method) for status in (200, 422)]
    assert left_out(app, shown) == []
    assert left_out(app, [each for each in shown if each[0] != "/brand-new"]) == ["nobody was shown /brand-new"]
    assert "/brand-new" not in NO_PAGE


def test_what_shows_no_page_is_still_there() -> None:
    assert set(NO_PAGE) - {way.route for way in ways(create_app(Settings()), "GET")} == set()


def test_a_page_about_an_unknown_kind_of_record_stops_the_survey() -> None:
    app = create_app(Settings(), [plan_page])
    way = next(way for way in ways(app, "GET") if way.route.startswith("/plans/"))
    with pytest.raises(UnknownKindError, match="plan"):
        kinds_of(way)
