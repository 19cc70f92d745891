"""The tracker with everything on, against the same SELECT and the same rows with nothing on."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from commonground.infra.bench._client import Load, load, request
from commonground.infra.bench._figures import p95
from commonground.infra.bench._pages import check_block, check_lists
from commonground.infra.bench._serving import Server, bare, web
from commonground.infra.bench._stage import Stage, say, stage
from commonground.infra.measures import Measure

COUNCILS = 3
ROWS = 3_000
CONNECTIONS = 8
REQUESTS = 120
ROUNDS = 25
"""Many short rounds: what else the machine does then falls on both alike."""


@dataclass(frozen=True)
class Round:
    """The same number of pages from each, one after the other."""

    whole: Load
    bare: Load

    @property
    def ratio(self) -> float:
        return self.whole.per_second / self.bare.per_second

    @property
    def spread(self) -> float:
        return p95(self.whole.times) / statistics.median(self.whole.times)


def measures(rounds: int = ROUNDS, requests: int = REQUESTS) -> Iterator[Measure]:
    """Both servers stay up and are asked by turns."""
    with stage(COUNCILS, ROWS) as ground, web(ground) as whole, bare(ground, ground.councils[0]) as plain:
        done = list(_rounds(ground, whole, plain, rounds, requests))
    yield Measure("tracker-to-bare-throughput", statistics.median(one.ratio for one in done), "ratio", 0.4, "higher")
    yield Measure("tracker-p95-to-median-at-8", statistics.median(one.spread for one in done), "ratio", 2, "lower")
    yield Measure(
        "tracker-pages-a-second", statistics.median(one.whole.per_second for one in done), "pages/s", 60, "higher"
    )


def _rounds(ground: Stage, whole: Server, plain: Server, rounds: int, requests: int) -> Iterator[Round]:
    council = ground.councils[0]
    own = ground.references(council)
    page = request("/tracker", {"cg_session": ground.tokens([council])[0]})
    for number in range(-1, rounds):  # the first one warms both up and is not counted
        one = Round(_load(whole, page, requests), _load(plain, request("/"), requests))
        check_lists(one.whole.answers + one.bare.answers, own)
        check_block(one.whole.answers, one.bare.answers)
        say(f"{one.whole.per_second:.0f} pages/s, bare {one.bare.per_second:.0f}, ratio {one.ratio:.3f}")
        if number >= 0:
            yield one


def _load(server: Server, page: bytes, requests: int) -> Load:
    return asyncio.run(load(server.port, [page] * requests, CONNECTIONS))
