"""Every declared page in a real browser: no barrier, valid HTML, nothing refused by its policy, nothing sticking out.

`PAGES=whole` looks at whatever every role of three councils sees, and at the public pages of two in both languages,
each at both widths, with scripts and without. `PICTURES=folder` keeps a picture of each page at both widths."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from playwright.sync_api import Browser

from broken_site import STATUSES
from commonground.platform.demo.personas import PERSONAS, Persona
from commonground.ui.app import create_app
from figures import Figure
from live import LiveSite, in_a_thread, live_site
from matrix import Survey
from page_checks import Eyes, eyes
from postgres import Database
from scene import Scene, furnish, roles
from swaps import SWAPS
from told import open_again, tell
from tour import Tour, everyone, left_out, once
from web import settings_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WHOLE = os.environ.get("PAGES") == "whole"
ALBUM = Path(os.environ["PICTURES"]) if os.environ.get("PICTURES") else None
whole = pytest.mark.skipif(not WHOLE, reason="a part of the whole matrix: PAGES=whole")
TYPED_NAMES = ("Ayesha Khan", "Jamie Smith")


@pytest.fixture(scope="module")
def scene(database: Database) -> Scene:
    return furnish(database)


@pytest.fixture(scope="module")
def live(scene: Scene) -> Iterator[LiveSite]:
    with live_site(scene.world, "broken_site:build", mode="demo") as site:
        yield site


@pytest.fixture(scope="module")
def app(database: Database) -> Litestar:
    return create_app(settings_for(database))


@pytest.fixture
def seeing(chromium: Browser, live: LiveSite, scene: Scene) -> Iterator[Eyes]:
    private = (*(persona.name for persona in PERSONAS), *TYPED_NAMES, *scene.codes.values())
    with eyes(chromium, live.base_url, private, ALBUM) as open_eyes:
        yield open_eyes


@pytest.fixture
def tour(seeing: Eyes, tmp_path: Path, figure: Figure) -> Iterator[Tour]:
    """Fails afterwards with whatever was found on the way."""
    taken = Tour(seeing, tmp_path, WHOLE)
    yield taken
    taken.check_html()
    for name, number in taken.seen.items():
        figure(f"pages: {name}", number)
    assert not taken.problems, "\n".join(taken.problems)


@pytest.fixture
def survey(scene: Scene, app: Litestar, live: LiveSite) -> Iterator[Survey]:
    def uncount() -> None:
        in_a_thread(tell(scene.world, "delete from identity.throttles"))
        in_a_thread(open_again(scene.world))

    taken = Survey(scene, app, live.base_url, WHOLE, uncount)
    yield taken
    taken.close()


def test_every_page_once(tour: Tour, survey: Survey, app: Litestar) -> None:
    tour.whole = survey.whole = False
    tour.past(once(survey))
    missing = left_out(app, tour.shown)
    assert not missing, "\n".join(missing)
    # Each place where a part is replaced is also tried with a keyboard, in test_focus_after_swaps.py.
    assert tour.asked == {swap.address for swap in SWAPS.values()}


@whole
@pytest.mark.parametrize("persona", everyone(), ids=lambda persona: f"{persona.council}-{persona.subject}")
def test_the_pages_of_a_role(tour: Tour, survey: Survey, persona: Persona) -> None:
    tour.past(survey.of_staff(persona))


@whole
@pytest.mark.parametrize("lang", ["en", "cy"])
@pytest.mark.parametrize("slug", ["larkmere", "glanwern"])
def test_the_public_pages_of_a_council(tour: Tour, survey: Survey, slug: str, lang: str) -> None:
    tour.past(survey.of_public(slug, lang))


@whole
def test_the_pages_of_a_visit_for_support(tour: Tour, survey: Survey) -> None:
    tour.past(survey.of_support())


@whole
def test_pages_before_sign_in(tour: Tour, survey: Survey) -> None:
    tour.past(survey.of_nobody())


@whole
def test_pages_of_people_on_the_way_in(tour: Tour, survey: Survey) -> None:
    tour.past(survey.of_arrivals())


@whole
@pytest.mark.parametrize("slug", ["larkmere", "glanwern"])
def test_pages_for_what_goes_wrong(tour: Tour, survey: Survey, slug: str) -> None:
    tour.past(survey.of_errors(roles(slug)[0], STATUSES))
