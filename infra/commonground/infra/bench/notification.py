"""From a commit to the notification it causes, and what many recipients cost the one who saves."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

import psycopg
from dramatiq import Worker, actor
from dramatiq.middleware import AsyncIO
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.infra.bench._causing import save, saves, wait_for, wait_until_told, with_app
from commonground.infra.drill.ground import Ground, GroundCouncil, drill_ground
from commonground.infra.drill.processes import relay_and_worker
from commonground.infra.measures import Measure
from commonground.platform.database.roles import WORKER
from commonground.platform.settings import Settings
from commonground.workers.broker import make_broker

MANY = 1_000
_SAMPLES = 60
_BURST = 12
_ROUNDS = 5
_BARE = 500
_FACTS = 20


def measures() -> Iterator[Measure]:
    """All with a durable database, and relay and worker running as processes of their own."""
    with drill_ground({"larkmere": 1, "hallowdene": 1}, more={"hallowdene": MANY - 1}) as ground:
        one, many = ground.councils
        bare = _bare_messages_a_second(ground)
        with relay_and_worker(ground.environment(), ground.folder):
            _tell_and_wait(ground, one, 20)  # both are up and warm
            times = _idle(ground, one)
            yield Measure("commit-to-notification-idle-p95", _p95(times), "ms", 100, "lower")
            yield Measure("commit-to-notification-idle-median", statistics.median(times), "ms", 100, "lower")
            yield Measure("saving-1000-recipients-to-one", _saving_ratio(ground, one, many), "ratio", 1.5, "lower")
            rate = _FACTS * MANY / _tell_and_wait(ground, many, _FACTS)
            yield Measure("in-app-1000-recipients-to-bare-dramatiq", rate / bare, "ratio", 0.5, "higher")


def _idle(ground: Ground, council: GroundCouncil) -> list[float]:
    """Milliseconds from each commit until another connection sees the notification; nothing else goes on."""
    return asyncio.run(with_app(ground, lambda app: _idle_samples(app, ground, council)))


async def _idle_samples(app: AsyncEngine, ground: Ground, council: GroundCouncil) -> list[float]:
    token = await asyncio.to_thread(ground.manager_token, council)
    seen = "select exists (select from council.notifications where fact_id = %s)"
    times = []
    with psycopg.connect(ground.owner_url, autocommit=True) as owner:
        for _ in range(_SAMPLES):
            fact = await save(app, token, council)
            committed = time.perf_counter()
            while not (owner.execute(seen, (fact,)).fetchone() or (False,))[0]:
                time.sleep(0.001)  # noqa: ASYNC251  # nothing else runs on this loop
            times.append((time.perf_counter() - committed) * 1000)
            await asyncio.sleep(0.1)
    return times


def _saving_ratio(ground: Ground, one: GroundCouncil, many: GroundCouncil) -> float:
    """Bursts of saves by turns, with the worker busy telling during each burst; the median of each, compared."""
    ratios = []
    for _ in range(_ROUNDS):
        alone, crowd = _burst(ground, one), _burst(ground, many)
        ratios.append(statistics.median(crowd) / statistics.median(alone))
    return statistics.median(ratios)


def _burst(ground: Ground, council: GroundCouncil) -> list[float]:
    times = asyncio.run(with_app(ground, lambda app: saves(app, ground, council, _BURST)))
    wait_until_told(ground)
    return times


def _tell_and_wait(ground: Ground, council: GroundCouncil, facts: int) -> float:
    """Seconds from the first save until the last recipient of the last fact is told."""
    began = time.perf_counter()
    asyncio.run(with_app(ground, lambda app: saves(app, ground, council, facts)))
    wait_until_told(ground)
    return time.perf_counter() - began


def _bare_messages_a_second(ground: Ground) -> float:
    """Messages that do nothing, over the same broker with the same number of threads."""
    settings = replace(Settings(), database_worker_url=ground.cluster.url(WORKER, ground.database))
    broker = make_broker(settings, [AsyncIO()])

    async def nothing() -> None:
        return

    idle = actor(actor_name="nothing", queue_name="bare", broker=broker)(nothing)
    for _ in range(_BARE):
        idle.send()
    worker = Worker(broker, worker_threads=8)
    began = time.perf_counter()
    worker.start()
    wait_for(ground, "select exists (select from broker.queue)")
    took = time.perf_counter() - began
    worker.stop()
    broker.close()
    return _BARE / took


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
