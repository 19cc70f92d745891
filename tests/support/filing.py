"""Files on records for tests: sent through the form, as a browser sends them."""

from __future__ import annotations

from collections.abc import Sequence

from httpx import Response

from commonground.platform.files.store import FileStore, store_of
from councils import World
from told import rows
from web import Browser, Site, settings_for, token_in

Sent = tuple[str, bytes, str]
"""Name, content, and what the browser says that it is."""


async def send_files(
    browser: Browser, here: str, *sent: Sent, about: str = "", page: str | None = None, token: str | None = None
) -> Response:
    """Open the record's page of files and send these with its form."""
    token = token or token_in((await browser.get(page or f"{here}/files")).text)
    parts = [("files", each) for each in sent] or [("files", ("", b"", "application/octet-stream"))]
    return await browser.client.post(f"{here}/files", data={"_token": token, "about": about}, files=parts)


async def add_file(
    site: Site, browser: Browser, here: str, name: str, content: bytes, about: str = ""
) -> tuple[str, str]:
    """Its id and that of its bytes."""
    answer = await send_files(browser, here, (name, content, "application/octet-stream"), about=about)
    assert answer.status_code == 303, answer.text
    newest = "select id::text, object_id::text from tenants.attachments order by id desc limit 1"
    (found,) = await rows(site.world, newest)
    return found[0], found[1]


def store_for(world: World) -> FileStore:
    return store_of(settings_for(world.database))


async def states_of(world: World, record: object) -> Sequence[str]:
    query = "select state from tenants.attachments where record_id = :id order by id"
    return [row[0] for row in await rows(world, query, id=record)]
