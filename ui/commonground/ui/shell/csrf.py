"""Requests that change something must come from a page of ours.

Every form carries `{{ csrf_input() }}`; scripts send the same value as `X-CSRF-Token`. The token is an HMAC of
what it is bound to: the session, once there is one (`bind`), and before that a random cookie, which is set only
with a page that has a form. Wire the check as `Litestar(guards=[require_token])`."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler

from commonground.ui.shell.security import settings_of
from commonground.ui.shell.view import AnyConnection

FIELD = "_token"
HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
BINDING = "csrf_binding"
TYPED = "typed"
FRESH = "csrf_fresh_visit"
SALT_LENGTH = 22
OF_THIS_PROCESS = secrets.token_urlsafe(32)


class TokenRefused(HTTPException):
    """The page was open too long, or the request came from elsewhere."""

    status_code = 419
    detail = "This page was open for a long time, so we could not tell that it was you who sent it."


def signing_key(connection: AnyConnection) -> bytes:
    """The configured secret; in a demo without one, a key of this process alone."""
    return (settings_of(connection.scope).secret_key or OF_THIS_PROCESS).encode()


def visit_name(connection: AnyConnection) -> str:
    """Over https no other host, not even one below ours, can plant a cookie of this name."""
    return "__Host-cg_visit" if settings_of(connection.scope).base_url.startswith("https://") else "cg_visit"


def bind(connection: AnyConnection, session: str) -> None:
    """Tie this connection's tokens to `session`, a value that only the server and this session know."""
    connection.scope["state"][BINDING] = f"session:{session}"


def token_for(connection: AnyConnection) -> str:
    """A token for the page being made. Each is salted, so that compressed pages do not betray it."""
    salt = secrets.token_urlsafe(16)
    return salt + _mac(connection, salt, _binding(connection, make=True))


def is_valid(connection: AnyConnection, token: str) -> bool:
    salt, mac = token[:SALT_LENGTH], token[SALT_LENGTH:]
    expected = _mac(connection, salt, _binding(connection, make=False))
    return len(salt) == SALT_LENGTH and hmac.compare_digest(mac.encode(), expected.encode())


def _mac(connection: AnyConnection, salt: str, binding: str) -> str:
    return hmac.new(signing_key(connection), f"csrf|{salt}|{binding}".encode(), hashlib.sha256).hexdigest()


def _binding(connection: AnyConnection, *, make: bool) -> str:
    state = connection.scope["state"]
    if BINDING in state:
        return str(state[BINDING])
    visit = connection.cookies.get(visit_name(connection)) or state.get(FRESH)
    if visit is None and make:
        visit = state[FRESH] = secrets.token_urlsafe(24)
    # Without a visit nothing validates: the value cannot have been handed out.
    return f"visit:{visit or secrets.token_urlsafe(24)}"


def visit_cookie(connection: AnyConnection) -> Cookie | None:
    """The cookie to set when `token_for` had to invent a visit."""
    fresh = connection.scope["state"].get(FRESH)
    if fresh is None:
        return None
    name = visit_name(connection)
    return Cookie(name, value=fresh, httponly=True, secure=name.startswith("__Host-"), samesite="lax", path="/")


def came_from_here(connection: AnyConnection) -> bool:
    """Whether the browser says that a page of ours sent this. Old browsers say nothing: the token decides."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")


async def require_token(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard. Raises `TokenRefused` for an unsafe method without a valid token."""
    method = getattr(connection, "method", "GET")  # a web socket has none, and changes nothing by being opened
    if method in SAFE:
        return
    if not (came_from_here(connection) and is_valid(connection, await _sent_token(connection))):
        await keep_typed(connection)
        raise TokenRefused


async def keep_typed(connection: AnyConnection) -> None:
    """Before a form is refused: keep what was typed for the page that says so, if it was typed on our page. A
    stranger's form must not become ours by one press of a button."""
    if not isinstance(connection, Request) or connection.method != "POST" or not came_from_here(connection):
        return
    form = await connection.form()
    pairs = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str) and name != FIELD)
    connection.scope["state"][TYPED] = pairs


async def _sent_token(connection: AnyConnection) -> str:
    token = connection.headers.get(HEADER)
    if token is None and isinstance(connection, Request):
        token = (await connection.form()).get(FIELD)
    return token if isinstance(token, str) and token.isascii() else ""
