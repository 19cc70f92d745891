"""A file's bytes on their way to whoever may read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from litestar.response import Stream

from commonground.platform.files.kinds import SORTS, FileKind
from commonground.platform.files.names import disposition

SANDBOX: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Of a file's own bytes: whatever opens them runs nothing and reaches nothing, should a browser ever draw them."""
PRIVATE: Final = "private, no-store"


def stream(name: str, kind: FileKind, size: int, parts: AsyncIterator[bytes], *, inline: bool = False) -> Stream:
    """Saved under `name`; drawn on the spot where that is said, which is for pictures that we drew anew alone."""
    headers = {
        "Content-Disposition": disposition(name, inline=inline),
        "Content-Length": str(size),
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": PRIVATE,
    }
    return Stream(parts, media_type=SORTS[kind].media_type, headers=headers)
