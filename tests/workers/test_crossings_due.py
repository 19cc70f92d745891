"""What time brings about between councils: what expired ends, and what is late is told once, to whom it concerns."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from agreeing import agree_across
from commonground.platform.calendar.of_council import calendar_for
from commonground.platform.crossings.types import Act, OfferView, Side, State, Urgency
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.outbox import FactKind
from commonground.platform.settings import Settings
from commonground.workers.actors import crossings_due
from commonground.workers.actors.crossings_due import Late, Wait, due_of
from councils import TestCouncil
from crossed import Crossed, accept, answer, ask_of_them
from crossing_stage import carry, empty, forget, look, offered
from stage import Stage

CALENDAR = calendar_for("england", time(9), time(17))
MONDAY = datetime(2026, 11, 16, 12, tzinfo=UTC)
MAY_BE_TOLD_NOW = crossings_due._may_be_told_now


@pytest.fixture(autouse=True)
async def nothing_crosses(stage: Stage) -> None:
    await empty(stage)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return store_of(Settings(files_path=str(tmp_path / "files")))


@pytest.fixture(autouse=True)
def any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run at any hour; when somebody may be told is a test of its own."""
    monkeypatch.setattr(crossings_due, "_may_be_told_now", lambda *_: True)


def an_offer(**more: Any) -> OfferView:
    """As much of one as its clocks need."""
    clocks = {"conference_due_at": None, "purge_asked_at": None, "purge_answered_at": None}
    said = {"id": uuid4(), "side": Side.RECEIVER, "urgency": Urgency.SOON, "standing": State.SENT,
            "respond_by": MONDAY, "is_open": False}  # fmt: skip  # one offer
    return cast(OfferView, SimpleNamespace(**said | clocks | more))


@pytest.mark.parametrize(
    ("side", "urgency", "after", "expected"),
    [
        (Side.RECEIVER, Urgency.SOON, timedelta(minutes=-1), []),
        (Side.RECEIVER, Urgency.SOON, timedelta(minutes=1), [False]),
        (Side.SENDER, Urgency.SOON, timedelta(minutes=1), []),
        (Side.RECEIVER, Urgency.SOON, timedelta(hours=23), [False]),
        (Side.RECEIVER, Urgency.SOON, timedelta(days=2), [True]),
        (Side.SENDER, Urgency.SOON, timedelta(days=2), [True]),
        (Side.RECEIVER, Urgency.TODAY, timedelta(hours=1), [False]),
        (Side.SENDER, Urgency.TODAY, timedelta(hours=2), [True]),
    ],
)
def test_unanswered_is_a_reminder_and_then_before_the_managers_of_both(
    side: Side, urgency: Urgency, after: timedelta, expected: list[bool]
) -> None:
    found = list(due_of(an_offer(side=side, urgency=urgency), MONDAY + after, CALENDAR))
    assert [each.late for each in found] == expected
    assert {each.wait for each in found} <= {Wait.ANSWER}


@pytest.mark.parametrize(("standing", "reminded"), [(State.ACKNOWLEDGED, Side.RECEIVER), (State.QUERIED, Side.SENDER)])
def test_whoevers_turn_it_is_is_reminded(standing: State, reminded: Side) -> None:
    """An offer that was acknowledged is not decided; one to which more was asked for waits for its sender."""
    for side in (Side.SENDER, Side.RECEIVER):
        offer = an_offer(side=side, standing=standing)
        soon, late = (
            list(due_of(offer, MONDAY + after, CALENDAR)) for after in (timedelta(hours=1), timedelta(days=2))
        )
        assert [each.late for each in soon] == ([False] if side is reminded else [])
        assert [each.late for each in late] == [True]
    assert not list(due_of(an_offer(standing=standing, is_open=True), MONDAY + timedelta(days=2), CALENDAR))


def test_what_stopped_with_its_agreement_goes_on_by_the_clock_and_is_its_senders_to_see_to() -> None:
    """Whoever heard already that it is late hears it again, once: it is another thing to know."""
    for side in (Side.SENDER, Side.RECEIVER):
        offer = an_offer(side=side, standing=State.STOPPED)
        early, soon, late = (list(due_of(offer, MONDAY + timedelta(hours=after), CALENDAR)) for after in (-1, 1, 48))
        assert not early
        assert [each.late for each in soon] == ([False] if side is Side.SENDER else [])
        assert [(each.wait, each.late) for each in late] == [(Wait.ANEW, True)]
        before = Late(offer, Wait.ANSWER, MONDAY, late=True)
        assert before.key != late[0].key


@pytest.mark.parametrize(
    ("at", "urgency", "expected"),
    [
        (MONDAY, Urgency.SOON, True),
        (MONDAY.replace(hour=8, minute=59), Urgency.SOON, False),
        (MONDAY.replace(hour=9), Urgency.SOON, True),
        (MONDAY - timedelta(days=1), Urgency.SOON, False),
        (MONDAY - timedelta(days=1), Urgency.TODAY, True),
        (MONDAY.replace(hour=3), Urgency.TODAY, True),
        (datetime(2026, 12, 25, 12, tzinfo=UTC), Urgency.SOON, False),
        (datetime(2026, 7, 6, 8, tzinfo=UTC), Urgency.SOON, True),  # nine o'clock in London
        (datetime(2026, 7, 6, 7, 59, tzinfo=UTC), Urgency.SOON, False),
    ],
)
def test_people_are_told_once_the_council_has_opened_but_at_any_hour_of_danger_today(
    at: datetime, urgency: Urgency, expected: bool
) -> None:
    late = Late(an_offer(urgency=urgency), Wait.ANSWER, MONDAY, late=False)
    assert MAY_BE_TOLD_NOW(late, at, CALENDAR) is expected


@pytest.mark.parametrize(("days", "expected"), [(10, []), (2, [False]), (-1, [True])])
def test_a_conference_is_told_of_before_its_day_and_after(days: int, expected: list[bool]) -> None:
    due = MONDAY + timedelta(days=days)
    offer = an_offer(standing=State.ACCEPTED, conference_due_at=due)
    assert [each.late for each in due_of(offer, MONDAY, CALENDAR)] == expected
    assert not list(
        due_of(an_offer(standing=State.ACCEPTED, conference_due_at=due, side=Side.SENDER), MONDAY, CALENDAR)
    )
    assert not list(due_of(an_offer(standing=State.CONFERENCE_HELD, conference_due_at=due), MONDAY, CALENDAR))


@pytest.mark.parametrize("side", [Side.SENDER, Side.RECEIVER])
def test_a_request_about_a_copy_waits_five_working_days(side: Side) -> None:
    asked = {"standing": State.CLOSED, "purge_asked_at": MONDAY, "side": side}
    assert not list(due_of(an_offer(**asked), MONDAY + timedelta(days=6), CALENDAR))
    (late,) = due_of(an_offer(**asked), MONDAY + timedelta(days=8), CALENDAR)
    assert (late.wait, late.late) == (Wait.PURGE, True)
    answered = asked | {"purge_answered_at": MONDAY}
    assert not list(due_of(an_offer(**answered), MONDAY + timedelta(days=8), CALENDAR))


async def both_look(stage: Stage) -> None:
    for council in (stage.world.larkmere, stage.world.hallowdene):
        for _ in range(2):
            await look(stage, council, FactKind.CROSSINGS_DUE)


async def back(stage: Stage, crossed: Crossed, column: str, days: float) -> None:
    """As if it had been so many days earlier."""
    moved = f"update crossing.offers set {column} = now() - make_interval(days => :days) where id = :id"
    await stage.run(moved, days=days, id=crossed.id)


async def kinds(stage: Stage, council: TestCouncil) -> list[tuple[str, str]]:
    return [each for each in await stage.who_was_told(council) if each[1] in ("crossing_due", "crossing_overdue")]


async def test_what_nobody_acknowledges_is_a_reminder_once_and_then_told_to_both(
    stage: Stage, store: FileStore
) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store)
    await forget(stage)
    await both_look(stage)
    assert await kinds(stage, there) == await kinds(stage, here) == []
    await stage.run("update crossing.offers set respond_by = now() - interval '1 minute' where id = :id", id=crossed.id)
    await both_look(stage)
    assert await kinds(stage, there) == [
        (person, "crossing_due") for person in ("manager", "screener", "second_screener")
    ]
    assert await kinds(stage, here) == []
    await back(stage, crossed, "respond_by", 5)
    await both_look(stage)
    assert ("manager", "crossing_overdue") in await kinds(stage, there)
    assert ("screener", "crossing_overdue") not in await kinds(stage, there)
    assert await kinds(stage, here) == [
        ("practitioner", "crossing_overdue"), ("specialist_manager", "crossing_overdue"),
    ]  # fmt: skip  # one to a person
    await answer(stage.world, crossed, Act.ACKNOWLEDGE)
    assert not [each for each in await stage.told(there, "manager") if each.is_unread]


async def test_a_conference_that_is_late_is_told_to_the_taker_and_the_manager(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store)
    await accept(stage.world, crossed)
    due = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    await answer(stage.world, crossed, Act.COMPLETE, due_at=due)
    await forget(stage)
    await both_look(stage)
    told = [("practitioner", "crossing_due"), ("specialist_manager", "crossing_due")]
    assert await kinds(stage, there) == told
    await back(stage, crossed, "conference_due_at", 1)
    await both_look(stage)
    assert len(await kinds(stage, there)) == 4
    assert await kinds(stage, here) == []


async def test_a_request_about_a_copy_without_an_answer_is_told_on_both_sides(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store)
    await accept(stage.world, crossed)
    await ask_of_them(stage.world, crossed, Act.ASK_PURGE, words="It was about somebody else.")
    await forget(stage)
    await back(stage, crossed, "purge_asked_at", 12)
    await both_look(stage)
    late = [("practitioner", "crossing_overdue"), ("specialist_manager", "crossing_overdue")]
    assert await kinds(stage, here) == await kinds(stage, there) == late


async def test_what_expired_is_over_on_both_sides_and_both_hear_of_it(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store)
    await forget(stage)
    await back(stage, crossed, "expires_at", 1)
    await look(stage, there, FactKind.CROSSINGS_DUE)
    assert await stage.ask("select state from crossing.offers where id = :id", id=crossed.id) == "sent", "not theirs"
    await look(stage, here, FactKind.CROSSINGS_DUE)
    await carry(stage)
    assert await stage.ask("select state from crossing.offers where id = :id", id=crossed.id) == "expired"
    assert ("practitioner", "crossing_answered") in await stage.who_was_told(here)
    assert ("screener", "crossing_changed") in await stage.who_was_told(there)
    assert await kinds(stage, there) == [], "nobody is reminded of what is over"


async def test_what_was_acknowledged_and_not_decided_is_told_of(stage: Stage, store: FileStore) -> None:
    """A notice was decided by acknowledging it."""
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store)
    await answer(stage.world, crossed, Act.ACKNOWLEDGE)
    await forget(stage)
    await back(stage, crossed, "respond_by", 0.001)
    await both_look(stage)
    assert ("screener", "crossing_due") in await kinds(stage, there)
    assert await kinds(stage, here) == []
    await answer(stage.world, crossed, Act.QUERY, words="Which school?")
    await forget(stage)
    await back(stage, crossed, "respond_by", 0.001)
    await both_look(stage)
    assert ("practitioner", "crossing_due") in await kinds(stage, here)
    assert await kinds(stage, there) == []


_WITHDRAWN = "update crossing.agreement_signatures set withdrawn_at = now()"
_PAST = "update crossing.agreements set from_on = from_on - 30, until_on = from_on - 1"


@pytest.mark.parametrize("ends", [_WITHDRAWN, _PAST])
async def test_what_stops_with_its_agreement_is_told_to_its_author_and_then_to_managers(
    stage: Stage, store: FileStore, ends: str
) -> None:
    """However the agreement ended: nothing else tells them before the offer's own day."""
    here, there = stage.world.larkmere, stage.world.hallowdene
    await stage.run("truncate crossing.agreements cascade")
    await agree_across(stage.world, here, there)
    crossed = await offered(stage, store)
    await stage.run(ends)
    await forget(stage)
    await both_look(stage)
    assert await kinds(stage, here) == [], "its time has not come"
    await back(stage, crossed, "respond_by", 0.001)
    await both_look(stage)
    told = ("practitioner", "specialist_manager")
    assert await kinds(stage, here) == [(person, "crossing_due") for person in told]
    assert await kinds(stage, there) == [], "nobody there can answer it"
    await forget(stage)
    await back(stage, crossed, "respond_by", 5)
    await both_look(stage)
    assert await kinds(stage, here) == [(person, "crossing_overdue") for person in told]
    assert await kinds(stage, there) == [("manager", "crossing_overdue")]
    await ask_of_them(stage.world, crossed, Act.WITHDRAW)
    await forget(stage)
    await both_look(stage)
    assert await kinds(stage, here) == await kinds(stage, there) == []
