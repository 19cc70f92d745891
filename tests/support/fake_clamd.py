"""Something that speaks as `clamd` does, and finds EICAR and whatever else it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from example_files import EICAR

_GREETING = b"zINSTREAM\0"


@dataclass
class FakeClamd:
    url: str = ""
    answer: bytes = b""
    """Said whatever comes, where it is set."""
    asked: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readexactly(len(_GREETING)) == _GREETING:
            whole = b""
            while length := int.from_bytes(await reader.readexactly(4)):
                whole += await reader.readexactly(length)
            self.asked.append(whole)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in whole else b"stream: OK\0"
            writer.write(self.answer or found)
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def fake_clamd(unix: str = "") -> AsyncIterator[FakeClamd]:
    fake = FakeClamd()
    if unix:
        server = await asyncio.start_unix_server(fake.serve, unix)
        fake.url = f"unix:{unix}"
    else:
        server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
        fake.url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield fake
