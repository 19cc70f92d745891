"""A council's mark: a PNG that browsers can draw, drawn anew so that nothing else that came along is kept or served."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Final

from commonground.platform.refusals import IncompleteError, Problem

if TYPE_CHECKING:
    from PIL import Image

LARGEST_LOGO: Final = 200_000
WIDEST: Final = 2_000
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def redrawn(picture: bytes) -> bytes:
    """The same picture without remarks, places, profiles and whatever stood behind it. Takes a moment for a large one:
    not for the event loop. Raises `IncompleteError`."""
    from PIL import Image  # noqa: PLC0415  # some MiB of memory that hardly any process ever needs

    if len(picture) > LARGEST_LOGO or not picture.startswith(_SIGNATURE):
        raise _refused("The logo must be a PNG of at most 200 KB.")
    try:
        # No other format's decoder is tried; and no pixel is unpacked before its number is known.
        with Image.open(io.BytesIO(picture), formats=("PNG",)) as read:
            if max(read.size) > WIDEST:
                raise _too_wide()
            read.load()
            return _drawn(read)
    except Image.DecompressionBombError as error:
        raise _too_wide() from error
    except (OSError, SyntaxError, ValueError, zlib.error) as error:
        raise _refused("This file can’t be shown as a picture. Save the logo as a PNG once more.") from error


def _drawn(read: Image.Image) -> bytes:
    plain, whole = read.copy(), io.BytesIO()
    plain.info = {name: said for name, said in read.info.items() if name == "transparency"}
    plain.save(whole, "PNG", optimize=True)
    return whole.getvalue()


def _too_wide() -> IncompleteError:
    return _refused(f"The logo must be at most {WIDEST:,} pixels wide and high.")


def _refused(words: str) -> IncompleteError:
    return IncompleteError((Problem("logo", words),))
