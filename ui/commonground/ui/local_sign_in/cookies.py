"""What a browser keeps on its way in. None of these opens anything by itself: the session's cookie alone does."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from litestar import Request
from litestar.datastructures import Cookie

from commonground.platform.settings import Settings
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in.ways import browser_cookie, keep

AnyRequest = Request[Any, Any, Any]
HALF: Final = "half"
DEVICE: Final = "device"
INVITATION: Final = "invitation"
RESET: Final = "reset"
ADDRESS: Final = "address"
"""Half a sign-in, the browser itself, and the three kinds of link."""
_LIVES: Final = {HALF: 3600, DEVICE: 400 * 24 * 3600, INVITATION: 3600, RESET: 3600, ADDRESS: 3600}
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def held(request: AnyRequest, which: str) -> str:
    """What this browser keeps; empty for whatever we never gave out."""
    kept = request.cookies.get(_name(settings_of(request.scope), which), "")
    return kept if is_ours(kept) else ""


def is_ours(token: str) -> bool:
    """Whether it has the form of what we give out."""
    return bool(_SECRET.fullmatch(token))


def give(request: AnyRequest, which: str, value: str) -> Cookie:
    settings = settings_of(request.scope)
    return keep(settings, _name(settings, which), value, _LIVES[which])


def take(request: AnyRequest, which: str) -> Cookie:
    """The cookie that takes it away."""
    settings = settings_of(request.scope)
    return keep(settings, _name(settings, which), "", 0)


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def device_of(request: AnyRequest) -> str:
    """This browser's own name, that it keeps for a year; a new one for a browser without."""
    return held(request, DEVICE) or new_secret()


def _name(settings: Settings, which: str) -> str:
    """As the sign-in cookie is named, so that over https nobody else can plant one."""
    return browser_cookie(settings).replace("sign_in", which)
