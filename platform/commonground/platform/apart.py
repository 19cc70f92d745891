"""A program of ours run in a process of its own, where the operating system keeps the limits.

For what strangers send: it may be built to eat memory or time, and what reads it is native code. The process has no
database, no network that it was given, and nothing of our environment; all that comes back is a code and some bytes."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from dataclasses import dataclass
from typing import Final

REFUSED: Final = 3
"""The exit code with which such a program says why not, in what it writes."""
_ANSWER_LIMIT: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What such a process may use: bytes of memory, seconds of the processor's, bytes in a file that it writes."""

    memory: int
    seconds: int
    written: int = 0


class StoppedError(Exception):
    """It was stopped by a limit, or crashed."""


def keep_to(limits: Limits) -> None:
    """The first thing that such a program does."""
    for which, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))


async def run_apart(module: str, *given: str, seconds: float, most: int = _ANSWER_LIMIT) -> tuple[int, bytes]:
    """What `python -m module given…` ends with and what it wrote: code 0, or `REFUSED` with a reason.

    Raises `StoppedError` for any other end, after `seconds`, and for an answer of more than `most` bytes."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *given,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        async with asyncio.timeout(seconds):
            answer = await _read_all(running, most)
            code = await running.wait()
    except TimeoutError:
        raise StoppedError from None
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
    if code not in (0, REFUSED):
        raise StoppedError
    return code, answer


async def _read_all(running: asyncio.subprocess.Process, most: int) -> bytes:
    assert running.stdout is not None  # noqa: S101  # asked for above; the type can't say so
    parts, length = [], 0
    while part := await running.stdout.read(1024 * 1024):
        parts.append(part)
        length += len(part)
        if length > most:
            raise StoppedError
    return b"".join(parts)
