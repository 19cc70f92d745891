"""Tokens by themselves: which key seals them, and what they are bound to."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.testing import RequestFactory

from commonground.platform.settings import Settings
from commonground.ui.shell.csrf import (
    TYPED,
    bind,
    is_valid,
    keep_typed,
    signing_key,
    token_for,
    visit_cookie,
)

Sent = Request[Any, Any, Any]
OWN = "k" * 40


def sent(cookie: str | None = None, **chosen: Any) -> Sent:
    headers = {} if cookie is None else {"Cookie": f"cg_visit={cookie}"}
    request: Sent = RequestFactory().post("/", headers=headers)
    request.scope["litestar_app"].state["settings"] = Settings(**chosen)
    return request


def test_the_configured_secret_is_the_key() -> None:
    assert signing_key(sent(secret_key=OWN)) == OWN.encode()


def test_without_one_the_key_is_this_processs_own() -> None:
    first, second = signing_key(sent()), signing_key(sent())
    assert first == second
    assert len(first) >= 32


def test_every_token_of_a_first_page_holds_with_the_cookie_that_comes_with_it() -> None:
    page = sent()
    tokens = [token_for(page) for _ in range(3)]
    cookie = visit_cookie(page)
    assert cookie is not None
    assert cookie.value is not None
    assert [is_valid(sent(cookie.value), token) for token in tokens] == [True] * 3


def test_no_script_reads_the_visit() -> None:
    page = sent()
    token_for(page)
    cookie = visit_cookie(page)
    assert cookie is not None
    assert cookie.httponly
    assert cookie.samesite == "lax"


def test_asking_whether_a_token_holds_starts_no_visit() -> None:
    request = sent()
    assert not is_valid(request, "x" * 86)
    assert visit_cookie(request) is None


def test_a_token_of_a_session_holds_in_that_session_alone() -> None:
    page, other = sent("visit"), sent("visit")
    bind(page, "one")
    bind(other, "two")
    token = token_for(page)
    assert is_valid(page, token)
    assert not is_valid(other, token)
    assert not is_valid(sent("visit"), token)


@pytest.mark.parametrize("place", [0, 21, 22, -1])
def test_a_token_with_one_letter_changed_does_not_hold(place: int) -> None:
    request = sent("visit")
    token = list(token_for(request))
    token[place] = "A" if token[place] != "A" else "B"
    assert not is_valid(request, "".join(token))


async def test_nothing_is_kept_of_what_is_no_request() -> None:
    connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(sent().scope)
    await keep_typed(connection)
    assert TYPED not in connection.scope["state"]
