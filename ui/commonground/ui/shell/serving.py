"""Handlers that serve the shell's static files and the councils' colours. Both are for everybody, for ever."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.ui.declare import Door, declare
from commonground.ui.shell import colour
from commonground.ui.shell.assets import PREFIX, Asset, assets

FOR_EVER = "public, max-age=31536000, immutable"


@get(
    "/static/{name:str}",
    opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE, ids={"name": "asset"}),
    include_in_schema=False,
)
async def static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """One of our files by its hashed name, or a council's colour."""
    found = assets().by_address.get(PREFIX + name)
    if found is not None:
        body, encoding = await asyncio.to_thread(found.encoded, request.headers.get("accept-encoding", ""))
        return _kept(body, found.media_type, encoding)
    return _kept(_colour_stylesheet(name), Asset("colour.css", b"").media_type, "")


def _colour_stylesheet(name: str) -> bytes:
    start, _, rest = name.partition("-")
    if start != "colour" or not rest.endswith(".css"):
        raise NotFoundException
    try:
        return colour.stylesheet(rest.removesuffix(".css")).encode()
    except ValueError:
        raise NotFoundException from None


def _kept(body: bytes, media_type: str, encoding: str) -> Response[bytes]:
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, media_type=media_type, headers=headers)
