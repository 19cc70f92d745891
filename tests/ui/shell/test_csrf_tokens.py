"""Tokens by themselves: which key seals them, and what they are bound to."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import HttpMethod, RequestEncodingType
from litestar.testing import RequestFactory

from commonground.platform.settings import Settings
from commonground.ui.shell.csrf import (
    AGAIN,
    TYPED,
    TokenRefused,
    again_for,
    bind,
    is_valid,
    keep_typed,
    require_token,
    signing_key,
    token_for,
    visit_cookie,
)

Sent = Request[Any, Any, Any]
OWN = "k" * 40
_FORM = RequestEncodingType.URL_ENCODED


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


def posted(cookie: str = "visit", **fields: str) -> Sent:
    """A form from a page of ours."""
    headers = {"Cookie": f"cg_visit={cookie}"} if cookie else {}
    request: Sent = RequestFactory().post(
        "/", headers=headers | {"Sec-Fetch-Site": "same-origin"}, data=fields, request_media_type=_FORM
    )
    request.scope["litestar_app"].state["settings"] = Settings()
    return request


async def is_refused(request: Sent) -> bool:
    try:
        await require_token(request, None)  # type: ignore[arg-type]  # it is not looked at
    except TokenRefused:
        return True
    return False


@pytest.mark.parametrize(
    ("method", "refused"),
    [("GET", False), ("HEAD", False), ("OPTIONS", False), ("TRACE", False), ("POST", True), ("DELETE", True)],
)
async def test_what_changes_nothing_needs_no_token(method: str, refused: bool) -> None:
    request = posted()
    request.scope["method"] = HttpMethod(method)
    assert await is_refused(request) is refused


async def test_no_secret_is_kept_of_what_was_typed() -> None:
    secrets = {"password": "one", "new_password": "two", "otp": "123456", "secret": "four"}
    request = posted(**secrets, _token="five", _again="six", words="Kept")
    await keep_typed(request)
    assert request.scope["state"][TYPED] == (("words", "Kept"),)


async def _late(cookie: str = "visit") -> str:
    """The second token of the page that one person got who came late."""
    page = posted(cookie, words="Kept")
    bind(page, "one")
    await keep_typed(page)
    return again_for(page, page.scope["state"][TYPED])


async def test_the_second_token_lets_its_own_form_through_where_somebody_is_signed_in() -> None:
    again = await _late()
    signed_in, nobody = posted(words="Kept", **{AGAIN: again}), posted(words="Kept", **{AGAIN: again})
    bind(signed_in, "two")
    assert await is_refused(nobody)
    assert not await is_refused(signed_in)


def test_the_second_token_comes_with_a_visit_of_its_own() -> None:
    page = sent()
    again_for(page, ())
    assert visit_cookie(page) is not None


async def test_refusing_the_second_token_starts_no_visit() -> None:
    request = posted("", words="Kept", **{AGAIN: "x" * 86})
    bind(request, "two")
    assert await is_refused(request)
    assert visit_cookie(request) is None
