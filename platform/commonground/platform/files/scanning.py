"""Asking ClamAV about a file: its bytes go over a socket to `clamd`, which says what it found. Its Python clients have
had no release for years, and the protocol is four lines."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_BEGIN: Final = b"zINSTREAM\0"
_END: Final = struct.pack(">L", 0)
_PATIENCE: Final = 45.0
"""Seconds for one file, its way included."""
_ANSWER: Final = 4096
_CLEAN: Final = "stream: OK"
_FOUND: Final = " FOUND"
PORT: Final = 3310


class ScannerAwayError(ConnectionError):
    """It does not answer, or answers something else than about the file: then nobody knows, and it is asked again."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """`tcp://host:port` or `unix:/path` of a `clamd`."""

    url: str

    async def is_clean(self, parts: AsyncIterator[bytes]) -> bool:
        """False where it has found something. Raises `ScannerAwayError`."""
        try:
            async with asyncio.timeout(_PATIENCE):
                said = await self._ask(parts)
        except (OSError, TimeoutError) as away:
            raise ScannerAwayError(type(away).__name__) from None
        if said == _CLEAN:
            return True
        if said.endswith(_FOUND):
            return False
        raise ScannerAwayError("it gave another answer")

    async def _ask(self, parts: AsyncIterator[bytes]) -> str:
        reader, writer = await self._connect()
        try:
            writer.write(_BEGIN)
            async for part in parts:
                writer.write(struct.pack(">L", len(part)) + part)
                await writer.drain()
            writer.write(_END)
            await writer.drain()
            return (await reader.read(_ANSWER)).rstrip(b"\0\n").decode("ascii", "replace")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        address = urlsplit(self.url)
        if address.scheme == "unix":
            return await asyncio.open_unix_connection(address.path)
        return await asyncio.open_connection(address.hostname, address.port or PORT)
