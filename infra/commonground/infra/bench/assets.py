"""What comes over the line at a first visit, as a browser fetches it: the page, and everything that it names."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

import brotli

from commonground.infra.bench._client import Answer, Connection, request
from commonground.infra.bench._pages import check_status
from commonground.infra.bench._serving import web
from commonground.infra.bench._stage import Stage, stage
from commonground.infra.measures import Measure

_NAMED = re.compile(rb"/static/[\w.-]+")
_ACCEPTS = {"Accept-Encoding": "br, gzip"}
KILOBYTE = 1_000


@dataclass(frozen=True)
class Visit:
    """Bytes over the line, heads left out."""

    html: int
    assets: int


def measures() -> Iterator[Measure]:
    """A resident comes by the council's report page, staff by its sign-in page; the tracker needs the most files."""
    with stage(1, 200) as ground, web(ground) as server:
        visits = asyncio.run(_visits(ground, server.port))
    core = max(visit.assets for visit in visits.values()) / KILOBYTE
    first = max(visits[page].html + visits[page].assets for page in ("report", "sign-in")) / KILOBYTE
    yield Measure("core-assets-compressed", core, "KB", 90, "lower")
    yield Measure("first-visit-with-html", first, "KB", 100, "lower")


async def _visits(ground: Stage, port: int) -> dict[str, Visit]:
    council = ground.councils[0]
    (token,) = await asyncio.to_thread(ground.tokens, [council])
    connection = await Connection.to(port)
    pages = {"report": f"/{council.slug}/report", "sign-in": f"/sign-in/{council.slug}", "tracker": "/tracker"}
    cookies = {"tracker": {"cg_session": token}}
    found = {name: await _visit(connection, path, cookies.get(name, {})) for name, path in pages.items()}
    connection.close()
    return found


async def _visit(connection: Connection, path: str, cookies: dict[str, str]) -> Visit:
    page = await _fetch(connection, path, cookies)
    waiting, total, known = set(_NAMED.findall(_plain(page))), 0, set[bytes]()
    while waiting:
        address = waiting.pop()
        known.add(address)
        file = await _fetch(connection, address.decode())
        total += len(file.body)
        if file.header("content-type").startswith(("text/css", "text/javascript")):
            waiting |= set(_NAMED.findall(_plain(file))) - known
    return Visit(len(page.body), total)


async def _fetch(connection: Connection, path: str, cookies: dict[str, str] | None = None) -> Answer:
    answer = await connection.ask(request(path, cookies, headers=_ACCEPTS))
    check_status([answer], 200)
    return answer


def _plain(answer: Answer) -> bytes:
    body = brotli.decompress(answer.body) if answer.header("content-encoding") == "br" else answer.body
    return bytes(body)
