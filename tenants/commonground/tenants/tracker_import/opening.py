"""A file somebody chose, read in a process of its own.

What strangers send may be built to eat memory or time, and the library that reads it is native code: so it runs where
the operating system keeps the limits, without a network or a database at hand, and all that comes back is cells."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

import msgspec

from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.sheets import FILE_LIMIT, Workbook

SECONDS: Final = 8
_ANSWER_LIMIT: Final = 64 * 1024 * 1024
_REFUSED: Final = 3
"""The exit code with which the reader says why not, by the name of `Unread`."""


async def open_workbook(path: Path) -> Workbook:
    """The workbook's cells; `UnreadError` says in plain words why there are none. Takes at most eight seconds and, of
    the memory that is not the caller's own, 256 MiB."""
    if (await asyncio.to_thread(path.stat)).st_size > FILE_LIMIT:
        raise UnreadError(Unread.TOO_LARGE)
    code, answer = await _answer_of(path)
    if code == _REFUSED:
        raise UnreadError(Unread[answer.decode()])
    if code:
        # It was stopped by a limit: nothing that a tracker of this size needs reaches one.
        raise UnreadError(Unread.UNPACKS)
    return msgspec.msgpack.decode(answer, type=Workbook)


async def _answer_of(path: Path) -> tuple[int, bytes]:
    reader = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "commonground.tenants.tracker_import.reading",
        str(path),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert reader.stdout is not None  # noqa: S101  # asked for above; the type can't say so
    try:
        async with asyncio.timeout(SECONDS):
            answer = await _read_all(reader.stdout)
            return await reader.wait(), answer
    except TimeoutError:
        raise UnreadError(Unread.TOO_SLOW) from None
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()


async def _read_all(stream: asyncio.StreamReader) -> bytes:
    parts: list[bytes] = []
    while part := await stream.read(1024 * 1024):
        parts.append(part)
        if sum(map(len, parts)) > _ANSWER_LIMIT:
            raise UnreadError(Unread.UNPACKS)
    return b"".join(parts)
