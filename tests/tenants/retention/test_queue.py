"""What is due, by the council's own schedule: time travel to the day before and to the day itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casework import Known, acting, add_context, add_referral
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import IncompleteError
from commonground.tenants.referrals.rules import OUTCOMES_WITHOUT_CONTEXT
from commonground.tenants.referrals.types import Outcome
from commonground.tenants.retention import queue
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.rules import NotNowError
from commonground.tenants.retention.schedule import choices_of, choose, rules_of
from commonground.tenants.retention.types import CountedFrom, DisposalGround, KeptKind, Origin, Period, RecordType
from councils import World, make_world
from postgres import Database
from told import tell

CLOSED = datetime(2024, 2, 29, 10, tzinfo=UTC)
"""A leap day: a year later it is 1 March."""


async def due(world: World, day: date, council: str = "larkmere") -> set[str]:
    now = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    async with acting(world, getattr(world, council), "ig_lead", now=now, keep=False) as work:
        return {each.record.reference for each in await queue.due_records(work)}


async def closed(world: World, kind: str = "place", at: datetime = CLOSED) -> str:
    known = await add_context(world, world.larkmere, kind=kind, status="closed", at=at)
    return known.reference


async def test_a_closed_context_is_due_after_a_year_and_a_peer_group_after_half(world: World) -> None:
    place, group = await closed(world), await closed(world, "group", datetime(2024, 8, 31, 10, tzinfo=UTC))
    open_one = (await add_context(world, world.larkmere, at=CLOSED)).reference
    assert place not in await due(world, date(2025, 2, 28))
    assert place in await due(world, date(2025, 3, 1))
    assert group not in await due(world, date(2025, 2, 28))
    assert group in await due(world, date(2025, 3, 1))
    assert open_one not in await due(world, date(2099, 1, 1))
    assert await due(world, date(2099, 1, 1), "hallowdene") == set()


async def test_the_day_is_the_one_on_which_it_was_closed(world: World) -> None:
    """Whatever was changed in it since."""
    known = await add_context(world, world.larkmere, status="closed", at=CLOSED)
    await tell(world, "update tenants.contexts set changed_at = '2025-06-01' where id = :id", id=known.id)
    closed_line = "update tenants.context_events set verb = 'close' where context_id = :id"
    await tell(world, closed_line, id=known.id)
    assert known.reference in await due(world, date(2025, 3, 1))


async def test_an_earlier_trackers_decision_without_a_day_counts_from_when_it_came(world: World) -> None:
    """Not from the day of the import, nor from a clearing of its words. What ended here did so here."""
    silent, gone = [
        await add_referral(world, world.larkmere, state=state, outcome="advice", received=CLOSED, with_report=False)
        for state in ("decided", "withdrawn")
    ]
    brought = (
        "update tenants.referrals set route = 'tracker', decided_at = null, decided_by = null,"
        " changed_at = '2025-06-01' where id = :id"
    )
    for told in (silent, gone):
        await tell(world, brought, id=told.id)
    found = await due(world, date(2025, 3, 1))
    assert silent.reference in found
    assert gone.reference not in found
    assert gone.reference in await due(world, date(2026, 6, 1))


async def test_referrals_are_due_by_how_they_ended(world: World) -> None:
    decided = "update tenants.referrals set decided_at = :at, changed_at = :at where id = :id"
    told = await add_referral(world, world.larkmere, state="decided", outcome="advice")
    await tell(world, decided, at=CLOSED, id=told.id)
    gone = await add_referral(world, world.larkmere, state="withdrawn")
    await tell(world, "update tenants.referrals set changed_at = :at where id = :id", at=CLOSED, id=gone.id)
    open_one = await add_referral(world, world.larkmere, state="screening")
    assert {told.reference, gone.reference} & await due(world, date(2025, 2, 28)) == set()
    assert {told.reference, gone.reference} <= await due(world, date(2025, 3, 1))
    assert open_one.reference not in await due(world, date(2099, 1, 1))
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        assert (await kept_record(work, KeptKind.REFERRAL, told.reference)).record_type is RecordType.REFERRAL_CLOSED
        with pytest.raises(NotFoundHereError):
            await kept_record(work, KeptKind.CONTEXT, told.reference)
    async with acting(world, world.hallowdene, "ig_lead", keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await kept_record(work, KeptKind.REFERRAL, told.reference)


DECIDED = "update tenants.referrals set decided_at = :at, changed_at = :at where id = :id"
LINE = (
    "insert into tenants.context_events (tenant_id, id, context_id, at, verb, words)"
    " select tenant_id, gen_random_uuid(), id, :at, 'close', '' from tenants.contexts where id = :id"
)


async def taken_on(world: World, known: Known, at: datetime, outcome: str = "assessment") -> str:
    told = await add_referral(world, world.larkmere, state="decided", outcome=outcome, context=known)
    await tell(world, DECIDED, at=at, id=told.id)
    return told.reference


async def close(world: World, known: Known, at: datetime) -> None:
    await tell(world, "update tenants.contexts set status = 'closed', changed_at = :at where id = :id", at=at,
               id=known.id)  # fmt: skip  # one change
    await tell(world, LINE, at=at, id=known.id)


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - OUTCOMES_WITHOUT_CONTEXT))
async def test_what_was_taken_on_is_not_over_while_its_context_goes_on(world: World, outcome: Outcome) -> None:
    known = await add_context(world, world.larkmere, at=CLOSED)
    reference = await taken_on(world, known, CLOSED, outcome)
    assert reference not in await due(world, date(2099, 1, 1))
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        record = await kept_record(work, KeptKind.REFERRAL, reference, lock=True)
        assert (record.ended_at, record.record_type) == (None, RecordType.REFERRAL_TAKEN_ON)
        with pytest.raises(NotNowError, match="Work on it goes on"):
            await queue.propose(work, record, DisposalGround.TIME_IS_UP)
        await queue.propose(work, record, DisposalGround.DUPLICATE)  # what stands twice waits for no day
    await close(world, known, datetime(2025, 5, 10, 10, tzinfo=UTC))
    assert reference not in await due(world, date(2026, 5, 9))
    assert reference in await due(world, date(2026, 5, 10))
    assert reference not in await due(world, date(2026, 5, 10), "hallowdene")
    await tell(world, "update tenants.contexts set status = 'active' where id = :id", id=known.id)
    assert reference not in await due(world, date(2099, 1, 1)), "opened again"


async def test_what_was_taken_on_counts_from_its_own_decision_where_that_is_later(world: World) -> None:
    """And from the last closing of several; what went no further waits for no context."""
    known = await add_context(world, world.larkmere, at=CLOSED)
    await close(world, known, CLOSED)
    later = await taken_on(world, known, datetime(2025, 5, 10, 10, tzinfo=UTC))
    assert later not in await due(world, date(2026, 5, 9))
    assert later in await due(world, date(2026, 5, 10))
    await tell(world, LINE, at=datetime(2025, 8, 1, 10, tzinfo=UTC), id=known.id)
    assert later not in await due(world, date(2026, 7, 31))
    assert later in await due(world, date(2026, 8, 1))
    active = await add_context(world, world.larkmere, at=CLOSED)
    assert await taken_on(world, active, CLOSED, "advice") in await due(world, date(2025, 3, 1))


async def test_a_time_from_the_last_change_waits_for_the_closing_too(own_database: Database) -> None:
    world = await make_world(own_database)
    async with acting(world, world.larkmere, "ig_lead", now=CLOSED) as work:
        await choose(work, RecordType.REFERRAL_TAKEN_ON, Period(years=1), CountedFrom.LAST_CHANGE, "Ours")
    known = await add_context(world, world.larkmere, at=CLOSED)
    reference = await taken_on(world, known, CLOSED)
    assert reference not in await due(world, date(2099, 1, 1))
    await close(world, known, datetime(2025, 5, 10, 10, tzinfo=UTC))
    assert reference not in await due(world, date(2026, 5, 9))
    assert reference in await due(world, date(2026, 5, 10))


async def test_the_councils_choice_counts_for_it_alone(own_database: Database) -> None:
    world = await make_world(own_database)
    reference = await closed(world)
    async with acting(world, world.larkmere, "ig_lead", now=CLOSED) as work:
        await choose(work, RecordType.CONTEXT, Period(years=3), CountedFrom.ENDED, "Our policy of 2026")
    assert reference not in await due(world, date(2027, 2, 28))
    assert reference in await due(world, date(2027, 3, 1))
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        rule = (await rules_of(work))[RecordType.CONTEXT]
        assert (rule.period, rule.origin) == (Period(years=3), Origin.COUNCIL)
        with pytest.raises(IncompleteError):
            await choose(work, RecordType.LOOKED_AFTER, Period(years=20), CountedFrom.BIRTH, "Too long")
    async with acting(world, world.hallowdene, "ig_lead", keep=False) as work:
        assert (await rules_of(work))[RecordType.CONTEXT].period == Period(years=1)
        assert await choices_of(work) == []


async def test_what_is_not_due_takes_no_place_of_what_is(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older records of a type that is kept longer, and those that somebody keeps, stand before nobody."""
    world = await make_world(own_database)
    monkeypatch.setattr(queue, "MOST", 1)
    async with acting(world, world.larkmere, "ig_lead", now=CLOSED) as work:
        await choose(work, RecordType.CONTEXT, Period(years=6), CountedFrom.ENDED, "Our policy of 2026")
    place, kept = await closed(world), await closed(world, "group", CLOSED + timedelta(days=1))
    async with acting(world, world.larkmere, "ig_lead", now=datetime(2025, 3, 1, 9, tzinfo=UTC)) as work:
        record = await kept_record(work, KeptKind.CONTEXT, kept)
        await queue.keep_longer(work, record, "The family may come back", date(2026, 3, 1))
    group = await closed(world, "group", CLOSED + timedelta(days=2))
    assert await due(world, date(2025, 3, 1)) == {group}
    later = await closed(world, "group", CLOSED + timedelta(days=3))
    async with acting(world, world.larkmere, "ig_lead", now=datetime(2025, 3, 1, 9, tzinfo=UTC), keep=False) as work:
        found = await queue.due_records(work)
    assert ([each.record.reference for each in found], found.more) == ([group], True)
    assert {place, later} & await due(world, date(2025, 3, 1)) == set()


async def test_what_is_kept_longer_comes_back_on_its_day(world: World) -> None:
    reference = await closed(world)
    async with acting(world, world.larkmere, "ig_lead", now=datetime(2025, 3, 1, 9, tzinfo=UTC)) as work:
        record = await kept_record(work, KeptKind.CONTEXT, reference)
        await queue.keep_longer(work, record, "The family may come back", date(2026, 3, 1))
        with pytest.raises(IncompleteError):
            await queue.keep_longer(work, record, "", date(2026, 3, 1))
    assert reference not in await due(world, date(2026, 2, 28))
    assert reference in await due(world, date(2026, 3, 1))


async def test_what_is_not_due_cannot_be_proposed(world: World) -> None:
    reference = await closed(world, at=datetime.now(UTC) - timedelta(days=300))
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        record = await kept_record(work, KeptKind.CONTEXT, reference, lock=True)
        with pytest.raises(Exception, match="not up"):
            await queue.propose(work, record, DisposalGround.TIME_IS_UP)
