"""Two councils and their providers, behind the whole application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from commonground.ui.public_report import sending
from councils import World
from providers import SignInSite, sign_in_site
from told import tell


@pytest.fixture(autouse=True)
async def unhurried(world: World) -> None:
    """No test counts against the next one."""
    await tell(world, "delete from identity.throttles")


@pytest.fixture
async def site(world: World) -> AsyncIterator[SignInSite]:
    async with sign_in_site(world) as running:
        yield running


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a report be sent as fast as a test fills it in."""
    monkeypatch.setattr(sending, "LEAST_TIME", timedelta())
