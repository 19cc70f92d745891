"""Finding a context while typing, and the question whether a new one is there already: over 100,000 contexts and as
many contacts, each beside the same SELECTs sent through asyncpg."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from sqlalchemy import Select

from commonground.infra.bench._bare import Place, Query, tracker_query
from commonground.infra.bench._client import Answer, Connection, request
from commonground.infra.bench._contexts import add_contexts
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._pages import WrongPageError, check_status
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, stage
from commonground.infra.bench._visitor import Visitor, token_in
from commonground.infra.bench.finding import Times
from commonground.infra.measures import Measure
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import comparing, finding
from commonground.tenants.referrals.tracker import View, Wanted

COUNCILS = 3
EACH = -(-100_000 // COUNCILS)
WORDS = "heron wha"
HITS = 20
ALIKE = 5
ROUNDS = 40
_REFERENCE = re.compile(rb"CX-[0-9A-Z]{4}-[0-9A-Z]{3}")
_NEW = {"kind": "place", "name": "Heron Wharf", "address": "14 Heron Lane", "postcode": "LM4 2QT"}
Ask = Callable[[], Coroutine[Any, Any, Answer]]


def measures(rounds: int = ROUNDS, each: int = EACH) -> Iterator[Measure]:
    with stage(COUNCILS, each) as ground:
        for council in ground.councils:
            add_contexts(ground, council, each)
        with web(ground) as server:
            typed, alike = asyncio.run(_both(ground, server, rounds))
    yield Measure("find-as-you-type-median", statistics.median(typed.whole) * 1000, "ms", 150, "lower")
    yield Measure("find-as-you-type-to-raw-queries", ratio_of_medians(typed.whole, typed.bare), "ratio", 3, "lower")
    yield Measure("duplicate-suggestion-median", statistics.median(alike.whole) * 1000, "ms", 250, "lower")
    yield Measure("duplicate-suggestion-to-raw-query", ratio_of_medians(alike.whole, alike.bare), "ratio", 3, "lower")


async def _both(ground: Stage, server: Server, rounds: int) -> tuple[Times, Times]:
    (session,) = await asyncio.to_thread(ground.tokens, ground.councils[:1])
    place = Place.of(ground.owner_url, ground.councils[0])
    owner, connection = await asyncpg.connect(ground.owner_url), await Connection.to(server.port)
    visitor = await Visitor.at(server.port, {"cg_session": session})
    form = token_in(await visitor.get("/contexts/new"))
    typing = request(f"/find?q={WORDS.replace(' ', '+')}", {"cg_session": session}, headers={"HX-Request": "true"})
    referrals = tracker_query(place, datetime.now(UTC), Wanted(view=View.ALL, words=WORDS), HITS + 1)
    said = (_NEW["postcode"], _NEW["address"], _NEW["name"])
    try:
        typed = await _by_turns(
            lambda: connection.ask(typing), owner, [_of(place, finding(place.actor, WORDS, HITS + 1)), referrals], HITS,
            rounds,
        )  # fmt: skip
        alike = await _by_turns(
            lambda: visitor.post("/contexts/new", _NEW, token=form, status=200), owner,
            [_of(place, comparing(place.actor, said, "place"))], ALIKE, rounds,
        )  # fmt: skip
    finally:
        visitor.close()
        connection.close()
        await owner.close()
    return typed, alike


def _of(place: Place, query: Select[Any]) -> Query:
    """With the council written where a row policy would put it."""
    return Query.of(query.where(ContextRow.tenant_id == place.council), {})


async def _by_turns(ask: Ask, owner: asyncpg.Connection, queries: Sequence[Query], hits: int, rounds: int) -> Times:
    """The page and the plain queries, one after the other; the first three of each warm up and are not counted."""
    own, times = await _own(owner), Times()
    for number in range(-3, rounds):
        began = time.perf_counter()
        answer = await ask()
        took = time.perf_counter() - began
        _check(answer, hits, own)
        began = time.perf_counter()
        for query in queries:
            await owner.fetch(query.sql, *query.values)
        if number >= 0:
            times.whole.append(took)
            times.bare.append(time.perf_counter() - began)
    return times


async def _own(owner: asyncpg.Connection) -> frozenset[str]:
    """References of the council that was filled first."""
    query = (
        "select reference from tenants.contexts where tenant_id = (select id from commons.councils"
        " where slug = 'council-001')"
    )
    return frozenset(row["reference"] for row in await owner.fetch(query))


def _check(answer: Answer, hits: int, own: frozenset[str]) -> None:
    check_status([answer], 200)
    shown = {found.decode() for found in _REFERENCE.findall(answer.body)}
    if len(shown) != hits or not shown <= own:
        raise WrongPageError(f"{len(shown)} contexts instead of {hits}, {len(shown - own)} of somebody else")
