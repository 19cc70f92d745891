"""A browser as cheap as it can be, since it shares the machine with what it measures: HTTP/1.1, kept alive."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The first header of this name, or nothing."""
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)", self.head, re.IGNORECASE)
        return found.group(1).decode() if found else ""

    def cookies(self) -> dict[str, str]:
        """What the answer sets; a cookie that it takes away is empty."""
        set_now = re.findall(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", self.head, re.IGNORECASE)
        return {name.decode(): value.decode().strip('"') for name, value in set_now}


class ServerFailedError(RuntimeError):
    """The server closed the connection, or answered what the benchmark can't count."""


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._read = bytearray()
        self._whole = -1
        self._head = 0
        self._waiting: asyncio.Future[Answer] | None = None

    @classmethod
    async def to(cls, port: int) -> Connection:
        _, made = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return made

    async def ask(self, request: bytes) -> Answer:
        """Raises `ServerFailedError`."""
        if self._transport is None or self._transport.is_closing():
            raise ServerFailedError("the server closed the connection")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's transport writes

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ServerFailedError(f"the server closed the connection: {exc}"))

    def data_received(self, data: bytes) -> None:
        self._read += data
        if self._whole < 0 and not self._measure():
            return
        if len(self._read) >= self._whole and self._waiting is not None:
            answer = Answer(int(self._read[9:12]), bytes(self._read[: self._head]), bytes(self._read[self._head :]))
            self._read.clear()
            self._whole = -1
            self._waiting.set_result(answer)

    def _measure(self) -> bool:
        """How long the answer will be, once its head is there."""
        end = self._read.find(_HEAD_END)
        if end < 0:
            return False
        length = _LENGTH.search(self._read, 0, end + 2)
        self._head = end + len(_HEAD_END)
        self._whole = self._head + (int(length.group(1)) if length else 0)
        return True


def request(
    path: str,
    cookies: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A request as it goes over the wire; with `form`, one that posts it."""
    body = urlencode(form).encode() if form is not None else b""
    lines = [
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: benchmark",
        "Accept: text/html",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Load:
    """What a load of requests came to. `times` in seconds."""

    took: float = 0.0
    times: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.times) / self.took


async def load(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Send all `requests`, each as soon as one of the connections is free."""
    opened = [await Connection.to(port) for _ in range(connections)]
    waiting = iter(requests)
    done = Load()
    began = time.perf_counter()
    await asyncio.gather(*(_work_off(each, waiting, done) for each in opened))
    done.took = time.perf_counter() - began
    for each in opened:
        each.close()
    return done


async def _work_off(connection: Connection, waiting: Iterator[bytes], done: Load) -> None:
    for one in waiting:  # all connections take from the same
        began = time.perf_counter()
        answer = await connection.ask(one)
        done.times.append(time.perf_counter() - began)
        done.answers.append(answer)
