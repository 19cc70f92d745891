"""HEAD: what GET would say, without the page. Only pages that declare it answer it, those for anybody to read.

Nothing is shown by it, so nothing may be taken as shown: no cookie leaves with it."""

from __future__ import annotations

from http import HTTPMethod
from typing import Final

from litestar.enums import ScopeType
from litestar.exceptions import MethodNotAllowedException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from commonground.ui.declare import Declared
from commonground.ui.shell.errors import ASKED_BY_HEAD

_COOKIE: Final = b"set-cookie"


class AnswersHead:
    """Stands before routing, which knows HEAD as little as any method that no handler names."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] == HTTPMethod.HEAD:
            scope["method"] = HTTPMethod.GET.value
            scope["state"] = {**scope.get("state", {}), ASKED_BY_HEAD: True}
            send = _without_content(send)
        await self.app(scope, receive, send)


def check_head(scope: Scope, declared: Declared) -> None:
    """Raises `MethodNotAllowedException` for HEAD where the declaration does not name it."""
    if scope["state"].get(ASKED_BY_HEAD) and not declared.head:
        raise MethodNotAllowedException(headers={"allow": "GET, OPTIONS"})


def _without_content(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [pair for pair in message["headers"] if pair[0].lower() != _COOKIE]
        elif message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return sending
