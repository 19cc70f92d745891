"""What somebody sends becomes a file that can be kept, or a reason why not."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from commonground.platform.apart import REFUSED, StoppedError, run_apart
from commonground.platform.files.kinds import LARGEST, MIB, PICTURES, FileKind, Unfit, UnfitError
from commonground.platform.files.names import clean_name
from commonground.platform.files.recognising import recognise, text_of

Read = Callable[[int], Awaitable[bytes]]
"""The next bytes of what is sent, at most so many; none at its end."""
_PART: Final = MIB
_REDRAW: Final = "commonground.platform.files.redrawing"
_SECONDS: Final = 30.0
DRAWN_AT_ONCE: Final = 2
"""Pictures that one process has drawn at the same time: each may need a gigabyte."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file as it will be kept. `path`: its bytes, in the folder that the caller lent."""

    kind: FileKind
    name: str
    path: Path
    size: int
    digest: bytes


async def accept(name: str, read: Read, folder: Path, drawing: asyncio.Semaphore) -> Accepted:
    """Takes in no more than a file may have, and holds no more than a part of it. `drawing` lets pictures take turns.
    Raises `UnfitError`."""
    path = folder / uuid4().hex
    await _take_in(read, path)
    kind = await asyncio.to_thread(recognise, path)
    if kind in PICTURES:
        path, kind = await _redrawn(path, drawing)
    elif kind is FileKind.TXT:
        await asyncio.to_thread(_rewrite, path)
    size, digest = await asyncio.to_thread(_measured, path)
    if size > LARGEST:
        raise UnfitError(Unfit.WIDE)
    return Accepted(kind, clean_name(name, kind), path, size, digest)


async def _take_in(read: Read, path: Path) -> None:
    size = 0
    with path.open("xb") as file:  # a part at a time, into the system's own memory
        while part := await read(_PART):
            size += len(part)
            if size > LARGEST:
                raise UnfitError(Unfit.TOO_LARGE)
            file.write(part)


async def _redrawn(path: Path, drawing: asyncio.Semaphore) -> tuple[Path, FileKind]:
    drawn = path.with_suffix(".drawn")
    try:
        async with drawing:
            code, said = await run_apart(_REDRAW, str(path), str(drawn), seconds=_SECONDS)
    except StoppedError:
        # Nothing that a camera makes needs more than the limits allow.
        raise UnfitError(Unfit.WIDE) from None
    if code == REFUSED:
        raise UnfitError(Unfit.of(said.decode()))
    return drawn, FileKind(said.decode())


def _rewrite(path: Path) -> None:
    """In the one encoding under which it is served."""
    path.write_text(text_of(path.read_bytes()) or "", encoding="utf-8", newline="")


def _measured(path: Path) -> tuple[int, bytes]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return path.stat().st_size, digest
