"""Two councils for each module, and the web's role: a module that needs other ones says so itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.database.engine import make_engine
from councils import World


@pytest.fixture
async def app(world: World) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(world.database.app_url, pooled=False)
    yield engine
    await engine.dispose()
