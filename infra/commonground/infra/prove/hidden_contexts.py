"""Whether the time of an answer tells what may not be opened: a name that two thousand restricted contexts bear and one
that none bears, by turns, typed into the search and given to a new context. What the answers say is compared by the
suite; here their lengths are, and the medians of their times."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

from commonground.infra.bench._client import Answer
from commonground.infra.bench._contexts import add_contexts
from commonground.infra.bench._pages import WrongPageError
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, stage
from commonground.infra.bench._visitor import Visitor, token_in
from commonground.infra.measures import Measure

SAMPLES = 400
"""Of each arm."""
CLOSE_ENOUGH = 3.0
SEEN, HIDDEN = 3_000, 2_000
BORNE, UNKNOWN = "Quillfeather", "Quallfeither"
_SEED = 20261128
_NEW = {"kind": "place", "address": "14 Heron Lane", "postcode": "LM4 2QT"}
"""Some that may be opened are like it, so that it is asked about and never made."""
Arms = Mapping[str, list[float]]
Ask = Callable[[str], Coroutine[Any, Any, Answer]]


def measures(samples: int = SAMPLES) -> Iterator[Measure]:
    """The difference of the two arms' medians, in milliseconds, at each door."""
    with stage(2, SEEN) as ground:
        add_contexts(ground, ground.councils[0], SEEN)
        for council in ground.councils:
            add_contexts(ground, council, HIDDEN, hidden=BORNE)
        with web(ground) as server:
            doors = asyncio.run(_knock(ground, server, samples))
    yield Measure("hidden-contexts-samples", 2 * samples, "searches", 2 * samples, "higher")
    for door, arms in doors.items():
        yield Measure(f"hidden-contexts-{door}-difference", _difference(arms), "ms", CLOSE_ENOUGH, "lower")


async def _knock(ground: Stage, server: Server, samples: int) -> Mapping[str, Arms]:
    (session,) = await asyncio.to_thread(ground.tokens, ground.councils[:1])
    visitor = await Visitor.at(server.port, {"cg_session": session})
    form = token_in(await visitor.get("/contexts/new"))
    doors: Mapping[str, Ask] = {
        "find": lambda word: visitor.get(f"/find?q={word}"),
        "list": lambda word: visitor.get(f"/contexts?words={word}"),
        "suggestion": lambda word: visitor.post("/contexts/new", _NEW | {"name": word}, token=form, status=200),
    }
    try:
        return {door: await _sample(visitor, ask, samples) for door, ask in doors.items()}
    finally:
        visitor.close()


async def _sample(visitor: Visitor, ask: Ask, samples: int) -> Arms:
    """By turns in a random order, so that whatever else the machine does falls on both arms. Raises `WrongPageError`
    when the two are not answered alike."""
    taken: dict[str, list[float]] = {BORNE: [], UNKNOWN: []}
    lengths = set()
    for word in _turns(samples):
        answer = await ask(word)
        taken[word].append(visitor.took * 1000)
        lengths.add(len(answer.body))
    if len(lengths) > 1:
        raise WrongPageError(f"answers of {len(lengths)} lengths")
    return taken


def _turns(samples: int) -> list[str]:
    dice = random.Random(_SEED)  # noqa: S311  # chooses an order, keeps nothing secret
    turns: list[str] = []
    for _ in range(samples):
        pair = [BORNE, UNKNOWN]
        dice.shuffle(pair)
        turns += pair
    return turns


def _difference(arms: Arms) -> float:
    return abs(statistics.median(arms[BORNE]) - statistics.median(arms[UNKNOWN]))
