"""Two seeded councils: rows in every table of both, and an attacker from one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from councils import make_world
from postgres import Database, Server
from seeding import seed
from stands import Scene, leave_draft, leave_partner, leave_support


async def make_scene(database: Database) -> Scene:
    world = await make_world(database)
    scene = Scene(world, await seed(world), own=world.larkmere, other=world.hallowdene)
    for council in (scene.own, scene.other):
        await leave_draft(scene, council)
    await leave_partner(scene)
    await leave_support(scene)
    return scene


@pytest.fixture(scope="module")
def scene(database: Database) -> Scene:
    """One scene for a whole module whose tests leave the other council as it is."""
    return asyncio.run(make_scene(database))


@pytest.fixture
def own_scene(server: Server, scene: Scene, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """A copy of the scene for one test that breaks the database on purpose."""
    with server.clone(request.node.originalname[:40], scene.database.name) as clone:
        yield replace(scene, world=replace(scene.world, database=clone))
