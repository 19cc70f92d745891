"""One step of a referral's life: the rules say what it makes of the record, and all of it is written at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import CTE

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.of_council import calendar_now, calendar_of
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.work import Work
from commonground.tenants.referrals.events import subject_of, tell, touch, write_line
from commonground.tenants.referrals.looks import keeps_look
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import ClockChange, Facts, Step, decision_due, restarted_due, step
from commonground.tenants.referrals.types import Asked, Attention, ReferralState, Verb
from commonground.tenants.referrals.words import whom_words


def check_version(row: ReferralRow, version: int) -> None:
    """Raises `ChangedMeanwhileError` when the form was filled from an older version of the record."""
    if row.version != version:
        raise ChangedMeanwhileError


def next_step(row: ReferralRow, verb: Verb, facts: Facts | None = None) -> Step:
    """What the verb would make of this row. Raises `NotNowError`."""
    attention = Attention(row.attention) if row.attention else None
    given = replace(facts or Facts(), wished=row.withdrawal_asked_at is not None)
    return step(ReferralState(row.state), verb, given, attention)


def is_given_to_another(row: ReferralRow, staff_id: UUID | None) -> bool:
    """It waits for somebody else by name, who has not begun. What was passed up is for whoever takes it."""
    return row.state == ReferralState.NEW and row.lead_id is not None and row.lead_id != staff_id


def go_to_team(row: ReferralRow, team_id: UUID) -> None:
    """That team has it from now on. It stays told to which one it came, and which one decided it: figures of a quarter
    that is over are of their work."""
    if team_id != row.team_id:
        row.received_team_id = row.received_team_id or row.team_id
        if row.decided_at is not None:
            row.decided_team_id = row.decided_team_id or row.team_id
    row.team_id = team_id


async def move(
    work: Work, row: ReferralRow, verb: Verb, done: Step, action: Action, *, words: str = "", why: str | None = None,
    along: Sequence[CTE] = (),
) -> None:  # fmt: skip  # what a step writes
    """Write a step that the rules allowed: state, clock, attention, history, trail and outbox. `words` go into the
    record's own history, and `why` into the trail, which outlives the record; `along` goes with the
    fact of a verb that others hear of."""
    before, changed = ReferralState(row.state), row.changed_at
    await _turn_clock(work, row, done.clock)
    row.state = done.state.value
    row.attention = done.attention.value if done.attention else None
    if done.state is not ReferralState.WAITING:
        row.paused_at, row.asked, row.asked_whom = None, None, ""
    touch(work, row)
    whom = ""
    if done.clock is ClockChange.PAUSE and row.asked is not None:
        whom = whom_words(Asked(row.asked), row.asked_whom)
    write_line(work, row, verb, before, words, asked_whom=whom)
    # Screening is many things: the trail says which.
    code = f"{action}:{verb}" if action is Action.SCREEN_REFERRAL else action
    await audit.record(work, code, subject_of(row), why=why)
    await tell(work, row, verb, (keeps_look(work, row.id, changed), *along))


async def _turn_clock(work: Work, row: ReferralRow, change: ClockChange) -> None:
    match change:
        case ClockChange.START:
            row.decision_due_at = decision_due(work.now, await _calendar(work))
        case ClockChange.PAUSE:
            row.paused_at = work.now
        case ClockChange.RESTART if row.paused_at is not None:
            calendar = await _calendar(work)
            row.decision_due_at = restarted_due(row.decision_due_at, row.paused_at, work.now, calendar)
            row.paused_for += work.now - row.paused_at


async def _calendar(work: Work) -> WorkingCalendar:
    """The council's; a worker's pass knows the council by its id alone."""
    return calendar_of(work.actor) if work.actor.reads_from is not None else await calendar_now(work)
