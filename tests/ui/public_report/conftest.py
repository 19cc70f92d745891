"""Two councils behind the running application, for each module."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from commonground.ui.public_report import sending
from councils import TestCouncil, World, make_world
from postgres import Database
from resident import Resident
from web import Site, running_site


@pytest.fixture
async def world(own_database: Database) -> World:
    return await make_world(own_database)


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
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
