"""Which slots of a periodic job there are, and that each is minted once. Slots are worked out by a function of a
moment, so that time is travelled by asking; minting itself knows no moment but now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from commonground.infra.migrations import run as migrations
from commonground.infra.migrations.run import upgrade
from commonground.platform.database.roles import APP, LOGIN, WORKER
from commonground.platform.outbox.kinds import FactKind
from commonground.platform.outbox.periodic import PERIODIC, CouncilHour, Periodic, once_each
from commonground.workers.minting import mint
from councils import World
from postgres import Database
from stands import address

LONDON = ZoneInfo("Europe/London")
SLOT = "select system.due_slot($1, $2, $3)"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
JOB = FactKind.REFERRAL_RECEIVED  # any kind will do
FACTS = "select count(*) from system.outbox where tenant_id = $1 and kind = $2"


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def relay(world: World, owner: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """In a database without jobs and slots."""
    await owner.execute("delete from system.periodic; delete from system.schedule; delete from system.outbox")
    connection = await asyncpg.connect(world.database.relay_url)
    yield connection
    await connection.close()


async def _daily(owner: asyncpg.Connection, at: time, day: date, *, days: int = 3) -> list[datetime]:
    """The slots that somebody meets who looks every ten minutes from the start of `day` on."""
    moment = datetime.combine(day, time(), LONDON).astimezone(UTC)
    seen: list[datetime] = []
    while moment < datetime.combine(day + timedelta(days=days), time(), LONDON).astimezone(UTC):
        slot = await owner.fetchval(SLOT, None, at, moment)
        assert moment - timedelta(hours=25) < slot <= moment
        assert not seen or slot >= seen[-1], "a slot comes before one that was there already"
        seen += [slot] if not seen or slot != seen[-1] else []
        moment += timedelta(minutes=10)
    return [slot for slot in seen if slot >= datetime.combine(day, time(), LONDON)]


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2026, 6, 1), date(2026, 12, 31)], ids=str)
@pytest.mark.parametrize("at", [time(0), time(0, 30), time(1), time(1, 30), time(2), time(9), time(23, 50)], ids=str)
async def test_every_day_has_one_slot_whatever_the_clocks_do(owner: asyncpg.Connection, day: date, at: time) -> None:
    found = await _daily(owner, at, day - timedelta(days=1))
    assert [slot.astimezone(LONDON).date() for slot in found] == [day + timedelta(days=n) for n in (-1, 0, 1)]
    for slot in found:
        local = slot.astimezone(LONDON)
        skipped = local.date() == SPRING and time(1) <= at < time(2)
        assert local.time() == (time(at.hour + 1, at.minute) if skipped else at)


async def test_of_a_time_that_comes_twice_it_is_the_second(owner: asyncpg.Connection) -> None:
    first = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 1.45 am, summer time
    assert (await owner.fetchval(SLOT, None, time(1, 30), first)).astimezone(LONDON).day == 24
    second = first + timedelta(hours=1)
    assert await owner.fetchval(SLOT, None, time(1, 30), second) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("every", [timedelta(minutes=15), timedelta(hours=1), timedelta(days=7)], ids=str)
async def test_an_interval_is_not_changed_by_the_clocks(owner: asyncpg.Connection, every: timedelta) -> None:
    moment = datetime(2026, 10, 24, 22, 7, tzinfo=UTC)
    for _ in range(40):
        slot = await owner.fetchval(SLOT, every, None, moment)
        assert moment - every < slot <= moment
        assert await owner.fetchval(SLOT, every, None, moment + every) == slot + every
        assert await owner.fetchval(SLOT, every, None, slot) == slot
        moment += timedelta(minutes=11)


async def _minted(owner: asyncpg.Connection, world: World) -> list[int]:
    return [await owner.fetchval(FACTS, council.id, JOB) for council in (world.larkmere, world.hallowdene)]


async def _hourly(owner: asyncpg.Connection) -> None:
    await owner.execute("insert into system.periodic (job, every) values ($1, interval '28 days')", JOB)


async def test_each_council_gets_one_fact_for_a_slot(
    world: World, owner: asyncpg.Connection, relay: asyncpg.Connection
) -> None:
    await _hourly(owner)
    assert await mint(relay) == 2
    assert await mint(relay) == 0
    assert await _minted(owner, world) == [1, 1]
    for row in await owner.fetch("select o.*, s.due_at from system.outbox o join system.schedule s using (id)"):
        assert (row["subject_kind"], row["subject_id"], row["actor_id"]) == ("council", row["tenant_id"], None)
        assert row["due_at"] <= row["occurred_at"]


async def test_its_id_begins_with_the_time_like_every_fact(
    owner: asyncpg.Connection, relay: asyncpg.Connection
) -> None:
    """The relay deletes old facts by it."""
    await _hourly(owner)
    before = datetime.now(UTC) - timedelta(seconds=1)
    await mint(relay)
    for row in await owner.fetch("select id from system.outbox"):
        assert (row["id"].version, row["id"].variant) == (7, "specified in RFC 4122")
        made = datetime.fromtimestamp((row["id"].int >> 80) / 1000, UTC)
        assert before <= made <= datetime.now(UTC) + timedelta(seconds=1)


async def test_missed_slots_are_not_made_up_for_but_the_latest(
    world: World, owner: asyncpg.Connection, relay: asyncpg.Connection
) -> None:
    await owner.execute("insert into system.periodic (job, every) values ($1, interval '1 hour')", JOB)
    long_ago = "insert into system.schedule values (gen_random_uuid(), $1, $2, now() - interval '10 days', now())"
    for council in (world.larkmere, world.hallowdene):
        await owner.execute(long_ago, council.id, JOB)
    assert await mint(relay) == 2
    assert await _minted(owner, world) == [1, 1]


async def test_two_relays_mint_once(world: World, owner: asyncpg.Connection, relay: asyncpg.Connection) -> None:
    await _hourly(owner)
    others = [await asyncpg.connect(world.database.relay_url) for _ in range(7)]
    minted = await asyncio.gather(*(mint(each) for each in (relay, *others)))
    for other in others:
        await other.close()
    assert sorted(minted)[-2:] in ([0, 2], [1, 1])
    assert await _minted(owner, world) == [1, 1]


async def test_a_council_has_hours_of_its_own(
    world: World, owner: asyncpg.Connection, relay: asyncpg.Connection
) -> None:
    """A second after midnight it would close at midnight, and a council that closes at noon has not closed yet."""
    rows = "insert into system.periodic (job, council_hour) values ($1, $2)"
    await owner.execute(rows, JOB, "opens")
    await owner.execute(rows, FactKind.REFERRAL_DECIDED, "closes")
    hours = "update commons.councils set reads_from = '07:10', reads_until = '18:20' where id = $1"
    await owner.execute(hours, world.larkmere.id)
    assert await mint(relay) == 4
    due = "select due_at from system.schedule where tenant_id = $1 order by job"
    opens_last = sorted(row["due_at"].astimezone(LONDON).time() for row in await owner.fetch(due, world.larkmere.id))
    assert opens_last == [time(7, 10), time(18, 20)]
    others = sorted(row["due_at"].astimezone(LONDON).time() for row in await owner.fetch(due, world.hallowdene.id))
    assert others == [time(8, 30), time(17)]


async def test_facts_wait_for_no_minting_that_fails(owner: asyncpg.Connection, relay: asyncpg.Connection) -> None:
    await owner.execute("alter function system.mint_due() rename to minted_due")
    try:
        assert await mint(relay) == 0
    finally:
        await owner.execute("alter function system.minted_due() rename to mint_due")


@pytest.mark.parametrize("role", [APP, LOGIN, WORKER])
async def test_nobody_else_mints_or_asks_for_another_time(world: World, role: str) -> None:
    connection = await asyncpg.connect(address(world.database, role))
    for call in ("system.mint_due()", "system.due_slot(interval '1 day', null, now())", "system.new_id()"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"select {call}")
    await connection.close()


async def test_the_relay_names_no_slot(relay: asyncpg.Connection) -> None:
    for sql in ("select system.due_slot(interval '1 day', null, now())", "select * from system.schedule",
                "insert into system.periodic (job, every) values ('x', '1 day')"):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await relay.fetch(sql)


async def test_the_database_has_what_the_code_declares(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every migration writes it anew, and slots that were minted stay."""
    declared = (Periodic(job=JOB, at_local=time(6)), Periodic(job=FactKind.TEAM_CHANGED, every=timedelta(hours=1)))
    monkeypatch.setattr(migrations, "PERIODIC", declared)
    upgrade(own_database.owner_url)
    owner = await asyncpg.connect(own_database.owner_url)
    rows = await owner.fetch("select job, every, at_local from system.periodic order by job")
    assert [tuple(row) for row in rows] == [(JOB, None, time(6)), ("team_changed", timedelta(hours=1), None)]
    monkeypatch.setattr(migrations, "PERIODIC", PERIODIC)
    upgrade(own_database.owner_url)
    assert {row["job"] for row in await owner.fetch("select job from system.periodic")} == {p.job for p in PERIODIC}
    await owner.close()


@pytest.mark.parametrize(
    "rhythm",
    [
        {},
        {"every": timedelta(hours=1), "at_local": time(6)},
        {"at_local": time(6), "council_hour": CouncilHour.OPENS},
        {"every": timedelta(seconds=1)},
        {"every": timedelta(days=400)},
        {"at_local": time(6, tzinfo=UTC)},
    ],
)
def test_a_rhythm_that_nobody_means_is_refused(rhythm: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=JOB):
        Periodic(job=JOB, **rhythm)  # type: ignore[arg-type]  # each is of the right type


def test_a_job_has_one_rhythm() -> None:
    hourly = Periodic(job=JOB, every=timedelta(hours=1))
    with pytest.raises(ValueError, match="one rhythm"):
        once_each([hourly, Periodic(job=JOB, at_local=time(6))])
    assert once_each([hourly]) == (hourly,)
