"""A file somebody chose, read in a process of its own: what strangers send may be built to eat memory or time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import msgspec

from commonground.platform.apart import REFUSED, StoppedError, run_apart
from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.sheets import FILE_LIMIT, Workbook

SECONDS: Final = 8
_READER: Final = "commonground.tenants.tracker_import.reading"


async def open_workbook(path: Path) -> Workbook:
    """The workbook's cells; `UnreadError` says in plain words why there are none. Takes at most eight seconds and, of
    the memory that is not the caller's own, 256 MiB."""
    if (await asyncio.to_thread(path.stat)).st_size > FILE_LIMIT:
        raise UnreadError(Unread.TOO_LARGE)
    began = asyncio.get_running_loop().time()
    try:
        code, answer = await run_apart(_READER, str(path), seconds=SECONDS)
    except StoppedError:
        # It was stopped by a limit: nothing that a tracker of this size needs reaches one.
        late = asyncio.get_running_loop().time() - began >= SECONDS
        raise UnreadError(Unread.TOO_SLOW if late else Unread.UNPACKS) from None
    if code == REFUSED:
        raise UnreadError(Unread[answer.decode()])
    return msgspec.msgpack.decode(answer, type=Workbook)
