"""Finding by words and taking the list out as a file, each beside the same SELECT sent through asyncpg."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime

import asyncpg

from commonground.infra.bench._bare import Place, Query, tracker_query
from commonground.infra.bench._client import Answer, Connection, request
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._pages import REFERENCE, WrongPageError, check_status
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, stage
from commonground.infra.measures import Measure
from commonground.tenants.referrals.tracker import View, Wanted

COUNCILS = 3
DOCUMENTS = 100_000
EXPORTED = 3_000
WORDS = "Skate park Mill"
HITS = 20
ROUNDS = 60
EXPORTS = 15
_LINE = re.compile(rb"\r\nCR-[0-9A-Z]{4}-[0-9A-Z]{3},")


@dataclass
class Times:
    whole: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def measures(rounds: int = ROUNDS, exports: int = EXPORTS) -> Iterator[Measure]:
    with stage(COUNCILS, -(-DOCUMENTS // COUNCILS)) as ground, web(ground) as server:
        found = asyncio.run(_find(ground, server, rounds))
    with stage(COUNCILS, EXPORTED) as ground, web(ground) as server:
        export = asyncio.run(_export(ground, server, exports))
    yield Measure("find-median", statistics.median(found.whole) * 1000, "ms", 100, "lower")
    yield Measure("find-to-raw-query", ratio_of_medians(found.whole, found.bare), "ratio", 3, "lower")
    yield Measure("export-3000-rows-median", statistics.median(export.whole) * 1000, "ms", 1_000, "lower")
    yield Measure("export-to-raw-query", ratio_of_medians(export.whole, export.bare), "ratio", 4, "lower")


async def _find(ground: Stage, server: Server, rounds: int) -> Times:
    wanted = Wanted(view=View.ALL, words=WORDS)
    return await _by_turns(ground, server, f"/find?q={WORDS.replace(' ', '+')}", wanted, REFERENCE, HITS, rounds)


async def _export(ground: Stage, server: Server, exports: int) -> Times:
    wanted = Wanted(view=View.ALL)
    return await _by_turns(ground, server, "/tracker/export.csv?view=all", wanted, _LINE, EXPORTED, exports)


async def _by_turns(
    ground: Stage, server: Server, path: str, wanted: Wanted, shown: re.Pattern[bytes], rows: int, rounds: int
) -> Times:
    """The page and the plain query, one after the other; the first three of each warm up and are not counted."""
    council = ground.councils[0]
    own = await asyncio.to_thread(ground.references, council)
    (token,) = await asyncio.to_thread(ground.tokens, [council])
    query = tracker_query(Place.of(ground.owner_url, council), datetime.now(UTC), wanted, rows + 1)
    owner, connection = await asyncpg.connect(ground.owner_url), await Connection.to(server.port)
    times = Times()
    for number in range(-3, rounds):
        answer = await _ask(connection, request(path, {"cg_session": token}), times, number)
        _check(answer, shown.findall(answer.body), rows, own)
        await _fetch(owner, query, times, number)
    await owner.close()
    connection.close()
    return times


async def _ask(connection: Connection, wanted: bytes, times: Times, number: int) -> Answer:
    began = time.perf_counter()
    answer = await connection.ask(wanted)
    if number >= 0:
        times.whole.append(time.perf_counter() - began)
    return answer


async def _fetch(owner: asyncpg.Connection, query: Query, times: Times, number: int) -> None:
    began = time.perf_counter()
    await owner.fetch(query.sql, *query.values)
    if number >= 0:
        times.bare.append(time.perf_counter() - began)


def _check(answer: Answer, shown: list[bytes], rows: int, own: Set[str]) -> None:
    check_status([answer], 200)
    references = {reference.strip(b"\r\n,").decode() for reference in shown}
    if len(references) != rows or not references <= own:
        raise WrongPageError(f"{len(references)} rows instead of {rows}, {len(references - own)} of somebody else")
