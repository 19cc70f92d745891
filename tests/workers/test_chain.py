"""The chainer: everything that committed is linked once, whatever else goes on, and what is linked is signed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from commonground.infra.trail.rows import looking
from commonground.infra.trail.verify import Exported, Trust, verify
from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.audit.heads import HeadFiles, keys_in
from commonground.platform.audit.keys import SigningKey
from commonground.platform.audit.verifying import Report
from commonground.platform.identity.passes import open_session
from commonground.platform.work import begin
from commonground.workers.chain import Chainer, Notary, Pace
from councils import TestCouncil
from stage import Stage

KEY = SigningKey(b"k" * 32)
QUICK = Pace(turn=0.05, heads=0.2)
UNLINKED = "select count(*) from audit.waiting"
CLEAR = "truncate audit.entries, audit.waiting, audit.links, audit.chains, audit.heads"


@pytest.fixture
async def clear(stage: Stage) -> Stage:
    await stage.run(CLEAR)
    return stage


def chainer(stage: Stage, folder: Path, pace: Pace = QUICK) -> Chainer:
    return Chainer(stage.world.database.relay_url, Notary(KEY, HeadFiles(folder)), pace)


@asynccontextmanager
async def relay(stage: Stage) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(stage.world.database.relay_url)
    try:
        yield connection
    finally:
        await connection.close()


async def look(stage: Stage, council: TestCouncil, person: str, times: int = 1) -> None:
    """Entries as pages leave them, in one transaction."""
    async with begin(stage.app) as work:
        assert await open_session(work, await stage.world.token(council, person))
        for _ in range(times):
            await audit.record(work, Action.READ_TRACKER, audit.Subject("tracker"))
        await work.commit()


@contextmanager
def _reports(stage: Stage, folder: Path | None) -> Iterator[list[Report]]:
    trust = Trust({KEY.public.id: KEY.public}, Exported.read(folder) if folder else Exported())
    with looking(stage.world.database.owner_url) as connection:
        world = stage.world
        yield [verify(connection, council.id, trust) for council in (world.larkmere, world.hallowdene)]


def verified(stage: Stage, folder: Path | None = None) -> list[int]:
    """The links of both councils, in which everything fits."""
    with _reports(stage, folder) as reports:
        assert [finding.sentence for report in reports for finding in report.findings] == []
        return [report.links for report in reports]


async def test_what_committed_is_linked_in_each_council_by_itself(clear: Stage, tmp_path: Path) -> None:
    world = clear.world
    await look(clear, world.larkmere, "screener", 3)
    await look(clear, world.hallowdene, "admin", 2)
    async with relay(clear) as connection:
        assert await chainer(clear, tmp_path).link(connection) == 5
        assert await chainer(clear, tmp_path).link(connection) == 0
    assert verified(clear) == [3, 2]


async def test_a_transaction_that_began_first_and_committed_last_is_not_passed_over(
    clear: Stage, tmp_path: Path
) -> None:
    larkmere = clear.world.larkmere
    async with begin(clear.app) as slow, relay(clear) as connection:
        await open_session(slow, await clear.world.token(larkmere, "manager"))
        await audit.record(slow, Action.READ_TRACKER, audit.Subject("tracker"))
        await look(clear, larkmere, "screener")
        assert await chainer(clear, tmp_path).link(connection) == 1
        await slow.commit()
        assert await chainer(clear, tmp_path).link(connection) == 1
    assert verified(clear) == [2, 0]
    order = (
        "select array_agg(e.staff_id order by l.sequence) from audit.links l join audit.entries e on e.id = l.entry_id"
    )
    people = [clear.staff(larkmere, "screener"), clear.staff(larkmere, "manager")]
    assert await clear.ask(order) == people, "in the order of linking"


async def test_two_chainers_link_each_entry_once(clear: Stage, tmp_path: Path) -> None:
    for council in (clear.world.larkmere, clear.world.hallowdene):
        await look(clear, council, "screener", 150)
    async with relay(clear) as one, relay(clear) as other:
        for _ in range(20):
            await asyncio.gather(*(chainer(clear, tmp_path).link(each) for each in (one, other)))
            await look(clear, clear.world.larkmere, "screener", 5)
        await chainer(clear, tmp_path).link(one)
    assert verified(clear) == [250, 150]


async def test_a_council_whose_turn_another_has_keeps_nobody_waiting(clear: Stage, tmp_path: Path) -> None:
    for council in (clear.world.larkmere, clear.world.hallowdene):
        await look(clear, council, "screener")
    async with relay(clear) as one, relay(clear) as other:
        await one.fetchval("select audit.councils_to_link()")
        async with one.transaction():
            assert await one.fetchval("select audit.link($1, 1)", clear.world.larkmere.id) == 1
            assert await asyncio.wait_for(chainer(clear, tmp_path).link(other), 5) == 1
    assert verified(clear) == [1, 1]


async def test_more_than_a_batch_is_linked_at_once(
    clear: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonground.workers.chain.BATCH", 10)
    await look(clear, clear.world.larkmere, "screener", 35)
    async with relay(clear) as connection:
        assert await chainer(clear, tmp_path).link(connection) == 35
    assert verified(clear) == [35, 0]


async def test_a_chain_that_grew_is_signed_once_and_put_down(clear: Stage, tmp_path: Path) -> None:
    larkmere = clear.world.larkmere
    async with relay(clear) as connection:
        for number in range(3):
            await look(clear, larkmere, "screener")
            await chainer(clear, tmp_path).link(connection)
            assert await chainer(clear, tmp_path).sign(connection) == 1
            assert await chainer(clear, tmp_path).sign(connection) == 0, f"nothing new after {number}"
    assert len((tmp_path / f"{larkmere.id}.jsonl").read_text().splitlines()) == 3
    assert keys_in(tmp_path) == {KEY.public.id: KEY.public}
    assert len((tmp_path / "keys.jsonl").read_text().splitlines()) == 1
    with _reports(clear, tmp_path) as reports:
        assert [(report.heads, report.found) for report in reports] == [(6, 0), (0, 0)]


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await true():  # noqa: ASYNC110  # it is the database that is asked
            await asyncio.sleep(0.02)


async def test_it_runs_until_it_is_stopped_and_then_signs(clear: Stage, tmp_path: Path) -> None:
    running = chainer(clear, tmp_path, Pace(turn=0.02, heads=3600))
    task = asyncio.create_task(running.run())
    await look(clear, clear.world.larkmere, "screener", 4)

    async def linked() -> bool:
        return bool(await clear.ask(UNLINKED) == 0)

    await _until(linked)
    assert Exported.read(tmp_path) == Exported(), "the time for signing has not come"
    running.stop()
    await asyncio.wait_for(task, 5)
    assert verified(clear, tmp_path) == [4, 0]
    assert len(Exported.read(tmp_path).heads[clear.world.larkmere.id]) == 1


async def test_it_comes_back_when_the_database_does(clear: Stage, tmp_path: Path) -> None:
    running = chainer(clear, tmp_path)
    task = asyncio.create_task(running.run())
    connected = "select pid from pg_stat_activity where usename = 'cg_relay' and datname = current_database()"

    async def there() -> bool:
        return await clear.ask(connected) is not None

    await _until(there)
    with capture_logs() as logged:
        await clear.run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'cg_relay'"
                        " and datname = current_database()")  # fmt: skip
        await look(clear, clear.world.larkmere, "screener")

        async def linked() -> bool:
            return bool(await clear.ask(UNLINKED) == 0)

        await _until(linked)
    running.stop()
    await asyncio.wait_for(task, 5)
    assert "chainer_interrupted" in {line["event"] for line in logged}
    assert verified(clear, tmp_path) == [1, 0]


async def test_what_was_there_before_the_chain_waits_for_it_too(clear: Stage, tmp_path: Path) -> None:
    """Rows that somebody puts in past the application, as a migration or the demonstration does."""
    row = "insert into audit.entries (tenant_id, id, at, action) select :council, gen_random_uuid(), now(), 'x'"
    await clear.run(f"{row} from generate_series(1, 3)", council=clear.world.hallowdene.id)
    async with relay(clear) as connection:
        assert await chainer(clear, tmp_path).link(connection) == 3
    assert verified(clear) == [0, 3]


async def test_the_role_that_links_reads_and_writes_none_of_it(clear: Stage) -> None:
    async with relay(clear) as connection:
        for table in ("entries", "waiting", "links", "chains", "heads"):
            for statement in (f"select from audit.{table}", f"delete from audit.{table}"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("select audit.canonical(null)")


@pytest.mark.parametrize("url", ["app_url", "worker_url", "login_url"])
async def test_nobody_else_links(clear: Stage, url: str) -> None:
    connection = await asyncpg.connect(getattr(clear.world.database, url))
    try:
        for call in ("audit.link(gen_random_uuid(), 1)", "audit.heads_due()", "audit.councils_to_link()"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select {call}")
    finally:
        await connection.close()
