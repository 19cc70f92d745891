"""A mail server for drills and benchmarks: it keeps which Message-ID came for whom and when, and nothing else."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session

_MESSAGE_ID = re.compile(rb"^Message-ID: <([0-9a-f-]{36})@", re.MULTILINE)
Copy = tuple[UUID, str]


@dataclass
class Post:
    """`copies`: how often each (Message-ID's key, recipient) was taken. Read it from any thread."""

    port: int = 0
    copies: Counter[Copy] = field(default_factory=Counter)
    messages: int = 0
    last_at: float = 0.0
    arrived_at: dict[str, float] = field(default_factory=dict)
    """When each address last got something, by `time.monotonic()`."""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def forget(self) -> None:
        self.copies.clear()
        self.arrived_at.clear()
        self.messages = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002  # aiosmtpd's
        found = _MESSAGE_ID.search(envelope.original_content or b"")
        if found is None:
            return "554 No Message-ID of ours"
        key, now = UUID(found[1].decode()), time.monotonic()
        self.copies.update((key, recipient) for recipient in envelope.rcpt_tos)
        self.arrived_at.update(dict.fromkeys(envelope.rcpt_tos, now))
        self.messages += 1
        self.last_at = now
        return "250 Taken"


@contextmanager
def open_post() -> Iterator[Post]:
    """Runs on a thread of its own until the end."""
    post, started = Post(), threading.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        server = await loop.create_server(lambda: SMTP(post, hostname="localhost", loop=loop), "127.0.0.1", 0)
        post.port = server.sockets[0].getsockname()[1]
        started.set()
        async with server:
            await server.serve_forever()

    serving = loop.create_task(serve())
    thread = threading.Thread(target=_run, args=(loop, serving), name="post", daemon=True)
    thread.start()
    started.wait()
    try:
        yield post
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(5)


def _run(loop: asyncio.AbstractEventLoop, serving: asyncio.Task[None]) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(serving)
    except asyncio.CancelledError:
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
