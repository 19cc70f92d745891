"""Requests that change something must come from a page of ours.

Every form carries `{{ csrf_input() }}`; scripts send the same value as `X-CSRF-Token`. The token is an HMAC of
what it is bound to: the session, once there is one (`bind`), and before that a random cookie, which is set only
with a page that has a form. Wire the check as `Litestar(guards=[require_token])`.

A form that came too late, when nobody was signed in any more, is shown again with a second token (`again_for`): its
own could not hold for the session that is still to come."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, UploadFile
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler

from commonground.ui.shell.security import settings_of
from commonground.ui.shell.untaken import beginning
from commonground.ui.shell.view import AnyConnection

FIELD = "_token"
AGAIN = "_again"
HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
BINDING = "csrf_binding"
OURS = "csrf_ours"
"""In the request's state: its token has shown that a page of ours sent it."""
TYPED = "typed"
WITH_FILES = "typed_with_files"
"""In the request's state: whether files came with it. No page can give those back."""
SECRETS = frozenset({"password", "new_password", "otp", "secret"})
"""Fields that no page shows again: whoever typed them types them anew."""
Typed = tuple[tuple[str, str], ...]
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
    return str(state[BINDING]) if BINDING in state else _visit_binding(connection, make=make)


def _visit_binding(connection: AnyConnection, *, make: bool) -> str:
    state = connection.scope["state"]
    visit = connection.cookies.get(visit_name(connection)) or state.get(FRESH)
    if visit is None and make:
        visit = state[FRESH] = secrets.token_urlsafe(24)
    # Without a visit nothing validates: the value cannot have been handed out.
    return f"visit:{visit or secrets.token_urlsafe(24)}"


def visit_of(connection: AnyConnection, person: str) -> Cookie:
    """The cookie to set when `person` has signed in. A visit that was theirs before goes on, so that what they typed
    when their session was over can still be sent; anybody else's ends here, and with it every token bound to it."""
    here = connection.cookies.get(visit_name(connection), "")
    salt, _, mark = here.partition(".")
    theirs = hmac.compare_digest(mark.encode("utf-8", "replace"), _mark(connection, salt, person).encode())
    fresh = secrets.token_urlsafe(24)
    return _visit(connection, here if theirs else f"{fresh}.{_mark(connection, fresh, person)}")


def no_visit(connection: AnyConnection) -> Cookie:
    """Takes the visit away: whoever signs out leaves nothing behind that could be sent again."""
    return _visit(connection, "", 0)


def _mark(connection: AnyConnection, salt: str, person: str) -> str:
    message = f"whose visit|{salt}|{person}".encode("utf-8", "replace")
    return hmac.new(signing_key(connection), message, hashlib.sha256).hexdigest()


def _visit(connection: AnyConnection, value: str, seconds: int | None = None) -> Cookie:
    name = visit_name(connection)
    secure = name.startswith("__Host-")
    return Cookie(name, value=value, max_age=seconds, httponly=True, secure=secure, samesite="lax", path="/")


def visit_cookie(connection: AnyConnection) -> Cookie | None:
    """The cookie to set when `token_for` had to invent a visit."""
    fresh = connection.scope["state"].get(FRESH)
    return None if fresh is None else _visit(connection, fresh)


def came_from_here(connection: AnyConnection) -> bool:
    """Whether the browser says that a page of ours sent this. Old browsers say nothing: the token decides."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = connection.headers.get("origin")
    scheme = settings_of(connection.scope).base_url.partition("://")[0]
    return origin is None or origin == f"{scheme}://{connection.headers.get('host')}"


async def require_token(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard. Raises `TokenRefused` for an unsafe method without a valid token."""
    method = getattr(connection, "method", "GET")  # a web socket has none, and changes nothing by being opened
    if method in SAFE:
        return
    await keep_ours(connection)
    if not connection.scope["state"].get(OURS):
        await keep_typed(connection)
        raise TokenRefused


async def _is_ours(connection: AnyConnection) -> bool:
    if not came_from_here(connection):
        return False
    return is_valid(connection, await _sent_token(connection)) or await _comes_again(connection)


async def keep_ours(connection: AnyConnection, *, unproven: bool = False) -> None:
    """As `keep_typed`, for pages that could not be foreseen, whatever refuses the form: only where its token holds.
    `unproven`: nobody can say that, since the database is away; then the browser must say that a page of ours sent it,
    and not merely nothing else."""
    ours = connection.headers.get("sec-fetch-site") == "same-origin" if unproven else await _is_ours(connection)
    if ours:
        await keep_typed(connection)
        connection.scope["state"][OURS] = True


async def keep_typed(connection: AnyConnection) -> None:
    """Before a form is refused: keep what was typed for the page that says so, if it was typed on our page. A
    stranger's form must not become ours by one press of a button."""
    if not isinstance(connection, Request) or connection.method != "POST" or not came_from_here(connection):
        return
    connection.scope["state"][TYPED] = await _typed(connection)
    sent = (await connection.form()).multi_items()
    connection.scope["state"][WITH_FILES] = any(isinstance(each, UploadFile) and each.filename for _, each in sent)


async def keep_beginning(request: Request[Any, Any, Any]) -> None:
    """As `keep_typed`, of a form with files from somebody who is not signed in: it is not read to its end."""
    if request.method != "POST" or not came_from_here(request):
        return
    words, files = await beginning(request)
    request.scope["state"] |= {TYPED: _theirs(words), WITH_FILES: files}


async def _typed(request: Request[Any, Any, Any]) -> Typed:
    """What was typed or chosen in the form."""
    return _theirs((await request.form()).items())  # in the form's order, as `multi_items` is not


def _theirs(pairs: Iterable[tuple[str, object]]) -> Typed:
    """Without our own two fields and without secrets."""
    ours = {FIELD, AGAIN} | SECRETS
    return tuple((name, value) for name, value in pairs if isinstance(value, str) and name not in ours)


def again_for(connection: AnyConnection, typed: Typed) -> str:
    """For the page that shows a form which was sent when the session was over: lets these very fields be sent to this
    very address, from this browser, once the same person has signed in again."""
    salt = secrets.token_urlsafe(16)
    return salt + _again(connection, salt, _visit_binding(connection, make=True), typed)


async def _comes_again(connection: AnyConnection) -> bool:
    """Asks more than the session's own token does: the browser must say that it was a page of ours, not merely
    nothing else."""
    if not isinstance(connection, Request) or connection.headers.get("sec-fetch-site") != "same-origin":
        return False
    token = (await connection.form()).get(AGAIN)
    if not isinstance(token, str) or BINDING not in connection.scope["state"]:
        return False
    salt, mac = token[:SALT_LENGTH], token[SALT_LENGTH:]
    expected = _again(connection, salt, _visit_binding(connection, make=False), await _typed(connection))
    return len(salt) == SALT_LENGTH and hmac.compare_digest(mac.encode("utf-8", "replace"), expected.encode())


def _again(connection: AnyConnection, salt: str, binding: str, typed: Typed) -> str:
    # Hidden fields come back with the line ends that the browser writes, and fields of one name are gathered.
    lines = [(name, value.replace("\r\n", "\n").replace("\r", "\n")) for name, value in typed]
    whole = json.dumps([salt, binding, connection.scope["path"], sorted(lines, key=itemgetter(0))])
    return hmac.new(signing_key(connection), f"again|{whole}".encode(), hashlib.sha256).hexdigest()


async def _sent_token(connection: AnyConnection) -> str:
    token = connection.headers.get(HEADER)
    if token is None and isinstance(connection, Request):
        token = (await connection.form()).get(FIELD)
    return token if isinstance(token, str) and token.isascii() else ""
