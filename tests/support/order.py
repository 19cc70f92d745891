"""Files with something slow in them come first. Workers take one file after another: one that is long and comes last is
waited for while nothing else is left to do. A pytest plugin."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
