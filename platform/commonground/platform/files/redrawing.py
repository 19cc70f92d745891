"""The process that draws one picture anew: `python -m …files.redrawing FROM TO` says which kind it has drawn.

What comes out was made of the points alone: no place, no camera, no preview, no remark, nothing behind the picture."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from commonground.platform.apart import REFUSED, Limits, keep_to
from commonground.platform.files.kinds import LARGEST, MIB, FileKind, Unfit, UnfitError

MOST_POINTS: Final = 60_000_000
"""More than a telephone takes; as many as fit into the memory below."""
LONGEST_SIDE: Final = 4_000
LIMITS: Final = Limits(memory=1024 * MIB, seconds=20, written=3 * LARGEST)
_QUALITY: Final = 87


def redraw(source: Path, target: Path) -> FileKind:
    """Raises `UnfitError`. What is wider is made smaller; a picture that was taken sideways stands upright."""
    try:
        with Image.open(source, formats=("JPEG", "PNG")) as read:
            if read.width * read.height > MOST_POINTS:
                raise UnfitError(Unfit.WIDE)
            if read.format != "PNG":
                read.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(read)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _draw(upright, target, FileKind.PNG if read.format == "PNG" else FileKind.JPEG)
    except (OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError, EOFError, zlib.error) as error:
        raise UnfitError(Unfit.DAMAGED) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise UnfitError(Unfit.WIDE) from error


def _draw(upright: Image.Image, target: Path, kind: FileKind) -> FileKind:
    """On an empty sheet, so that nothing but points comes along."""
    mode = "RGBA" if kind is FileKind.PNG and upright.has_transparency_data else "RGB"
    sheet = Image.new(mode, upright.size)
    sheet.paste(upright.convert(mode))
    if kind is FileKind.JPEG:
        sheet.save(target, "JPEG", quality=_QUALITY)
    else:
        sheet.save(target, "PNG")
    return kind


def main() -> int:
    keep_to(LIMITS)
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    try:
        sys.stdout.write(redraw(Path(sys.argv[1]), Path(sys.argv[2])).value)
    except UnfitError as unfit:
        sys.stdout.write(unfit.why.value)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
