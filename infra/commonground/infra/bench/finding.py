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
from commonground.tenants.referrals.tracker import EXPORT_LIMIT, View, Wanted

ROWS = 3_000
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
    with stage(3, ROWS) as ground, web(ground) as server:
        own = ground.references(ground.councils[0])
        found, export = asyncio.run(_by_turns(ground, server, own, rounds, exports))
    yield Measure("find-median", statistics.median(found.whole) * 1000, "ms", 100, "lower")
    yield Measure("find-to-raw-query", ratio_of_medians(found.whole, found.bare), "ratio", 3, "lower")
    yield Measure("export-3000-rows-median", statistics.median(export.whole) * 1000, "ms", 1_000, "lower")
    yield Measure("export-to-raw-query", ratio_of_medians(export.whole, export.bare), "ratio", 4, "lower")


async def _by_turns(ground: Stage, server: Server, own: Set[str], rounds: int, exports: int) -> tuple[Times, Times]:
    council = ground.councils[0]
    (token,) = await asyncio.to_thread(ground.tokens, [council])
    cookies = {"cg_session": token}
    words, all_rows = Wanted(view=View.ALL, words=WORDS), Wanted(view=View.ALL)
    place, now = Place.of(ground.owner_url, council), datetime.now(UTC)
    owner, connection = await asyncpg.connect(ground.owner_url), await Connection.to(server.port)
    found, export = Times(), Times()
    for number in range(-3, rounds):  # the first three warm both up
        answer = await _ask(connection, request(f"/find?q={WORDS.replace(' ', '+')}", cookies), found, number)
        _check(answer, REFERENCE.findall(answer.body), HITS, own)
        await _fetch(owner, tracker_query(place, now, words, HITS + 1), found, number)
    for number in range(-1, exports):
        answer = await _ask(connection, request("/tracker/export.csv?view=all", cookies), export, number)
        _check(answer, [line[2:-1] for line in _LINE.findall(answer.body)], ROWS, own)
        await _fetch(owner, tracker_query(place, now, all_rows, EXPORT_LIMIT + 1), export, number)
    await owner.close()
    connection.close()
    return found, export


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
    references = {reference.decode() for reference in shown}
    if len(references) != rows or not references <= own:
        raise WrongPageError(f"{len(references)} rows instead of {rows}, {len(references - own)} of somebody else")
