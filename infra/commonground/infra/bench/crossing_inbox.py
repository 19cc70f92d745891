"""The inbox of a council to which ten thousand crossings were offered, beside that of one with a thousand; and what it
costs a council that three hundred take part instead of three."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from commonground.infra.bench._client import Connection, request
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._offers import add_offers
from commonground.infra.bench._pages import WrongPageError, check_status
from commonground.infra.bench._serving import web
from commonground.infra.bench._stage import Stage, durable_server, filled
from commonground.infra.measures import Measure
from commonground.ui.handoffs.listing import SIZE

MANY, FEW = 10_000, 1_000
COUNCILS, CROWD = 3, 300
ROWS = 60
ROUNDS = 60
_REFERENCE = re.compile(rb"HO-[0-9A-Z]{4}-[0-9A-Z]{3}")


@dataclass
class Inbox:
    """A council's inbox behind a web process; `own`: all that was ever offered to it. Times in seconds."""

    port: int
    page: bytes
    over: bytes
    own: frozenset[str]
    open_times: list[float] = field(default_factory=list)
    over_times: list[float] = field(default_factory=list)

    async def ask(self, connection: Connection) -> None:
        self.open_times.append(await self._ask(connection, self.page))
        self.over_times.append(await self._ask(connection, self.over))

    async def _ask(self, connection: Connection, page: bytes) -> float:
        began = time.perf_counter()
        answer = await connection.ask(page)
        took = time.perf_counter() - began
        check_status([answer], 200)
        shown = {found.decode() for found in _REFERENCE.findall(answer.body)}
        if len(shown) != SIZE or not shown <= self.own:
            raise WrongPageError(f"{len(shown)} rows instead of {SIZE}, {len(shown - self.own)} of somebody else")
        return took


def measures(many: int = MANY, few: int = FEW, crowd: int = CROWD, rounds: int = ROUNDS) -> Iterator[Measure]:
    """The three take turns, so that whatever else the machine does falls on all of them."""
    with durable_server() as (cluster, folder), ExitStack() as servers:
        beside = filled(cluster, folder, "inbox", COUNCILS, ROWS)
        large = filled(cluster, folder, "crowd", crowd, ROWS)
        add_offers(large, large.councils[0], large.councils[1:], few)
        for council in large.councils[2:]:
            add_offers(large, council, large.councils[:1], few // 20)
        add_offers(beside, beside.councils[0], beside.councils[1:], many)
        add_offers(beside, beside.councils[1], beside.councils[2:], few)
        port = servers.enter_context(web(beside)).port
        full, small = _inbox(beside, port, 0), _inbox(beside, port, 1)
        among = _inbox(large, servers.enter_context(web(large)).port, 0)
        asyncio.run(_by_turns((full, small, among), rounds))
    median = statistics.median(full.open_times) * 1000
    yield Measure("inbox-of-10000-median", median, "ms", 100, "lower")
    yield Measure("inbox-of-10000-to-1000", ratio_of_medians(full.open_times, small.open_times), "ratio", 1.5, "lower")
    over = ratio_of_medians(full.over_times, small.over_times)
    yield Measure("inbox-over-of-10000-to-1000", over, "ratio", 1.5, "lower")
    yield Measure(
        "inbox-of-300-councils-to-3", ratio_of_medians(among.open_times, small.open_times), "ratio", 1.2, "lower"
    )


def _inbox(ground: Stage, port: int, number: int) -> Inbox:
    council = ground.councils[number]
    (token,) = ground.tokens([council])
    rows = ground.ask("select reference from crossing.offers where receiver_id = $1", council.id)
    cookie = {"cg_session": token}
    own = frozenset(row["reference"] for row in rows)
    return Inbox(port, request("/handoffs", cookie), request("/handoffs?show=in-over", cookie), own)


async def _by_turns(inboxes: Sequence[Inbox], rounds: int) -> None:
    connections = [await Connection.to(each.port) for each in inboxes]
    for number in range(-3, rounds):
        for inbox, connection in zip(inboxes, connections, strict=True):
            await inbox.ask(connection)
            if number < 0:  # everything was asked for once
                inbox.open_times.clear()
                inbox.over_times.clear()
    for connection in connections:
        connection.close()
