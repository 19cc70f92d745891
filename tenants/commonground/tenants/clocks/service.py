"""Count the clocks that run again, by the council's working days as they stand now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Update

from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.of_council import calendar_now
from commonground.platform.work import Work
from commonground.tenants.clocks import queries
from commonground.tenants.clocks.types import Moved, MovedDecision
from commonground.tenants.referrals.rules import counted_again
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.subject_access.rules import EXTENDED_MONTHS, MONTHS, answer_by


async def count_again(work: Work) -> Moved:
    """Each deadline that is open, from where it began and with its pauses, as if the days had been as they are from the
    start. What is decided, done or answered stays. For jobs: they see every record of the council, and nobody's form is
    refused for it. Done twice is done once; seven statements, however many there are."""
    await work.mine.rows(queries.UNDECIDED)
    steps, answers = await work.mine.rows(queries.STEPS), await work.mine.rows(queries.ANSWERS)
    # After the locks: of two jobs at once, the later one reads the later days.
    calendar = await calendar_now(work)
    decisions = list(_decisions(await work.mine.rows(queries.TURNS), calendar))
    await _move(work, queries.MOVE_DECISIONS, {each.id: each.after for each in decisions})
    return Moved(
        decisions,
        await _move(work, queries.MOVE_STEPS, dict(_steps(steps, calendar))),
        await _move(work, queries.MOVE_ANSWERS, dict(_answers(answers, calendar))),
    )


async def _move(work: Work, moving: Update, due: Mapping[UUID, datetime | date]) -> int:
    if due:
        await work.mine.execute(moving, {"ids": list(due), "due": list(due.values())})
    return len(due)


def _decisions(turns: Sequence[Row[Any]], calendar: WorkingCalendar) -> Iterator[MovedDecision]:
    for (referral, before), lines in groupby(turns, attrgetter("id", "decision_due_at")):
        after = counted_again(
            [(line.at, _state(line.from_state), ReferralState(line.to_state)) for line in lines], calendar
        )
        if after is not None and after != before:
            yield MovedDecision(referral, before, after)


def _state(code: str | None) -> ReferralState | None:
    return ReferralState(code) if code else None


def _steps(steps: Sequence[Row[Any]], calendar: WorkingCalendar) -> Iterator[tuple[UUID, datetime]]:
    for step in steps:
        due = calendar.due_after_working_days(step.decided_at, step.days)
        if due != step.due_at:
            yield step.id, due


def _answers(requests: Sequence[Row[Any]], calendar: WorkingCalendar) -> Iterator[tuple[UUID, date]]:
    for request in requests:
        due = answer_by(request.received_on, calendar, EXTENDED_MONTHS if request.extended_at else MONTHS)
        if due != request.due_on:
            yield request.id, due
