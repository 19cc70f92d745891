"""Whether the time of an answer tells who has an account: known and unknown addresses by turns, at the password and at
the link to a new one. The bodies are compared by the suite; here the medians are."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import Iterator, Mapping

import asyncpg

from commonground.infra.bench._pages import WrongPageError
from commonground.infra.bench._serving import Server, free_port, web
from commonground.infra.bench._stage import Stage, durable_server, migrated
from commonground.infra.bench._visitor import Visitor, token_in
from commonground.infra.demo.councils import settle
from commonground.infra.demo.local_person import add_local_person
from commonground.infra.measures import Measure
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.demo.local import LOCAL
from commonground.platform.settings import read_settings

SAMPLES = 400
"""Of each arm. A password costs tens of milliseconds on purpose."""
CLOSE_ENOUGH = 3.0
_SEED = 20261127
_HERE = f"/sign-in/{LOCAL.council}"
_UNKNOWN = "nobody.at.all@larkmere.example"
Arms = Mapping[str, list[float]]


def measures(samples: int = SAMPLES) -> Iterator[Measure]:
    """The difference of the two arms' medians, in milliseconds, at either door."""
    port = free_port()
    with durable_server() as (cluster, folder):
        ground = migrated(cluster, folder, "enumeration")
        asyncio.run(_settle(ground, port))
        with web(ground, port) as server:
            knocked = asyncio.run(_sample(ground, server, "password", {"password": "quite another one"}, 422, samples))
            asked = asyncio.run(_sample(ground, server, "forgotten", {}, 303, samples))
    yield Measure("enumeration-password-samples", 2 * samples, "attempts", 2 * samples, "higher")
    yield Measure("enumeration-password-difference", _difference(knocked), "ms", CLOSE_ENOUGH, "lower")
    yield Measure("enumeration-reset-difference", _difference(asked), "ms", CLOSE_ENOUGH, "lower")


async def _settle(ground: Stage, port: int) -> None:
    settings = read_settings(ground.environment(port))
    async with acting_as_setup(ground.owner_url) as connection:
        councils = await settle(connection, settings)
        await add_local_person(connection, settings, councils[LOCAL.council])


async def _sample(ground: Stage, server: Server, page: str, form: Mapping[str, str], status: int, samples: int) -> Arms:
    """By turns in a random order, so that whatever else the machine does falls on both arms. Raises `WrongPageError`
    when the two are not answered with the same status."""
    visitor = await Visitor.at(server.port)
    owner = await asyncpg.connect(ground.owner_url)
    token = token_in(await visitor.get(f"{_HERE}/{page}"))
    taken: dict[str, list[float]] = {LOCAL.email: [], _UNKNOWN: []}
    try:
        for email in _turns(samples):
            await owner.execute("delete from identity.throttles")
            await visitor.post(f"{_HERE}/{page}", {"email": email, **form}, token=token, status=status)
            taken[email].append(visitor.took * 1000)
    finally:
        visitor.close()
        await owner.close()
    if {len(each) for each in taken.values()} != {samples}:
        raise WrongPageError("the two arms are not of one length")
    return taken


def _turns(samples: int) -> list[str]:
    dice = random.Random(_SEED)  # noqa: S311  # chooses an order, keeps nothing secret
    turns: list[str] = []
    for _ in range(samples):
        pair = [LOCAL.email, _UNKNOWN]
        dice.shuffle(pair)
        turns += pair
    return turns


def _difference(arms: Arms) -> float:
    return abs(statistics.median(arms[LOCAL.email]) - statistics.median(arms[_UNKNOWN]))
