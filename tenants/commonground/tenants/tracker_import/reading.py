"""The process that reads one workbook: `python -m …tracker_import.reading FILE` writes its cells to standard output.

It ends with 3 and the name of an `Unread` where it will not, and is stopped by the limits below where it can't."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import msgspec

from commonground.platform.apart import REFUSED, Limits, keep_to
from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.read_csv import workbook_of_text
from commonground.tenants.tracker_import.read_sheets import workbook_of_sheets
from commonground.tenants.tracker_import.sheets import Workbook

LIMITS: Final = Limits(memory=256 * 1024 * 1024, seconds=7)
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path) -> Workbook:
    """By what the file is, whatever its name says."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise UnreadError(Unread.EMPTY)
    if start.startswith(_ZIP) or start == _OLD_EXCEL:
        return workbook_of_sheets(path)
    return workbook_of_text(path)


def main() -> int:
    keep_to(LIMITS)
    try:
        workbook = read(Path(sys.argv[1]))
        answer = msgspec.msgpack.encode(workbook)
    except UnreadError as refused:
        sys.stdout.write(refused.why.name)
        return REFUSED
    except MemoryError:
        sys.stdout.write(Unread.UNPACKS.name)
        return REFUSED
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
