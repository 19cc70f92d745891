"""Where a sign-in leads, and the cookies on its way."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response
from litestar.datastructures import Cookie

from commonground.platform.settings import Settings
from commonground.ui.edge import session_cookie

_LONGEST: Final = 500
_OUR_OWN: Final = ("/sign-in", "/sign-out", "/signed-out")
# As RFC 3986 allows them in a path and a query; the rest is written as percent signs, so that it fits a header.
_AS_IT_STANDS: Final = "/?&=%:@!$'()*+,;~-._"


def local_path(path: str) -> str:
    """`path` if it stays on this site and leads anywhere, else nothing: no sign-in link may end elsewhere.

    Browsers read a backslash as a stroke, two strokes as another host, and pass over tabs and line ends."""
    stays = path.startswith("/") and "//" not in path and "\\" not in path and path.isprintable()
    if not stays or len(path) > _LONGEST or path.startswith(_OUR_OWN):
        return ""
    return quote(path, safe=_AS_IT_STANDS)


def wanted(request: Request[Any, Any, Any]) -> str:
    """Where the person was going, if it is a page of ours."""
    return local_path(request.query_params.get("next", ""))


def with_next(address: str, return_to: str) -> str:
    """`address` of ours, remembering `return_to`."""
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}next={quote(return_to, safe='/')}" if return_to else address


def go(address: str, *cookies: Cookie) -> Response[bytes]:
    return Response(b"", status_code=303, headers={"Location": address}, cookies=list(cookies))


def browser_cookie(settings: Settings) -> str:
    """Names the browser that left for the provider. Over https nobody else can plant it: whoever could, could sign
    somebody in as themselves and read what they then type."""
    return f"{_prefix(settings)}cg_sign_in"


def keep(settings: Settings, name: str, value: str, seconds: int | None = None) -> Cookie:
    """Until the browser is closed, or for so many seconds."""
    secure = bool(_prefix(settings))
    return Cookie(name, path="/", value=value, max_age=seconds, httponly=True, secure=secure, samesite="lax")


def no_session(settings: Settings) -> Cookie:
    return keep(settings, session_cookie(settings), "", 0)


def _prefix(settings: Settings) -> str:
    return "__Host-" if settings.base_url.startswith("https://") else ""
