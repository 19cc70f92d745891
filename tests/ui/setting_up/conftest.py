"""Two councils beside those that come on, behind the whole application."""

from __future__ import annotations

import pytest

from councils import World
from told import tell


@pytest.fixture(autouse=True)
async def unhurried(world: World) -> None:
    """No test counts against the next one."""
    await tell(world, "delete from identity.throttles")
