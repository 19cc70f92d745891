"""A form with files that is sent when the session is over. A stranger sends us nothing large, so that only its
beginning is read: the words that stand before the first file, and whether there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl

from litestar import Request

Pairs = tuple[tuple[str, str], ...]
MOST: Final = 64 * 1024
"""More than the words of any form with files."""
_NAME: Final = re.compile(rb'[; ]name="([^"]*)"')
_FILE: Final = re.compile(rb'[; ]filename="([^"]*)"')


async def beginning(request: Request[Any, Any, Any]) -> tuple[Pairs, bool]:
    """Its words, and whether files came with them."""
    sort, more = request.content_type
    read = await _read(request)
    if sort != "multipart/form-data":
        whole = read.decode("utf-8", "replace") if len(read) < MOST else ""
        return tuple(parse_qsl(whole, keep_blank_values=True)), False
    boundary = more.get("boundary", "").encode("latin-1", "replace")
    parts = list(_parts(read, boundary)) if boundary else []
    words = tuple((name, value) for name, value, filename in parts if filename is None)
    return words, any(filename for _, _, filename in parts)


async def _read(request: Request[Any, Any, Any]) -> bytes:
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) >= MOST:
            break
    return bytes(read[:MOST])


def _parts(read: bytes, boundary: bytes) -> Iterator[tuple[str, str, str | None]]:
    """Name, value and the file's own name. The last piece may be cut off: enough of a file, and not of words."""
    _, *pieces = read.split(b"--" + boundary)
    for place, piece in enumerate(pieces, 1):
        head, _, value = piece.partition(b"\r\n\r\n")
        name, filename = _NAME.search(head), _FILE.search(head)
        if name and (filename or place < len(pieces)):
            text = "" if filename else value.removesuffix(b"\r\n").decode("utf-8", "replace")
            yield name[1].decode("utf-8", "replace"), text, filename[1].decode("utf-8", "replace") if filename else None
