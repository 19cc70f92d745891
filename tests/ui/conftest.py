"""What every test of pages may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from councils import World
from web import Site, running_site


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    """The running application over the module's councils."""
    async with running_site(world) as running:
        yield running
