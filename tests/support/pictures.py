"""Pictures made by hand, so that each can be broken at one place."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int = 3,
    height: int = 2,
    *,
    depth: int = 8,
    colour: int = 2,
    interlaced: int = 0,
    lines: bytes | None = None,
    before: bytes = b"",
    after: bytes = b"",
    says: str = "",
) -> bytes:
    """A PNG of as many black pixels; `lines` in their place, `before` and `after` chunks of its own, `says` a remark
    that tells it from another."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
    black = bytes((1 + -(-width * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1) // 8)) * height)
    remark = chunk(b"tEXt", b"Comment\0" + says.encode()) if says else b""
    pixels = chunk(b"IDAT", zlib.compress(black if lines is None else lines))
    return SIGNATURE + header + remark + before + pixels + after + chunk(b"IEND")
