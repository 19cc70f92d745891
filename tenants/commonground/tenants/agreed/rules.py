"""What a record of what was agreed must say. No database, no web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Final

from commonground.platform.reference import AGREE_TOGETHER
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.agreed.types import (
    AGREED_LIMIT,
    CAME_LIMIT,
    POST_LIMIT,
    Agreed,
    AgreedInput,
    AgreedKind,
    CameInput,
)

FURTHEST: Final = timedelta(days=366)
EARLIEST: Final = timedelta(days=366)
_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*(am|pm)?", re.ASCII | re.IGNORECASE)


def kind_for(outcome: str | None, *, settled: bool) -> AgreedKind | None:
    """Of which kind something can be recorded about a referral that was decided so; `settled`: the decision stands."""
    return AgreedKind(outcome) if settled and outcome in set(AgreedKind) else None


def check_agreed(
    typed: AgreedInput, today: date, *, due_before: date | None = None, held_before: date | None = None
) -> Agreed:
    """As it may be kept; `due_before` and `held_before`: days that may stay though they are long past. Raises
    `IncompleteError` with every problem."""
    problems = (
        *_of_when(typed, today, held_before),
        *_of_agencies(typed),
        *_of_words("agreed", typed.agreed, AGREED_LIMIT, "Write what was agreed, and who does what."),
        *_of_due(typed, today, due_before),
    )
    if problems or typed.held_on is None or typed.due_on is None:
        raise IncompleteError(tuple(problems))
    return Agreed(
        held_on=typed.held_on,
        held_at=read_time(typed.time_typed),
        agencies=tuple(code for code in AGREE_TOGETHER.codes if code in typed.agencies),
        leads=typed.leads,
        leads_post=" ".join(typed.leads_post.split()),
        agreed=typed.agreed.strip(),
        due_on=typed.due_on,
    )


def check_came(typed: CameInput, held_on: date, today: date) -> tuple[str, date]:
    """What came of it, and when. Raises `IncompleteError` with every problem."""
    problems = list(_of_words("came", typed.came, CAME_LIMIT, "Say what came of it, also if that is nothing."))
    if typed.came_on is None or not held_on <= typed.came_on <= today:
        problems.append(Problem("came_on", "Say on which day: not before it was agreed, and today at the latest."))
    if problems or typed.came_on is None:
        raise IncompleteError(tuple(problems))
    return typed.came.strip(), typed.came_on


def read_time(typed: str) -> time | None:
    """“9:30”, “14.05”, “2:30pm”; None for anything else."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    hour, half = int(found[1]), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(found[2]))


def _of_when(typed: AgreedInput, today: date, before: date | None) -> Iterator[Problem]:
    fits = typed.held_on is not None and (typed.held_on == before or today - EARLIEST <= typed.held_on <= today)
    if not fits:
        yield Problem("held_on", "Say on which day: today at the latest, and within the last year.")
    if typed.time_typed.strip() and read_time(typed.time_typed) is None:
        yield Problem("held_at", "Write the time like 9:30 or 2:30pm, or leave it empty.")


def _of_agencies(typed: AgreedInput) -> Iterator[Problem]:
    if not typed.agencies or not set(typed.agencies) <= set(AGREE_TOGETHER.codes):
        yield Problem("agencies", "Choose each agency that took part.")
    if typed.leads not in AGREE_TOGETHER:
        yield Problem("leads", "Choose which agency leads.")
    elif typed.agencies and typed.leads not in typed.agencies:
        yield Problem("leads", "Whoever leads took part: choose it above too.")
    if len(typed.leads_post) > POST_LIMIT:
        yield Problem("leads_post", f"Keep this to {POST_LIMIT} characters.")


def _of_words(field: str, words: str, most: int, lacking: str) -> Iterator[Problem]:
    if not words.strip():
        yield Problem(field, lacking)
    elif len(words.strip()) > most:
        yield Problem(field, f"Keep this to {most:,} characters.")


def _of_due(typed: AgreedInput, today: date, before: date | None) -> Iterator[Problem]:
    if typed.due_on is not None and typed.due_on == before:
        return
    begin = min(typed.held_on or today, today)
    if typed.due_on is None or not begin <= typed.due_on <= today + FURTHEST:
        yield Problem("due_on", "Say by which day: not before it was agreed, and within a year.")
