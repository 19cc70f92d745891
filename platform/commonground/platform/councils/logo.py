"""Whether what was sent is a picture that browsers can draw: a PNG, read to its last byte.

Read by ourselves: a general library for pictures would bring decoders of forty formats to look at one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from commonground.platform.refusals import IncompleteError, Problem

LARGEST_LOGO: Final = 200_000
WIDEST: Final = 2_000
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""By colour type: how many numbers make a pixel."""
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PALETTE: Final = 3
_CRITICAL: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_WHOLE: Final = ((0, 0, 1, 1),)
_INTERLACED: Final = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip  # x, y and the steps of the seven passes
_FILTERS: Final = 5


class _NotDrawableError(ValueError):
    """No browser would draw it."""


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    depth: int
    colour: int
    interlaced: int

    def passes(self) -> Iterator[tuple[int, int]]:
        """Bytes of a line, its filter among them, and how many lines there are."""
        bits = self.depth * _SAMPLES[self.colour]
        for x, y, across, down in _INTERLACED if self.interlaced else _WHOLE:
            wide, high = -(-(self.width - x) // across), -(-(self.height - y) // down)
            if wide > 0 and high > 0:
                yield 1 + -(-wide * bits // 8), high


def check_logo(picture: bytes) -> None:
    """Raises `IncompleteError`."""
    if len(picture) > LARGEST_LOGO or not picture.startswith(_SIGNATURE):
        raise _refused("The logo must be a PNG of at most 200 KB.")
    try:
        _draw(list(_chunks(picture)))
    except (_NotDrawableError, struct.error, zlib.error) as error:
        raise _refused("This file can’t be shown as a picture. Save the logo as a PNG once more.") from error


def _refused(words: str) -> IncompleteError:
    return IncompleteError((Problem("logo", words),))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each with its kind, as whole as its checksum says; nothing follows the last."""
    place, kind = len(_SIGNATURE), b""
    while place < len(picture):
        length, kind = struct.unpack_from(">I4s", picture, place)
        body = picture[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", picture, place + 8 + length)
        place += 12 + length
        if checksum != zlib.crc32(kind + body) or (kind == b"IEND" and place != len(picture)):
            raise _NotDrawableError
        yield kind, body
    if kind != b"IEND":
        raise _NotDrawableError


def _draw(chunks: list[tuple[bytes, bytes]]) -> None:
    header = _header(*chunks[0])
    kinds = [kind for kind, _ in chunks]
    unknown = any(kind[:1].isupper() and kind not in _CRITICAL for kind in kinds)
    moving = b"acTL" in kinds  # nothing on a page moves by itself
    if unknown or moving or kinds.count(b"IHDR") != 1 or not _is_coloured(header, chunks):
        raise _NotDrawableError
    first, times = kinds.index(b"IDAT") if b"IDAT" in kinds else 0, kinds.count(b"IDAT")
    if kinds[first : first + times] != [b"IDAT"] * times:
        raise _NotDrawableError
    _check_lines(header, b"".join(body for kind, body in chunks if kind == b"IDAT"))


def _header(kind: bytes, body: bytes) -> _Header:
    if kind != b"IHDR":
        raise _NotDrawableError
    width, height, depth, colour, compression, filtering, interlaced = struct.unpack(">IIBBBBB", body)
    if max(width, height) > WIDEST:
        raise _refused(f"The logo must be at most {WIDEST:,} pixels wide and high.")
    known = depth in _DEPTHS.get(colour, ()) and interlaced in (0, 1)
    if not (width and height and known) or compression or filtering:
        raise _NotDrawableError
    return _Header(width, height, depth, colour, interlaced)


def _is_coloured(header: _Header, chunks: list[tuple[bytes, bytes]]) -> bool:
    """A picture whose pixels are numbers of colours names the colours, before the pixels."""
    kinds = [kind for kind, _ in chunks]
    palettes = [body for kind, body in chunks if kind == b"PLTE"]
    if header.colour != _PALETTE:
        return True
    whole = len(palettes) == 1 and len(palettes[0]) % 3 == 0 and 3 <= len(palettes[0]) <= 3 << header.depth
    return whole and b"IDAT" in kinds and kinds.index(b"PLTE") < kinds.index(b"IDAT")


def _check_lines(header: _Header, packed: bytes) -> None:
    """Exactly as many lines as the header says, each with a filter that there is; never more is unpacked."""
    unpacking = zlib.decompressobj()
    for length, lines in header.passes():
        for _ in range(lines):
            line = unpacking.decompress(packed, length)
            packed = unpacking.unconsumed_tail
            if len(line) != length or line[0] >= _FILTERS:
                raise _NotDrawableError
    if unpacking.decompress(packed, 1) or not unpacking.eof or unpacking.unused_data:
        raise _NotDrawableError
