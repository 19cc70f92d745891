"""Crossings between the module's two councils."""

from __future__ import annotations

import pytest

from councils import World
from crossing_scene import Crossings


@pytest.fixture
def crossings(world: World) -> Crossings:
    return Crossings(world)
