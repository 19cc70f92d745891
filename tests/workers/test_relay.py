"""The relay: hands on what has committed, again until it is done, in turn, through every interruption."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin
from commonground.workers import relay as relay_module
from commonground.workers.doorbell import DatabaseBell
from commonground.workers.outbox import Pace
from commonground.workers.relay import Relay
from stage import Stage

NEWS = FactKind.REFERRAL_RECEIVED
QUICK = Pace(lease=timedelta(seconds=0.2), longest_pause=timedelta(seconds=0.4))
QUEUED = "select count(*) from broker.queue where state = 'queued'"


@dataclass
class Heard:
    """A bell that notes who rang, and rings on."""

    rung: list[UUID] = field(default_factory=list)
    fails: int = 0
    bell: DatabaseBell = field(default_factory=DatabaseBell)

    async def ring(self, connection: asyncpg.Connection, facts: Sequence[UUID]) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("the broker is away")
        await self.bell.ring(connection, facts)
        self.rung.extend(facts)

    def close(self) -> None:
        self.bell.close()


@asynccontextmanager
async def relaying(stage: Stage, bell: Heard | None = None, pace: Pace | None = None) -> AsyncIterator[Heard]:
    heard = bell or Heard()
    relay = Relay(stage.world.database.relay_url, heard, pace)
    running = asyncio.create_task(relay.run())
    try:
        yield heard
    finally:
        relay.stop()
        await asyncio.wait_for(running, 5)


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110  # it is the database that is asked
            await asyncio.sleep(0.02)


async def some(stage: Stage, times: int = 1, *, council: str = "larkmere") -> list[UUID]:
    where = getattr(stage.world, council)
    return await stage.publish(where, "manager", NEWS, await stage.referral(where), times=times)


async def test_what_commits_is_handed_on_and_what_rolls_back_is_not(stage: Stage) -> None:
    async with relaying(stage) as heard:
        referral = await stage.referral(stage.world.larkmere)
        token = await stage.world.token(stage.world.larkmere, "manager")
        async with begin(stage.app) as work:
            await open_session(work, token)
            await publish(work, Fact(NEWS, "referral", referral))
        (committed,) = await some(stage)

        async def handed_on() -> bool:
            return heard.rung == [committed]

        await until(handed_on)
    assert await stage.ask(QUEUED) == 1
    assert await stage.ask("select array[attempts, (sent_at is not null)::int] from system.outbox") == [1, 1]


async def test_facts_from_before_it_started_are_handed_on(stage: Stage) -> None:
    facts = await some(stage, 3)
    async with relaying(stage) as heard:

        async def all_of_them() -> bool:
            return set(heard.rung) == set(facts)

        await until(all_of_them)


async def test_two_relays_hand_each_fact_on_once(stage: Stage) -> None:
    facts = await some(stage, 40)
    pace = Pace(in_flight=len(facts))
    async with relaying(stage, pace=pace) as first, relaying(stage, pace=pace) as second:

        async def all_of_them() -> bool:
            return len(first.rung) + len(second.rung) >= len(facts)

        await until(all_of_them)
    assert sorted(first.rung + second.rung) == sorted(facts)


async def test_a_broker_that_is_away_loses_nothing_and_marks_nothing(stage: Stage) -> None:
    (fact,) = await some(stage)
    async with relaying(stage, Heard(fails=2)) as heard:

        async def handed_on() -> bool:
            return heard.rung == [fact]

        await until(handed_on)
    assert await stage.ask("select attempts from system.outbox") == 1


async def test_a_wiped_broker_loses_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "WATCH", 0.1)
    facts = await some(stage, 20)
    async with relaying(stage, pace=QUICK):

        async def queued() -> bool:
            return bool(await stage.ask(QUEUED) == len(facts))

        await until(queued)
        await stage.run("truncate broker.queue, broker.worker")
        await until(queued)


async def test_a_message_that_a_worker_holds_for_too_long_is_put_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that forgot it, however alive it is; and one message that the broker gave up."""
    monkeypatch.setattr(relay_module, "WATCH", 0.1)
    await some(stage, 2)
    async with relaying(stage, pace=QUICK):

        async def queued() -> bool:
            return bool(await stage.ask(QUEUED) == 2)

        await until(queued)
        await stage.run(
            "update broker.queue set state = (array['consumed', 'rejected'])[1 + position % 2]::broker.state,"
            " worker_id = gen_random_uuid()"
        )
        await until(queued)


async def test_the_pause_grows_with_each_attempt_and_done_facts_rest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "WATCH", 0.02)
    undone, done = await some(stage, 2)
    await stage.run("update system.outbox set done_at = now() where id = :id", id=done)
    pace = Pace(lease=timedelta(seconds=0.2), longest_pause=timedelta(seconds=60))
    async with relaying(stage, pace=pace) as heard:
        await asyncio.sleep(2.0)
    # At 0, 0.2, 0.6 and 1.4 seconds; the next would be at 3.
    assert heard.rung == [undone] * 4
    assert await stage.ask("select attempts from system.outbox where id = :id", id=undone) == 4


async def test_one_councils_flood_does_not_stand_in_front_of_anothers_fact(stage: Stage) -> None:
    await some(stage, 500)
    (late,) = await some(stage, council="hallowdene")
    async with relaying(stage, pace=Pace(in_flight=10)) as heard:

        async def handed_on() -> bool:
            return late in heard.rung

        await until(handed_on)
    assert heard.rung.index(late) <= 10


async def test_a_council_gets_as_many_more_as_were_done(stage: Stage) -> None:
    await some(stage, 30)
    async with relaying(stage, pace=Pace(in_flight=10, place=timedelta(minutes=1))) as heard:
        await asyncio.sleep(0.5)
        assert len(heard.rung) == 10
        done = "update system.outbox set done_at = now() where id = any(:ids)"
        await stage.run(done, ids=heard.rung[:4])

        async def four_more() -> bool:
            return len(heard.rung) == 14

        await until(four_more)
        await asyncio.sleep(0.3)
    assert len(heard.rung) == 14


async def test_what_is_lost_gives_its_place_back_before_it_is_sent_again(stage: Stage) -> None:
    facts = await some(stage, 12)
    pace = Pace(in_flight=4, place=timedelta(seconds=0.3), lease=timedelta(minutes=1))
    async with relaying(stage, pace=pace) as heard:

        async def all_of_them() -> bool:
            return len(heard.rung) == len(facts)

        await until(all_of_them)
    assert sorted(heard.rung) == sorted(facts)


async def test_what_fails_again_and_again_does_not_stand_in_front_of_anything(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "WATCH", 0.05)
    failing = set(await some(stage, 200))
    await stage.run("update system.outbox set attempts = 1, sent_at = now() - interval '1 minute'")
    async with relaying(stage, pace=Pace(in_flight=10)) as heard:
        await asyncio.sleep(0.5)
        fresh = [*await some(stage, 3), *await some(stage, 3, council="hallowdene")]

        async def handed_on() -> bool:
            return set(fresh) <= set(heard.rung)

        await until(handed_on)
        await asyncio.sleep(0.3)
    assert len(failing & set(heard.rung)) == 10


async def test_it_comes_back_when_its_connections_are_cut(stage: Stage) -> None:
    async with relaying(stage) as heard:
        (first,) = await some(stage)

        async def both() -> bool:
            return len(heard.rung) == 2

        async def one() -> bool:
            return heard.rung == [first]

        await until(one)
        cut = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'cg_relay'"
        with capture_logs() as lines:
            await stage.run(cut)
            await some(stage)
            await until(both)
    assert {line["event"] for line in lines} >= {"relay_interrupted", "relay_listens"}
    assert all(set(line) <= {"event", "log_level", "error", "where", "facts"} for line in lines)


async def test_old_done_facts_go_and_what_they_told_stays(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    old = await stage.happens(larkmere, "manager", NEWS, referral)
    recent = await stage.happens(larkmere, "manager", NEWS, referral)
    (undone,) = await stage.publish(larkmere, "manager", NEWS, referral)
    aged = UUID(int=old.int - (40 * 86_400_000 << 80))
    await stage.run("update system.outbox set id = :aged, done_at = now() - interval '39 days' where id = :id",
                    id=old, aged=aged)  # fmt: skip
    ancient = UUID(int=undone.int - (400 * 86_400_000 << 80))
    await stage.run("update system.outbox set id = :aged where id = :id", id=undone, aged=ancient)
    async with relaying(stage):

        async def gone() -> bool:
            left: list[UUID] = await stage.ask("select array_agg(id order by id) from system.outbox")
            return left == [ancient, recent]

        await until(gone)
    assert await stage.ask("select count(*) from council.notifications") == 4


async def test_it_sweeps_what_is_over(stage: Stage) -> None:
    """What that is, and that nothing live goes: `tests/isolation/test_sweep.py`."""
    await stage.run("insert into identity.throttles values ('report', 'old', now() - interval '2 hours', 3)")
    async with relaying(stage):

        async def swept() -> bool:
            return bool(await stage.ask("select count(*) = 0 from identity.throttles where key_hash = 'old'"))

        await until(swept)


async def test_facts_are_handed_on_while_sweeping_fails(stage: Stage) -> None:
    await stage.run("alter function system.sweep(integer) rename to swept")
    try:
        (fact,) = await some(stage)
        async with relaying(stage) as heard:

            async def handed_on() -> bool:
                return heard.rung == [fact]

            await until(handed_on)
    finally:
        await stage.run("alter function system.swept(integer) rename to sweep")
