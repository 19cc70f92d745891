"""A logo is a picture that browsers can draw, and nothing that only begins like one."""

from __future__ import annotations

import zlib

import pytest

from commonground.platform.councils.logo import LARGEST_LOGO, check_logo
from commonground.platform.refusals import IncompleteError
from pictures import SIGNATURE, chunk, png

_PALETTE = chunk(b"PLTE", b"\0\0\0\xff\xff\xff")


@pytest.mark.parametrize(
    "picture",
    [
        png(),
        png(1, 1),
        png(2000, 2000, colour=0),
        png(9, 5, depth=1, colour=0),
        png(7, 3, depth=2, colour=3, before=_PALETTE),
        png(5, 5, depth=16, colour=6, after=chunk(b"tEXt", b"Title\0A bridge")),
        png(1, 1, interlaced=1),
        # Seven passes over 8 by 8 pixels of one byte: 1, 1, 1, 2, 2, 4 and 4 lines.
        png(8, 8, colour=0, interlaced=1, lines=bytes(2 + 2 + 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9)),
    ],
    ids=len,
)
def test_what_can_be_drawn_is_taken(picture: bytes) -> None:
    check_logo(picture)


@pytest.mark.parametrize(
    "picture",
    [
        SIGNATURE,
        SIGNATURE + b"picture",
        SIGNATURE + b"<script>alert(1)</script>" * 40,
        SIGNATURE + chunk(b"IEND"),
        png()[:-1],
        png()[:-12],
        png() + b"<svg onload='alert(1)'/>",
        png(after=chunk(b"IEND")),
        png().replace(b"IDAT", b"IDAX"),
        png()[:-20] + b"?" + png()[-19:],
        png(lines=b""),
        png(lines=bytes(19)),
        png(lines=bytes(21)),
        png(lines=bytes(5_000_000)),
        png(lines=b"\5" + bytes(19)),
        png(0, 2),
        png(2, 2, depth=3),
        png(2, 2, colour=5),
        png(2, 2, interlaced=2),
        png(7, 3, depth=2, colour=3),
        png(7, 3, depth=1, colour=3, before=chunk(b"PLTE", bytes(9))),
        png(before=chunk(b"ABCD")),
        png(before=chunk(b"acTL", bytes(8))),
        png(before=png()[8:33]),
        png(after=chunk(b"tEXt", b"a\0b") + chunk(b"IDAT", zlib.compress(b""))),
    ],
    ids=len,
)
def test_what_can_not_is_refused_at_its_field(picture: bytes) -> None:
    with pytest.raises(IncompleteError, match="can’t be shown as a picture") as refused:
        check_logo(picture)
    assert [problem.field for problem in refused.value.problems] == ["logo"]


def test_every_cut_of_a_picture_is_refused() -> None:
    whole = png()
    for end in range(len(whole)):
        with pytest.raises(IncompleteError):
            check_logo(whole[:end])


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"GIF89a", "must be a PNG"),
        (SIGNATURE + bytes(LARGEST_LOGO), "of at most 200 KB"),
        (png(2001, 1), "at most 2,000 pixels"),
        (png(1, 2001), "at most 2,000 pixels"),
    ],
    ids=("GIF", "heavy", "wide", "high"),
)
def test_kind_and_size(picture: bytes, said: str) -> None:
    with pytest.raises(IncompleteError, match=said):
        check_logo(picture)
