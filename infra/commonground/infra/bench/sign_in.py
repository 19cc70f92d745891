"""Signing in through a council's provider: off to it, and back from it with a session. The demonstration's provider
answers, a process of its own on the same machine; its part is in the time."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from commonground.infra.bench._client import Connection
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._pages import WrongPageError
from commonground.infra.bench._replay import Kept, Save
from commonground.infra.bench._serving import Server, program, replay, serving, two_free_ports, web
from commonground.infra.bench._stage import Stage, durable_server, migrated
from commonground.infra.bench._visitor import Visitor
from commonground.infra.demo.councils import settle
from commonground.infra.measures import Measure
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.demo.personas import personas_of
from commonground.platform.settings import read_settings

COUNCIL = "larkmere"
SIGN_INS = 40


def measures(sign_ins: int = SIGN_INS) -> Iterator[Measure]:
    port = two_free_ports()
    with durable_server() as (cluster, folder):
        ground = migrated(cluster, folder, "bench")
        asyncio.run(_settle(ground, port))
        with web(ground, port) as server, _provider(ground, port) as provider:
            asyncio.run(_forget_and_sign_in(ground, server, provider))
            with replay(ground, [_rows(ground)]) as plain:
                begun, came_back, bare = asyncio.run(_by_turns(ground, server, provider, plain, sign_ins))
    yield Measure("sign-in-begin-median", statistics.median(begun), "ms", 60, "lower")
    yield Measure("sign-in-return-median", statistics.median(came_back), "ms", 120, "lower")
    both = [there + back for there, back in zip(begun, came_back, strict=True)]
    yield Measure("sign-in-to-bare", ratio_of_medians(both, bare), "ratio", 12, "lower")


async def _settle(ground: Stage, port: int) -> None:
    async with acting_as_setup(ground.owner_url) as connection:
        await settle(connection, read_settings(ground.environment(port)))


@contextmanager
def _provider(ground: Stage, port: int) -> Iterator[Server]:
    """It stands one port above the pages."""
    command = [program(), "provider"]
    with serving(command, ground.environment(port), port + 1, ground.folder, "/") as server:
        yield server


async def _by_turns(
    ground: Stage, server: Server, provider: Server, plain: Server, sign_ins: int
) -> tuple[list[float], list[float], list[float]]:
    begun, came_back, bare = [], [], []
    connection = await Connection.to(plain.port)
    for _ in range(sign_ins):
        there, back = await _forget_and_sign_in(ground, server, provider)
        visitor = Visitor(connection)
        await visitor.post("/sign-in", {}, token="")
        begun.append(there)
        came_back.append(back)
        bare.append(visitor.took * 1000)
    return begun, came_back, bare


async def _forget_and_sign_in(ground: Stage, server: Server, provider: Server) -> tuple[float, float]:
    owner = await asyncpg.connect(ground.owner_url)
    await owner.execute("delete from identity.throttles")
    await owner.close()
    return await _sign_in(server, provider)


async def _sign_in(server: Server, provider: Server) -> tuple[float, float]:
    """Milliseconds of either half. The person's moment at the provider is not counted."""
    person = personas_of(COUNCIL)[0].subject
    browser, at_provider = await Visitor.at(server.port), await Visitor.at(provider.port)
    sent = await browser.get(f"/sign-in/{COUNCIL}/start?who={person}", status=303)
    begun = browser.took * 1000
    back = await at_provider.get(sent.header("location"), status=303)
    done = await browser.get(back.header("location"), status=303)
    if not browser.cookies.get("cg_session") or done.header("location") != "/my-work":
        raise WrongPageError("nobody was signed in")
    took = browser.took * 1000
    browser.close()
    at_provider.close()
    return begun, took


def _rows(ground: Stage) -> Save:
    """What a sign-in leaves behind; what it keeps while the browser is away is gone by then."""
    (session,) = ground.ask("select id from identity.sessions order by created_at desc limit 1")
    return Save("sign-in", (
        Kept("identity.sessions", f"id = '{session['id']}'"),
        Kept("audit.entries", f"subject_id = '{session['id']}'"),
    ))  # fmt: skip
