"""The gallery over HTTP, without a server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx import ASGITransport, AsyncClient

import gallery
from commonground.platform.settings import Settings

BASE = "http://127.0.0.1"
TOKEN = re.compile(r'name="_token" value="([^"]+)"')


@asynccontextmanager
async def gallery_client(
    cookies: dict[str, str] | None = None, settings: Settings | None = None
) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=gallery.build(settings), raise_app_exceptions=False)  # type: ignore[arg-type]  # ASGI, typed closer
    async with AsyncClient(transport=transport, base_url=BASE, cookies=cookies) as client:
        yield client


async def token_from(client: AsyncClient, page: str) -> str:
    """The token of a form on `page`, as a browser would send it."""
    found = TOKEN.search((await client.get(page)).text)
    assert found, f"{page} has no form with a token"
    return found[1]
