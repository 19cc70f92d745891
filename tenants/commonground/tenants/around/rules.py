"""What may be written around a context. No database, no web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from commonground.platform.reference import AGE_BANDS, CHILD_BANDS, SOURCES
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.around.types import CASE_REFERENCE_LIMIT, LONGEST_REVIEW_DAYS, WORDS_LIMIT, PersonRole

_CASE: Final = re.compile(rf"(?=.*[0-9])[A-Z0-9][A-Z0-9/._-]{{2,{CASE_REFERENCE_LIMIT - 1}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BelievedInput:
    """How many children, as somebody typed it. `age_band` may stay open."""

    band: str
    age_band: str = ""
    source: str
    believed_on: date | None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInput:
    case_reference: str
    role: str
    reason: str
    review_on: date | None


def believed_problems(typed: BelievedInput, today: date) -> Iterator[Problem]:
    if typed.band not in CHILD_BANDS:
        yield Problem("band", "Choose how many.")
    if typed.age_band and typed.age_band not in AGE_BANDS:
        yield Problem("age_band", "Choose an age from the list, or leave it open.")
    if typed.source not in SOURCES:
        yield Problem("source", "Choose who says so.")
    if typed.believed_on is None or typed.believed_on > today:
        yield Problem("believed_on", "Give the day on which this was believed: today or before.")
    if len(typed.words) > WORDS_LIMIT:
        yield Problem("words", f"Keep this to {WORDS_LIMIT:,} characters.")


def check_believed(typed: BelievedInput, today: date) -> date:
    """The day. Raises `IncompleteError` with every problem."""
    problems = tuple(believed_problems(typed, today))
    if problems or typed.believed_on is None:
        raise IncompleteError(problems)
    return typed.believed_on


def case_reference(typed: str) -> str | None:
    """As the council's case system writes it: capitals, digits and marks. A name is none: it has no digit."""
    tidy = "".join(typed.split()).upper()
    return tidy if _CASE.fullmatch(tidy) else None


def check_person(typed: PersonInput, today: date) -> tuple[str, date]:
    """The reference and the day of its review. Raises `IncompleteError` with every problem."""
    found = case_reference(typed.case_reference)
    problems = list(_person_problems(typed))
    if found is None:
        problems.insert(0, Problem("case_reference", "Write the reference from your case system. Never a name."))
    try:
        review = check_review(typed.review_on, today)
    except IncompleteError as lacking:
        raise IncompleteError((*problems, *lacking.problems)) from lacking
    if problems or found is None:
        raise IncompleteError(tuple(problems))
    return found, review


def _person_problems(typed: PersonInput) -> Iterator[Problem]:
    if typed.role not in set(PersonRole):
        yield Problem("role", "Choose why they are linked.")
    if not typed.reason.strip():
        yield Problem("reason", "Say why this context needs the link.")
    elif len(typed.reason) > WORDS_LIMIT:
        yield Problem("reason", f"Keep this to {WORDS_LIMIT:,} characters.")


def check_review(review_on: date | None, today: date) -> date:
    """Raises `IncompleteError`."""
    if review_on is None or not today < review_on <= today + timedelta(days=LONGEST_REVIEW_DAYS):
        raise IncompleteError((Problem("review_on", "Give a day after today, within half a year."),))
    return review_on
