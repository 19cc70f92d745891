"""Two councils for each module, emptied of casework before each test: facts are committed, so nothing rolls back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from commonground.platform.database.engine import make_engine
from councils import World
from stage import Stage

_CASEWORK = (
    "truncate tenants.contexts, tenants.referrals, tenants.named_people, council.notifications, audit.entries,"
    " system.outbox, broker.queue, broker.worker cascade"
)


@pytest.fixture
async def stage(world: World) -> AsyncIterator[Stage]:
    app = make_engine(world.database.app_url, pooled=False)
    worker = make_engine(world.database.worker_url, pooled=False)
    made = Stage(world, app, worker)
    await made.run("select system.mint_due()")  # what is due by the clock, so that no relay mints it in the middle
    await made.run(_CASEWORK)
    for table in ("council.staff", "identity.memberships"):
        await made.run(f"update {table} set ended_at = null")
    yield made
    await app.dispose()
    await worker.dispose()
