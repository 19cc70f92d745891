"""Who sent a form, as far as the browser says it."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Request
from litestar.testing import RequestFactory

from commonground.platform.settings import Settings
from commonground.ui.shell.csrf import came_from_here

HERE = {"Host": "cg.example"}


def sent(**headers: str) -> Request[Any, Any, Any]:
    request: Request[Any, Any, Any] = RequestFactory().post("/", headers=HERE | headers)
    request.scope["litestar_app"].state["settings"] = Settings(base_url="https://cg.example")
    return request


@pytest.mark.parametrize(
    ("said", "ours"), [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False), ("x", False)]
)
def test_a_browser_that_says_is_believed(said: str, ours: bool) -> None:
    assert came_from_here(sent(**{"Sec-Fetch-Site": said})) is ours
    assert came_from_here(sent(**{"Sec-Fetch-Site": said, "Origin": "https://cg.example"})) is ours


@pytest.mark.parametrize(
    ("origin", "ours"),
    [("https://cg.example", True), ("http://cg.example", False), ("https://evil.example", False), ("null", False)],
)
def test_an_older_one_says_the_origin(origin: str, ours: bool) -> None:
    assert came_from_here(sent(Origin=origin)) is ours


def test_the_oldest_says_nothing_and_the_token_decides() -> None:
    assert came_from_here(sent())
