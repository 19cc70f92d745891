"""What a warning flag must say, how long it stands, and when somebody is reminded of it. No database, no web."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from commonground.platform.calendar import LONDON
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.flags.types import (
    ABOUT_LIMIT,
    EVIDENCE_LIMIT,
    LONGEST_DAYS,
    REASON_LIMIT,
    FlagInput,
    FlagKind,
)

SOON: Final = timedelta(days=14)
"""So long before its end its record's people are reminded."""
AFTERWARDS: Final = timedelta(days=7)
"""And so long after it, that it has ended; a schedule that stood still does not bring up what is long over."""


class Stage(StrEnum):
    """A reminder is given once at each."""

    SOON = "soon"
    OVER = "over"


def check_flag(typed: FlagInput) -> FlagInput:
    """The flag as it may be put on a record. Raises `IncompleteError` with every problem."""
    tidy = replace(
        typed,
        about=" ".join(typed.about.split()) if typed.kind is FlagKind.DO_NOT_SHARE else "",
        reason=typed.reason.strip(),
        evidence=typed.evidence.strip(),
        fairness=typed.fairness.strip(),
        contested=typed.contested.strip(),
    )
    if problems := tuple(_problems(tidy)):
        raise IncompleteError(problems)
    return tidy


def _problems(flag: FlagInput) -> Iterator[Problem]:
    if flag.kind is None:
        yield Problem("kind", "Choose what people must know.")
    if flag.kind is FlagKind.DO_NOT_SHARE and not flag.about:
        yield Problem("about", "Say with whom it must not be shared.")
    if flag.told is None:
        yield Problem("told", "Choose whether they were told.")
    for field, limit, missing in (
        ("reason", REASON_LIMIT, "Say what happened, and what to do about it."),
        ("evidence", EVIDENCE_LIMIT, "Say where this comes from."),
        ("fairness", REASON_LIMIT, "Say how they were told, or why not."),
    ):
        words = getattr(flag, field)
        if not words or len(words) > limit:
            yield Problem(field, missing if not words else f"Keep this to {limit:,} characters.")
    if len(flag.about) > ABOUT_LIMIT:
        yield Problem("about", f"Keep this to {ABOUT_LIMIT:,} characters.")
    if len(flag.contested) > REASON_LIMIT:
        yield Problem("contested_words", f"Keep this to {REASON_LIMIT:,} characters.")
    if not 1 <= flag.days <= LONGEST_DAYS:
        yield Problem("days", f"A flag stands for {LONGEST_DAYS} days at most. Then somebody looks at it again.")


def check_review(reason: str) -> str:
    """Why it goes on, or comes off. Raises `IncompleteError`."""
    reason = reason.strip()
    if not reason:
        raise IncompleteError((Problem("reason", "Say why, because the next person reads it."),))
    if len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem("reason", f"Keep this to {REASON_LIMIT:,} characters."),))
    return reason


def end_of(now: datetime, days: int) -> datetime:
    """The end of the last day on which it stands, as people live by it."""
    last = now.astimezone(LONDON).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(), LONDON)


def stage_of(expires_at: datetime, now: datetime) -> Stage | None:
    """Of what its record's people are to be reminded now; None while it stands, and once it is long over."""
    if expires_at <= now:
        return Stage.OVER if now - expires_at <= AFTERWARDS else None
    return Stage.SOON if expires_at - now <= SOON else None
