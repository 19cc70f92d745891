"""Whoever asks for much waits in their own line: a process reads a few pages at a time for each council.

One process serves many councils on one thread, so that a council whose people search all at once would hold up
everybody else's lists. Nobody is refused, and a council that is alone is hardly slower: its pages take turns instead of
interrupting one another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Final
from uuid import UUID
from weakref import WeakValueDictionary

PAGES: Final = 3
"""Pages of one council that a process works on at a time: while one waits for the database, another is rendered."""

SEARCHES: Final = 1
"""Of those, searches and files, which cost the database most."""

_REMEMBERED: Final = 20_000


class Turns:
    """The lines of one process. A session's council is learned from its first request; it decides nothing but whose
    line the next one stands in."""

    def __init__(self) -> None:
        self._lines: WeakValueDictionary[Hashable, asyncio.Semaphore] = WeakValueDictionary()
        self._councils: dict[bytes, UUID | None] = {}

    def learn(self, token: str, council: UUID | None) -> None:
        """Whose session this is; None for the platform's own people."""
        if len(self._councils) >= _REMEMBERED:
            self._councils.clear()
        self._councils[_digest(token)] = council

    @asynccontextmanager
    async def turn(self, token: str, *, search: bool) -> AsyncIterator[None]:
        """Wait until it is this session's council's turn. To be taken before a database connection is, so that those
        who wait hold nothing that others need."""
        digest = _digest(token)
        council = self._councils.get(digest, digest)
        if not search:
            async with self._line((council, "pages"), PAGES):
                yield
            return
        async with self._line((council, "searches"), SEARCHES), self._line((council, "pages"), PAGES):
            yield

    def _line(self, whose: Hashable, at_once: int) -> asyncio.Semaphore:
        """A line exists as long as somebody stands in it."""
        line = self._lines.get(whose)
        if line is None:
            line = self._lines[whose] = asyncio.Semaphore(at_once)
        return line


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
