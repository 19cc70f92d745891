"""Relay and worker as `commonground run` starts them: processes with their own addresses and nothing else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from commonground.infra.drill.processes import Process, relay_and_worker
from commonground.platform.database.engine import make_engine
from commonground.platform.outbox import FactKind
from councils import World, canary
from stage import Stage

RECEIVED = FactKind.REFERRAL_RECEIVED


def addresses(world: World, folder: Path) -> dict[str, str]:
    return {
        "COMMONGROUND_STATE_DIR": str(folder / "state"),
        "COMMONGROUND_DATABASE_WORKER_URL": world.database.worker_url,
        "COMMONGROUND_DATABASE_RELAY_URL": world.database.relay_url,
    }


@pytest.fixture
def processes(world: World, tmp_path: Path) -> Iterator[dict[str, Process]]:
    with relay_and_worker(addresses(world, tmp_path), tmp_path) as running:
        yield running


_DONE = "select count(*) from system.outbox where done_at is not null and kind = 'referral_received'"


async def done(stage: Stage, how_many: int) -> None:
    async with asyncio.timeout(30):
        while await stage.ask(_DONE) < how_many:  # noqa: ASYNC110  # it is the database that is asked
            await asyncio.sleep(0.05)


async def test_a_committed_fact_is_told_and_leaves_nothing_of_it_behind(
    stage: Stage, processes: dict[str, Process], tmp_path: Path
) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, named=("practitioner",), lead="practitioner", name="Tollgate Skatepark")
    referral = await stage.referral(larkmere, title="Tollgate Skatepark")
    await stage.publish(larkmere, "manager", RECEIVED, referral)
    await done(stage, 1)

    told = {kind for _, kind in await stage.who_was_told(larkmere)}
    assert told == {"referral_received", "something_like_yours_came_in"}
    assert context in {one.subject.id for one in await stage.told(larkmere, "practitioner")}
    assert await stage.who_was_told(stage.world.hallowdene) == []
    await asyncio.sleep(0.5)
    assert await stage.ask("select count(*) from broker.queue") == 0
    written = (tmp_path / "relay.log").read_text() + (tmp_path / "worker.log").read_text()
    for mark in (canary("larkmere"), "Tollgate", "Skatepark"):
        assert mark not in written


async def test_asked_to_end_the_worker_finishes_what_it_carries_out(
    stage: Stage, processes: dict[str, Process]
) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    owner = make_engine(stage.world.database.owner_url, pooled=False)
    async with owner.connect() as connection:
        # Its effects wait for this lock, so that it is at work when it is asked to end.
        await connection.execute(text("lock table council.notifications in exclusive mode"))
        (fact,) = await stage.publish(larkmere, "manager", RECEIVED, referral)
        waiting = "select count(*) from pg_stat_activity where usename = 'cg_worker' and wait_event_type = 'Lock'"
        async with asyncio.timeout(30):
            while not await stage.ask(waiting):  # noqa: ASYNC110  # it is the database that is asked
                await asyncio.sleep(0.05)
        ending = asyncio.create_task(asyncio.to_thread(processes["worker"].end))
        await asyncio.sleep(1)
        assert not ending.done()
        await connection.rollback()
    await owner.dispose()
    assert await ending == 0
    assert await stage.ask("select done_at is not null from system.outbox where id = :id", id=fact)
    assert await stage.ask("select count(*) from council.notifications") == 2


async def test_asked_to_end_the_relay_ends(stage: Stage, processes: dict[str, Process]) -> None:
    await stage.publish(stage.world.larkmere, "manager", RECEIVED, await stage.referral(stage.world.larkmere))
    await done(stage, 1)
    began = time.monotonic()
    assert await asyncio.to_thread(processes["relay"].end) == 0
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(("name", "variable"), [("relay", "RELAY"), ("worker", "WORKER")])
def test_without_its_address_it_says_which(name: str, variable: str) -> None:
    program = Path(sys.executable).with_name("commonground")
    ended = subprocess.run([program, name], env={"PATH": ""}, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert ended.stderr == f"Error: COMMONGROUND_DATABASE_{variable}_URL is needed by this process.\n"
