"""A logo is a picture that browsers can draw; of what was sent along with it, nothing is kept."""

from __future__ import annotations

import pytest

from commonground.platform.councils.logo import LARGEST_LOGO, redrawn
from commonground.platform.refusals import IncompleteError
from pictures import SIGNATURE, chunk, png

_PALETTE = chunk(b"PLTE", b"\0\0\0\xff\xff\xff")
_SEE_THROUGH = chunk(b"tRNS", b"\0")


@pytest.mark.parametrize(
    "picture",
    [
        png(),
        png(1, 1),
        png(2000, 2000, colour=0),
        png(9, 5, depth=1, colour=0),
        png(7, 3, depth=2, colour=3, before=_PALETTE),
        png(5, 5, depth=16, colour=6),
        png(1, 1, interlaced=1),
        # Seven passes over 8 by 8 pixels of one byte: 1, 1, 1, 2, 2, 4 and 4 lines.
        png(8, 8, colour=0, interlaced=1, lines=bytes(2 + 2 + 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9)),
    ],
    ids=len,
)
def test_what_can_be_drawn_is_drawn_anew(picture: bytes) -> None:
    again = redrawn(picture)
    assert again.startswith(SIGNATURE)
    assert again[16:24] == picture[16:24], "as wide and as high"
    assert redrawn(again) == again


@pytest.mark.parametrize(
    "picture",
    [
        png(says="Taken at 14 Mill Road"),
        png(after=chunk(b"tEXt", b"Author\0Joan of 14 Mill Road")),
        png(before=chunk(b"eXIf", b"II*\0\x08\0\0\0 14 Mill Road")),
        png() + b"<svg onload='alert(\"14 Mill Road\")'/>",
    ],
    ids=("remark", "author", "camera", "behind"),
)
def test_nothing_that_came_along_is_kept(picture: bytes) -> None:
    assert b"Mill Road" in picture
    assert redrawn(picture) == redrawn(png())


def test_what_can_be_seen_through_stays_so() -> None:
    plain, clear = (redrawn(png(7, 3, depth=2, colour=3, before=_PALETTE + more)) for more in (b"", _SEE_THROUGH))
    assert b"tRNS" not in plain
    assert b"tRNS" in clear


@pytest.mark.parametrize(
    "picture",
    [
        SIGNATURE,
        SIGNATURE + b"picture",
        SIGNATURE + b"<script>alert(1)</script>" * 40,
        SIGNATURE + chunk(b"IEND"),
        png().replace(b"IDAT", b"IDAX"),
        png()[:-20] + b"?" + png()[-19:],
        png(lines=b""),
        png(lines=bytes(19)),
        png(lines=b"\5" + bytes(19)),
        png(0, 2),
        png(2, 2, depth=3),
        png(2, 2, colour=5),
        png(2, 2, interlaced=2),
    ],
    ids=len,
)
def test_what_can_not_be_drawn_is_refused_at_its_field(picture: bytes) -> None:
    with pytest.raises(IncompleteError, match="can’t be shown as a picture") as refused:
        redrawn(picture)
    assert [problem.field for problem in refused.value.problems] == ["logo"]


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"GIF89a", "must be a PNG"),
        (SIGNATURE + bytes(LARGEST_LOGO), "of at most 200 KB"),
        (png(2001, 1), "at most 2,000 pixels"),
        (png(1, 2001), "at most 2,000 pixels"),
        (png(60_000, 60_000, lines=b""), "at most 2,000 pixels"),
    ],
    ids=("GIF", "heavy", "wide", "high", "bomb"),
)
def test_kind_and_size(picture: bytes, said: str) -> None:
    with pytest.raises(IncompleteError, match=said):
        redrawn(picture)
