"""One running application and one browser for each module of journeys.

The order matters: Playwright keeps an event loop running in this thread, so that whatever runs one of its own, the
database before all, is set up before the browser and taken down after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser import Browsers, running_browsers
from councils import World
from live import LiveSite, live_site


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[LiveSite]:
    with live_site(world) as site:
        yield site


@pytest.fixture(scope="module")
def browsers(live: LiveSite) -> Iterator[Browsers]:
    with running_browsers() as started:
        yield started


@pytest.fixture
def chromium(browsers: Browsers) -> Browser:
    return browsers.running()
