"""What it costs a council that there are many others, and that one of them is a hundred times its size."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, field

from commonground.infra.bench._client import Connection, request
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._pages import check_lists
from commonground.infra.bench._serving import web
from commonground.infra.bench._stage import Stage, durable_server, filled, say
from commonground.infra.measures import Measure

FEW, MANY = 3, 300
ROWS = 3_000
LARGE = 300_000
ROUNDS = 15
PAGES = 30
ASKED = 30
"""So many of the many are asked in turn: a council's pages are not always in the server's memory."""


@dataclass(frozen=True)
class Person:
    page: bytes
    own: Set[str]


@dataclass
class Place:
    """A database behind a web process, and somebody of each council that is asked."""

    port: int
    people: Sequence[Person]
    times: list[float] = field(default_factory=list)

    async def ask(self, connection: Connection, turn: int) -> None:
        person = self.people[turn % len(self.people)]
        began = time.perf_counter()
        answer = await connection.ask(person.page)
        self.times.append(time.perf_counter() - began)
        check_lists([answer], person.own)


def measures(many: int = MANY, rows: int = ROWS, large: int = LARGE, rounds: int = ROUNDS) -> Iterator[Measure]:
    """The three take turns page by page, so that whatever else the machine does falls on all of them."""
    with durable_server() as (cluster, folder), ExitStack() as servers:
        few = filled(cluster, folder, "few", FEW, rows)
        began = time.monotonic()
        crowd = filled(cluster, folder, "crowd", many, rows)
        yield Measure("filling-300-councils", time.monotonic() - began, "s", 180, "lower")
        beside = filled(cluster, folder, "beside", FEW, rows, first=large)
        places = [_open(servers, few, FEW), _open(servers, crowd, ASKED), _open(servers, beside, FEW, skip=1)]
        for number in range(-2, rounds):
            asyncio.run(_round(places))
            if number < 0:  # everything was asked for once
                for place in places:
                    place.times.clear()
        even, many_times, beside_times = (place.times for place in places)
    say(f"medians in ms: {', '.join(f'{statistics.median(place.times) * 1000:.2f}' for place in places)}")
    yield Measure("list-of-300-councils-to-3", ratio_of_medians(many_times, even), "ratio", 1.10, "lower")
    yield Measure("list-beside-a-large-council-to-even", ratio_of_medians(beside_times, even), "ratio", 1.10, "lower")


def _open(servers: ExitStack, ground: Stage, asked: int, *, skip: int = 0) -> Place:
    """`skip` leaves out the first ones."""
    councils = ground.councils[skip:]
    chosen = random.Random(1).sample(councils, min(asked, len(councils)))  # noqa: S311  # which ones does not matter
    tokens = ground.tokens(chosen)
    people = [
        Person(request("/tracker", {"cg_session": token}), ground.references(council))
        for council, token in zip(chosen, tokens, strict=True)
    ]
    return Place(servers.enter_context(web(ground)).port, people)


async def _round(places: Sequence[Place]) -> None:
    connections = [await Connection.to(place.port) for place in places]
    for turn in range(PAGES):
        for place, connection in zip(places, connections, strict=True):
            await place.ask(connection, turn)
    for connection in connections:
        connection.close()
