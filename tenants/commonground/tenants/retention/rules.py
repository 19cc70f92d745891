"""When a record is due for review, and what a hold, a longer time or a disposal needs. No database, no web.

A record is never due a day early: a time that would end on a day that its month does not have ends on the day after."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar, Final

from commonground.platform.calendar import LONDON
from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.tenants.retention.types import (
    LONGEST_YEARS,
    REASON_LIMIT,
    CountedFrom,
    DisposalGround,
    Due,
    Kept,
    Origin,
    Period,
    RecordType,
    Rule,
)

_YEAR: Final = 12
LONGEST_HOLD: Final = Period(years=1)
"""A hold lasts until somebody lifts it; so often at least somebody looks whether it is still needed."""
LONGEST_KEPT: Final = Period(years=5)
"""For so long at most a record is kept longer before somebody looks at it again."""

_REGULATION: Final = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 50"
_DEFAULTS: Final = (
    Rule(RecordType.REFERRAL_CLOSED, Period(years=1), CountedFrom.ENDED, Origin.SUGGESTION),
    Rule(RecordType.REFERRAL_TAKEN_ON, Period(years=1), CountedFrom.ENDED, Origin.SUGGESTION),
    Rule(RecordType.CONTEXT, Period(years=1), CountedFrom.ENDED, Origin.SUGGESTION),
    # Ties between young people go before the file does.
    Rule(RecordType.PEER_GROUP, Period(months=6), CountedFrom.ENDED, Origin.SUGGESTION),
    Rule(RecordType.CHILD_IN_NEED, Period(years=30), CountedFrom.BIRTH, Origin.PRACTICE),
    Rule(RecordType.CHILD_PROTECTION, Period(years=35), CountedFrom.LAST_CHANGE, Origin.PRACTICE),
    Rule(RecordType.LOOKED_AFTER, Period(years=75), CountedFrom.BIRTH, Origin.STATUTE, _REGULATION),
    Rule(RecordType.LOOKED_AFTER_DIED, Period(years=15), CountedFrom.DEATH, Origin.STATUTE, _REGULATION),
    # Long enough for a complaint about the answer, or about the access, and what comes of it.
    Rule(RecordType.ACCESS_REQUEST, Period(years=3), CountedFrom.ENDED, Origin.SUGGESTION),
    Rule(RecordType.BREAK_GLASS, Period(years=3), CountedFrom.ENDED, Origin.SUGGESTION),
    Rule(RecordType.NOTICE, Period(years=1), CountedFrom.GIVEN, Origin.SUGGESTION),
    # As long as a referral that went no further: what is on a record here goes with that.
    Rule(RecordType.CROSSED, Period(years=1), CountedFrom.LAST_CHANGE, Origin.SUGGESTION),
)
DEFAULTS: Final[Mapping[RecordType, Rule]] = MappingProxyType({rule.record_type: rule for rule in _DEFAULTS})
HELD_HERE: Final = frozenset(
    {RecordType.REFERRAL_CLOSED, RecordType.REFERRAL_TAKEN_ON, RecordType.CONTEXT, RecordType.PEER_GROUP}
)
"""Types of which there are records already; the others wait for one child's records."""
BY_THEMSELVES: Final = frozenset(
    {RecordType.ACCESS_REQUEST, RecordType.BREAK_GLASS, RecordType.NOTICE, RecordType.CROSSED}
)
"""Nobody reviews these: they are no case, and go when their time is up (`system.outlived`)."""
UNSAVED: Final = Period(years=1)
"""What staff typed and did not save goes so long after it was last typed (`system.sweep`), or with its record. Nobody
can choose another time: it is on no file yet, and its writer may still come back to it."""
NOTICE_OF_LESS: Final = Period(months=1)
"""A choice by which something may go sooner counts after so long: until then anybody who sees it can take it back."""
_OF_A_RECORD: Final = (CountedFrom.ENDED, CountedFrom.LAST_CHANGE)
_OF_A_CHILD: Final = (CountedFrom.BIRTH, CountedFrom.EIGHTEEN_OR_LAST_CHANGE, *_OF_A_RECORD)


class NotNowError(RefusedError):
    """It stands so that this can't be done with it, or somebody was quicker."""

    status: ClassVar[int] = HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The days that count, as far as they are known."""

    ended: date | None = None
    changed: date | None = None
    born: date | None = None
    died: date | None = None


def after(start: date, period: Period) -> date:
    """The day on which `period` is over: the same day of its month, or the first day of the next month where that
    month has no such day (29 February, the 31st)."""
    month = start.month - 1 + period.in_months
    year, month = start.year + month // _YEAR, month % _YEAR + 1
    if start.day <= calendar.monthrange(year, month)[1]:
        return date(year, month, start.day)
    return date(year + month // _YEAR, month % _YEAR + 1, 1)


def start_of(counted_from: CountedFrom, life: Life) -> date | None:
    """The day from which the time runs; None while it has not come or is not known."""
    match counted_from:
        case CountedFrom.ENDED:
            return life.ended
        case CountedFrom.LAST_CHANGE:
            return life.changed if life.ended else None
        case CountedFrom.BIRTH:
            return life.born
        case CountedFrom.DEATH:
            return life.died
        case CountedFrom.GIVEN:
            return None
        case CountedFrom.EIGHTEEN_OR_LAST_CHANGE:
            return max(after(life.born, Period(years=18)), life.changed) if life.born and life.changed else None


def due_on(rule: Rule, life: Life) -> date | None:
    """The day from which somebody is to look at it."""
    start = start_of(rule.counted_from, life)
    return None if start is None else after(start, rule.period)


def due_of(record: Kept, rule: Rule) -> Due:
    """With what was decided about it since; a trial is due at once."""
    ended = record.ended_at and _day(record.ended_at)
    on = due_on(rule, Life(ended=ended, changed=_day(record.changed_at)))
    if record.trial and ended:
        on = ended
    if on is not None and record.until is not None:
        on = max(on, record.until)
    return Due(record, rule, on)


def is_due(due: Due, today: date) -> bool:
    return due.on is not None and due.on <= today


def earliest_start(period: Period, today: date) -> datetime:
    """What began at this moment or later can't be due today, whatever days its months have."""
    months = today.year * _YEAR + today.month - 1 - period.in_months
    last = calendar.monthrange(months // _YEAR, months % _YEAR + 1)[1]
    day = date(months // _YEAR, months % _YEAR + 1, min(today.day, last))
    return datetime.combine(day + timedelta(days=1), time(), LONDON)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def triggers_of(record_type: RecordType) -> tuple[CountedFrom, ...]:
    """From what the time of this type can be counted."""
    if record_type in BY_THEMSELVES:
        return (DEFAULTS[record_type].counted_from,)
    if record_type in HELD_HERE:
        return _OF_A_RECORD
    return (CountedFrom.DEATH,) if record_type is RecordType.LOOKED_AFTER_DIED else _OF_A_CHILD


def begins_on(new: Rule, old: Rule, today: date) -> date:
    """The day from which a choice counts, after what counts now."""
    return after(today, NOTICE_OF_LESS) if _may_be_sooner(new, old) else today


def _may_be_sooner(new: Rule, old: Rule) -> bool:
    """From another event it may be, but for one: a record's last change never comes before its end."""
    starts = (old.counted_from, new.counted_from)
    later = new.counted_from is old.counted_from or starts == (CountedFrom.ENDED, CountedFrom.LAST_CHANGE)
    return not later or new.period.in_months < old.period.in_months


def check_choice(record_type: RecordType, period: Period, counted_from: CountedFrom, reason: str) -> Rule:
    """What the council chose for one type. Raises `IncompleteError` with every problem."""
    if problems := tuple(_wrong_choice(record_type, period, counted_from, reason)):
        raise IncompleteError(problems)
    return Rule(record_type, period, counted_from, Origin.COUNCIL)


def _wrong_choice(record_type: RecordType, period: Period, counted_from: CountedFrom, reason: str) -> Iterator[Problem]:
    usual = DEFAULTS[record_type]
    if counted_from not in triggers_of(record_type):
        yield Problem("counted_from", "The time of this type can’t be counted from that.")
    if not 1 <= period.in_months <= LONGEST_YEARS * _YEAR:
        yield Problem("years", f"Keep records for a month at least, and for {LONGEST_YEARS} years at most.")
    elif usual.origin is Origin.STATUTE and (
        period.in_months < usual.period.in_months or counted_from is not usual.counted_from
    ):
        said = f"{usual.period.words} {_FROM_WORDS[usual.counted_from]}"
        yield Problem("years", f"The law says {said} at least. The council can keep them longer, and not shorter.")
    yield from _reason(reason)


_FROM_WORDS: Final = {CountedFrom.BIRTH: "from birth", CountedFrom.DEATH: "from death"}


def _reason(reason: str, field: str = "reason") -> Iterator[Problem]:
    if not reason.strip():
        yield Problem(field, "Say why, because the next person reads it.")
    elif len(reason) > REASON_LIMIT:
        yield Problem(field, f"Keep this to {REASON_LIMIT:,} characters.")


def check_hold(reason: str, review_on: date | None, today: date) -> tuple[str, date]:
    """Raises `IncompleteError`."""
    problems = list(_reason(reason))
    if review_on is None or not today < review_on <= after(today, LONGEST_HOLD):
        problems.append(Problem("review_on", "Choose a day after today, and within a year."))
    if problems or review_on is None:
        raise IncompleteError(tuple(problems))
    return reason.strip(), review_on


def check_longer(reason: str, until: date | None, today: date) -> tuple[str, date]:
    """Raises `IncompleteError`."""
    problems = list(_reason(reason))
    if until is None or not today < until <= after(today, LONGEST_KEPT):
        problems.append(Problem("until", "Choose a day after today, and within five years."))
    if problems or until is None:
        raise IncompleteError(tuple(problems))
    return reason.strip(), until


def check_why(reason: str) -> str:
    """Raises `IncompleteError`."""
    if problems := tuple(_reason(reason)):
        raise IncompleteError(problems)
    return reason.strip()


def may_be_proposed(due: Due, today: date, ground: DisposalGround = DisposalGround.TIME_IS_UP) -> None:
    """Raises `NotNowError` with the reason that weighs most. What should not be here, or stands twice, waits for no
    day."""
    record = due.record
    check_wanted(record)
    in_time = ground is DisposalGround.TIME_IS_UP
    if not record.decided or (in_time and record.ended_at is None):
        raise NotNowError("Work on it goes on.")
    if record.joined:
        raise NotNowError("Referrals belong to this context. Dispose of them first.")
    if record.proposed:
        raise NotNowError("Somebody has proposed that already.")
    if in_time and not is_due(due, today):
        raise NotNowError("Its time is not up.")


def check_wanted(record: Kept) -> None:
    """Nothing goes that somebody holds, or that somebody who asked what is held about them may be in: they get it
    first. Raises `NotNowError`."""
    if record.held:
        raise NotNowError("It is held. Whoever holds it has to lift that first.")
    if record.held_with:
        raise NotNowError(f"Its context {record.held_with} is held, and its referrals with it. Lift that first.")
    if record.asked:
        raise NotNowError(
            "Somebody has asked what is held about them, and it is in this record, or nobody has looked for them in it"
            " as it is now. That request is searched and answered first."
        )
