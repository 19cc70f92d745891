"""A sentence that the next page shows once: “Decision saved. The reply was sent.”

It travels in a signed cookie for a minute, so that nobody else can put words on our pages."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any, NamedTuple

from litestar import Request, Response
from litestar.datastructures import Cookie

from commonground.ui.shell.csrf import signing_key
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.security import settings_of
from commonground.ui.shell.view import AnyConnection

COOKIE = "cg_notice"
MOST = 300
_NOT_DONE = "\x1f"


class Notice(NamedTuple):
    """`done` is false where nothing was done: where the reader is told why they are here."""

    text: str
    done: bool = True


def redirect(request: Request[Any, Any, Any], path: str, notice: str = "", *, done: bool = True) -> Response[Any]:
    """Answer a form that was saved: go to `path` (ours) and say `notice` there; not `done` where it says why not.

    htmx would follow a plain redirect by itself and swap the next page into the form's place, so it is told."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError("Redirects stay on this site.")
    cookies = [_cookie(request, _sealed(request, f"{'' if done else _NOT_DONE}{notice}"), 60)] if notice else []
    if is_htmx(request):
        return Response(b"", status_code=200, headers={"HX-Redirect": path}, cookies=cookies)
    return Response(b"", status_code=303, headers={"Location": path}, cookies=cookies)


def waiting(connection: AnyConnection) -> Notice | None:
    """The notice that this page is to show, or nothing."""
    body, _, mac = connection.cookies.get(COOKIE, "").partition(".")
    if not body or not hmac.compare_digest(mac.encode(), _mac(connection, body).encode()):
        return None
    text = base64.urlsafe_b64decode(body.encode()).decode()
    return Notice(text.removeprefix(_NOT_DONE), not text.startswith(_NOT_DONE))


def used(connection: AnyConnection) -> Cookie:
    """Takes the notice away once it was shown."""
    return _cookie(connection, "", 0)


def _cookie(connection: AnyConnection, value: str, seconds: int) -> Cookie:
    secure = settings_of(connection.scope).base_url.startswith("https://")
    return Cookie(COOKIE, value=value, max_age=seconds, httponly=True, secure=secure, samesite="lax", path="/")


def _sealed(connection: AnyConnection, text: str) -> str:
    body = base64.urlsafe_b64encode(text[:MOST].encode("utf-8", "replace")).decode()
    return f"{body}.{_mac(connection, body)}"


def _mac(connection: AnyConnection, body: str) -> str:
    return hmac.new(signing_key(connection), f"notice|{body}".encode(), hashlib.sha256).hexdigest()
