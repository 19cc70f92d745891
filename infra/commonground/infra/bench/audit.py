"""Chaining the trails: how fast, how soon after a commit, and what it costs the pages beside it."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from commonground.infra.bench._client import Load, load, request
from commonground.infra.bench._pages import check_lists
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, durable_server, filled, say
from commonground.infra.drill.processes import Process
from commonground.infra.measures import Measure
from commonground.platform.database.roles import RELAY

COUNCILS, ROWS, FIRST = 300, 20, 3_000
ENTRIES = 100_000
ROUNDS = 8
REQUESTS = 120
CONNECTIONS = 8
_EACH = 5
"""Entries that each council gets at once while lag is looked at: 1,500 in a moment."""
_PATIENCE = 120.0
# Ids as the application makes them (version 7): they begin with the time, so that neighbours lie beside each other.
_PUT_IN = """
insert into audit.entries (tenant_id, id, at, staff_id, action, subject_kind, subject_id, reference, request_id)
select c.id, (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7' ||
       substr(md5(random()::text), 1, 19))::uuid, now(), gen_random_uuid(), 'read_referral', 'referral',
       gen_random_uuid(), 'CR-7K3F-29M', g::text
  from commons.councils c cross join generate_series(1, $1) g where $2::text is null or c.slug = $2
"""


def measures() -> Iterator[Measure]:
    with durable_server() as (cluster, folder):
        ground = filled(cluster, folder, "bench", COUNCILS, ROWS, first=FIRST)
        yield Measure("audit-entries-linked-a-second", _linked_a_second(ground), "entries/s", 3_000, "higher")
        with web(ground) as server:
            ratios, lags = zip(*_rounds(ground, server), strict=True)
    yield Measure("list-beside-the-chainer-to-alone", statistics.median(ratios), "ratio", 0.9, "higher")
    yield Measure("audit-link-lag-at-300-councils-worst", max(lags), "s", 10, "lower")


def _linked_a_second(ground: Stage) -> float:
    """One council with a great many entries: the calls that the chainer makes, one after the other."""
    ground.ask(_PUT_IN, ENTRIES, ground.councils[0].slug)
    began = time.perf_counter()
    linked = asyncio.run(_link_all(ground))
    return linked / (time.perf_counter() - began)


async def _link_all(ground: Stage) -> int:
    settings = {"synchronous_commit": "off"}
    connection = await asyncpg.connect(ground.cluster.url(RELAY, ground.database), server_settings=settings)
    linked = 0
    try:
        for row in await connection.fetch("select * from audit.councils_to_link()"):
            while some := await connection.fetchval("select audit.link($1, 1000)", row[0]):
                linked += some
    finally:
        await connection.close()
    return linked


def _rounds(ground: Stage, server: Server) -> Iterator[tuple[float, float]]:
    """The list alone, and beside a chainer that links what the list leaves; and how long entries of every council wait
    when they come at once, with the list asked for meanwhile."""
    council = ground.councils[0]
    own = ground.references(council)
    page = request("/tracker", {"cg_session": ground.tokens([council])[0]})
    for number in range(-1, ROUNDS):  # the first one warms up
        alone = _load(server, page)
        with _chainer(ground):
            beside = _load(server, page)
            crowded, lag = asyncio.run(_crowded(ground, server, page))
        check_lists(alone.answers + beside.answers + crowded.answers, own)
        say(f"{alone.per_second:.0f} pages/s alone, {beside.per_second:.0f} beside, {lag:.2f} s until all was linked")
        if number >= 0:
            yield beside.per_second / alone.per_second, lag


@contextmanager
def _chainer(ground: Stage) -> Iterator[None]:
    """The relay's process, which is the chainer's too; what waited before is linked when this begins."""
    process = Process("relay", ground.work_environment(), ground.folder / "relay.log")
    try:
        asyncio.run(_until_linked(ground))
        yield
    finally:
        process.end()


async def _crowded(ground: Stage, server: Server, page: bytes) -> tuple[Load, float]:
    lag = asyncio.create_task(_lag(ground))
    answered = await load(server.port, [page] * REQUESTS, CONNECTIONS)
    return answered, await lag


async def _lag(ground: Stage) -> float:
    """Seconds from a commit until the last of its entries is linked."""
    await asyncio.to_thread(ground.ask, _PUT_IN, _EACH, None)
    began = time.perf_counter()
    await _until_linked(ground)
    return time.perf_counter() - began


async def _until_linked(ground: Stage) -> None:
    owner = await asyncpg.connect(ground.owner_url)
    try:
        newest = await owner.fetchval("select max(at) from audit.entries")
        left = """select exists (select from audit.waiting w join audit.entries e on e.tenant_id = w.tenant_id
                  and e.id = w.entry_id where e.at <= $1)"""
        until = time.monotonic() + _PATIENCE
        while await owner.fetchval(left, newest):
            if time.monotonic() > until:
                raise RuntimeError("the chainer did not finish")
            await asyncio.sleep(0.1)
    finally:
        await owner.close()


def _load(server: Server, page: bytes) -> Load:
    return asyncio.run(load(server.port, [page] * REQUESTS, CONNECTIONS))
