"""A file's bytes on their way to whoever may read it: for as long as they may."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from litestar import Request
from litestar.response import Stream

from commonground.platform.access.confirming import ConfirmFirstError
from commonground.platform.access.errors import LeadsOnError, NotFoundHereError
from commonground.platform.files.kinds import SORTS, FileKind
from commonground.platform.files.names import disposition
from commonground.platform.work import Work
from commonground.ui.edge import begin_again

SANDBOX: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Of a file's own bytes: whatever opens them runs nothing and reaches nothing, should a browser ever draw them."""
PRIVATE: Final = "private, no-store"
LOOKED_AGAIN: Final = 1024 * 1024
"""After so many bytes it is asked again whether the rest may still be read: on a slow line, a large file is on its way
for minutes, in which it may be taken back and its reader sent away."""

Look = Callable[[Work], Awaitable[object]]
"""Finds what the bytes belong to, as its reader may see it now. Raises `NotFoundHereError` or `LeadsOnError` where it
is not there for them any more, and `ConfirmFirstError` where they would have to confirm again that it is they."""


def stream(
    request: Request[Any, Any, Any],
    look: Look,
    name: str,
    kind: FileKind,
    size: int,
    parts: AsyncIterator[bytes],
    *,
    inline: bool = False,
) -> Stream:
    """Saved under `name`; drawn on the spot where that is said, which is for pictures that we drew anew alone. Breaks
    off where `look` finds nothing any more, and short of the length that was said: nobody takes it for whole."""
    headers = {
        "Content-Disposition": disposition(name, inline=inline),
        "Content-Length": str(size),
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": PRIVATE,
    }
    return Stream(_while_readable(request, look, parts), media_type=SORTS[kind].media_type, headers=headers)


async def _while_readable(
    request: Request[Any, Any, Any], look: Look, parts: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    since = 0
    async for part in parts:
        if since >= LOOKED_AGAIN:
            if not await _is_readable(request, look):
                return
            since = 0
        since += len(part)
        yield part


async def _is_readable(request: Request[Any, Any, Any], look: Look) -> bool:
    """Not either once their confirming is over, which a slow line may outlast: nobody can be led to confirm in the
    midst of a file, so it breaks off as any other does."""
    try:
        async with begin_again(request) as work:
            await look(work)
    except (NotFoundHereError, LeadsOnError, ConfirmFirstError):
        return False
    return True
