"""One council searches and saves as fast as it can: how long another one's list takes meanwhile."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle

from commonground.infra.bench._client import Connection, Load, load, request
from commonground.infra.bench._figures import p95
from commonground.infra.bench._pages import check_lists, check_status
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, say, stage
from commonground.infra.drill.processes import relay_and_worker
from commonground.infra.measures import Measure

ROUNDS = 5
PAGES = 120
FLOOD = 8
FACTS = 400
_SEARCHES = ("Skate park", "Mill Road", "Alley", "Bus stop Canal", "Arcade")
_PUBLISH = """
insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)
select gen_random_uuid(), tenant_id, 'referral_received', 'referral', id, now()
  from tenants.referrals where tenant_id = $1 and state = 'new' limit $2
"""


def measures(rounds: int = ROUNDS, pages: int = PAGES) -> Iterator[Measure]:
    """Quiet and flooded by turns, with relay and worker running throughout."""
    with stage(2, 3_000) as ground, web(ground) as server, relay_and_worker(ground.work_environment(), ground.folder):
        done = list(_rounds(ground, server, rounds, pages))
    yield Measure("list-p95-flooded-to-alone", statistics.median(done), "ratio", 2, "lower")


def _rounds(ground: Stage, server: Server, rounds: int, pages: int) -> Iterator[float]:
    flooding, mine = ground.tokens(ground.councils)
    own = ground.references(ground.councils[1])
    page = request("/tracker", {"cg_session": mine})
    for number in range(-1, rounds):
        alone = asyncio.run(load(server.port, [page] * pages, 1))
        flooded = asyncio.run(_flooded(ground, server, page, pages, flooding))
        check_lists(alone.answers + flooded.answers, own)
        say(f"p95 alone {p95(alone.times) * 1000:.1f} ms, flooded {p95(flooded.times) * 1000:.1f} ms")
        if number >= 0:
            yield p95(flooded.times) / p95(alone.times)


async def _flooded(ground: Stage, server: Server, page: bytes, pages: int, token: str) -> Load:
    await asyncio.to_thread(ground.ask, _PUBLISH, ground.councils[0].id, FACTS)
    searches = [request(f"/find?q={words.replace(' ', '+')}", {"cg_session": token}) for words in _SEARCHES]
    flood = [asyncio.create_task(_search(server, searches)) for _ in range(FLOOD)]
    await asyncio.sleep(0.5)
    try:
        return await load(server.port, [page] * pages, 1)
    finally:
        for each in flood:
            each.cancel()
        for each in flood:
            with suppress(asyncio.CancelledError):
                await each


async def _search(server: Server, searches: list[bytes]) -> None:
    connection = await Connection.to(server.port)
    try:
        for search in cycle(searches):
            check_status([await connection.ask(search)], 200)
    finally:
        connection.close()
