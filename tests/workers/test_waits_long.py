"""A question that stopped a referral's clock, and was never answered: its lead hears of it once, and not too soon."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from closing_days import close_on
from commonground.platform.outbox import FactKind
from commonground.workers.actors.timely import decisions_due
from councils import TestCouncil
from looking import look
from stage import Stage

ASKED = datetime(2026, 12, 23, 15, tzinfo=UTC)
NINTH = datetime(2027, 1, 8, 16, tzinfo=UTC)
TENTH = datetime(2027, 1, 11, 9, tzinfo=UTC)
"""Ten working days later in England: with Christmas, its substitute day and New Year in between."""
KIND = "referral_waits_long"
SCREENERS = [("screener", KIND), ("second_screener", KIND)]


@pytest.fixture(autouse=True)
async def open_again(stage: Stage) -> AsyncIterator[None]:
    yield
    await stage.run("update commons.councils set closures = '{}'")


async def waiting(stage: Stage, council: TestCouncil, **changes: Any) -> UUID:
    """Asked, and due since long by a clock that stands still."""
    held: dict[str, Any] = {"state": "waiting", "paused_at": ASKED, "asked": "school",
                            "decision_due_at": ASKED + timedelta(hours=1)}  # fmt: skip  # a row
    return await stage.referral(council, **held | changes)


async def test_after_ten_working_days_the_screeners_hear_of_it_once_and_no_other_council(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await waiting(stage, larkmere)
    await waiting(stage, stage.world.hallowdene)
    await look(stage, larkmere, decisions_due, NINTH)
    assert await stage.who_was_told(larkmere) == []
    for later in (timedelta(), timedelta(minutes=15), timedelta(days=60)):
        await look(stage, larkmere, decisions_due, TENTH + later)
    assert await stage.who_was_told(larkmere) == SCREENERS
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_or_whoever_leads_it_however_long_ago_it_was_asked(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await waiting(stage, larkmere, lead="screener")
    await look(stage, larkmere, decisions_due, datetime(2027, 3, 15, 10, tzinfo=UTC))
    assert await stage.who_was_told(larkmere) == [("screener", KIND)]


async def test_days_that_the_council_closes_by_itself_do_not_count(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await close_on(stage, larkmere, date(2026, 12, 31), now=ASKED)
    await waiting(stage, larkmere)
    await look(stage, larkmere, decisions_due, TENTH)
    assert await stage.who_was_told(larkmere) == []
    await look(stage, larkmere, decisions_due, TENTH + timedelta(days=1))
    assert await stage.who_was_told(larkmere) == SCREENERS


async def test_asked_again_after_an_answer_it_may_wait_long_again(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await waiting(stage, larkmere)
    await look(stage, larkmere, decisions_due, TENTH)
    again = "update tenants.referrals set paused_at = :at where id = :id"
    await stage.run(again, at=TENTH, id=referral)
    await look(stage, larkmere, decisions_due, TENTH + timedelta(days=1))
    assert await stage.who_was_told(larkmere) == SCREENERS
    await look(stage, larkmere, decisions_due, TENTH + timedelta(days=14))
    assert await stage.who_was_told(larkmere) == sorted(SCREENERS * 2)


async def test_what_was_answered_meanwhile_is_not_told(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await waiting(stage, larkmere, state="withdrawn", paused_at=None, asked=None)
    await waiting(stage, larkmere, state="screening", paused_at=None, asked=None,
                  decision_due_at=TENTH + timedelta(days=3))  # fmt: skip  # the clock runs again
    await look(stage, larkmere, decisions_due, TENTH)
    assert await stage.who_was_told(larkmere) == []


async def test_of_a_restricted_one_only_those_named_on_it_hear(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await waiting(stage, larkmere, restricted=True)
    await stage.name_on(larkmere, referral, "practitioner")
    await look(stage, larkmere, decisions_due, TENTH)
    assert await stage.who_was_told(larkmere) == [("practitioner", KIND)]


@pytest.mark.parametrize(
    ("asked", "fact", "message", "ends"),
    [
        ("reporter", FactKind.REPORTER_ADDED_NEWS, "news", True),
        ("reporter", FactKind.REPORTER_ADDED_NEWS, "asks", True),
        ("reporter", FactKind.REPORTER_WITHDREW, "withdrawal", True),
        ("school", FactKind.REPORTER_ADDED_NEWS, "news", False),
    ],
)
async def test_the_answer_itself_ends_the_wait_and_what_was_told_of_it(
    stage: Stage, asked: str, fact: FactKind, message: str, ends: bool
) -> None:
    """What somebody else was asked goes on waiting, whatever the reporter adds; so does what is another referral's."""
    larkmere = stage.world.larkmere
    referral, other = [await waiting(stage, larkmere, asked=asked, lead="screener") for _ in "ab"]
    await stage.report(larkmere, referral, messages=[message])
    await look(stage, larkmere, decisions_due, TENTH)
    await stage.happens(larkmere, "manager", fact, referral)
    told = [told for told in await stage.told(larkmere, "screener") if told.kind == KIND]
    assert {each.subject.id for each in told} == {other, referral}
    assert {each.subject.id for each in told if each.is_unread} == ({other} if ends else {other, referral})
    stands = "select array[state, asked, (paused_at is null)::text] from tenants.referrals where id = :id"
    assert await stage.ask(stands, id=referral) == (
        ["screening", None, "true"] if ends else ["waiting", asked, "false"]
    )
    moved = "select paused_for <> interval '0' from tenants.referrals where id = :id"
    assert await stage.ask(moved, id=referral) is ends
