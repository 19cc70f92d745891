"""Two councils behind the running application, one world for each module."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from commonground.ui.public_report import sending
from councils import TestCouncil, World
from resident import Resident
from throttling import count_anew
from web import Site, running_site


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    """All of a test's requests come from one address, so each test starts with its attempts uncounted."""
    await count_anew(world)
    async with running_site(world) as running:
        yield running


@pytest.fixture
def larkmere(world: World) -> TestCouncil:
    return world.larkmere


@pytest.fixture
def resident(site: Site, larkmere: TestCouncil) -> Resident:
    return Resident.at(site, larkmere)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a report be sent as fast as a test fills it in."""
    monkeypatch.setattr(sending, "LEAST_TIME", timedelta())
