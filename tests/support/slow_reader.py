"""Somebody on a slow line: between two parts of what they are sent, something happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from web import BASE, Browser, Site

Message = MutableMapping[str, Any]


async def read_slowly(
    site: Site, browser: Browser, path: str, meanwhile: Callable[[int], Awaitable[object]]
) -> tuple[int, int]:
    """Ask for `path`, and do `meanwhile` after each part, told how many came before it: how many bytes the answer was
    said to have, and how many of them came."""
    said, came, parts, over = 0, 0, 0, asyncio.Event()

    async def send(message: Message) -> None:
        nonlocal said, came, parts
        if message["type"] == "http.response.start":
            assert message["status"] == 200
            said = int(dict(message["headers"])[b"content-length"])
        elif message.get("more_body"):
            came += len(message["body"])
            await meanwhile(parts)
            parts += 1
        else:
            over.set()

    async def receive() -> Message:
        """They stay on the line to the end."""
        await over.wait()
        return {"type": "http.disconnect"}

    await site.app(_scope(browser, path), receive, send)  # type: ignore[arg-type]  # the same protocol
    return said, came


def _scope(browser: Browser, path: str) -> dict[str, Any]:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())
    host = BASE.partition("//")[2]
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "state": {},
        "headers": [(b"host", host.encode()), (b"cookie", cookies.encode())],
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000),
    }  # fmt: skip  # as a server gives it
