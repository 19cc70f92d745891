"""By when somebody has to be answered, and what a request and a decision need. No database, no web.

One month by the calendar from the day it came, to the same day of the next month or its last day, and on to the next
working day; three months where it is extended (UK GDPR, article 12; the regulator's guidance on counting)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import ClassVar, Final

from commonground.platform.calendar import WorkingCalendar
from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.tenants.subject_access.types import (
    ALIASES,
    NAME_LIMIT,
    TO_BE_TOLD,
    WORDS_LIMIT,
    ClosedWhy,
    Decided,
    MentionDecision,
    RequestInput,
)

MONTHS: Final = 1
EXTENDED_MONTHS: Final = 3
_YEAR: Final = 12
_OLDEST_DAYS: Final = 366


class NotNowError(RefusedError):
    """It stands so that this can't be done with it."""

    status: ClassVar[int] = HTTPStatus.CONFLICT


class WordsChangedError(NotNowError):
    """Somebody decides about words that stand there no longer."""

    def __init__(self) -> None:
        super().__init__("Somebody was quicker and changed this text. Read it again before you decide.")


def answer_by(received: date, working: WorkingCalendar, months: int = MONTHS) -> date:
    """The last day on which an answer is in time."""
    month = received.month - 1 + months
    year, month = received.year + month // _YEAR, month % _YEAR + 1
    day = date(year, month, min(received.day, calendar.monthrange(year, month)[1]))
    return working.add_working_days(day, 0)


def check_request(typed: RequestInput, today: date) -> RequestInput:
    """Raises `IncompleteError` with every problem."""
    aliases = tuple(dict.fromkeys(" ".join(each.split()) for each in typed.aliases if each.strip()))
    tidy = replace(
        typed, name=" ".join(typed.name.split()), aliases=aliases, identity_words=typed.identity_words.strip()
    )
    if problems := tuple(_wrong_request(tidy, today)):
        raise IncompleteError(problems)
    return tidy


def _wrong_request(typed: RequestInput, today: date) -> Iterator[Problem]:
    if len(_letters(typed.name)) < 2:  # one letter stands in every text
        yield Problem("name", "Type the person’s name.")
    if len(typed.name) > NAME_LIMIT or any(len(each) > NAME_LIMIT for each in typed.aliases):
        yield Problem("name", f"Keep each name to {NAME_LIMIT} characters.")
    if len(typed.aliases) > ALIASES or any(len(_letters(each)) < 2 for each in typed.aliases):  # as above
        yield Problem("aliases", f"Type {ALIASES} other names at most, each of two letters or more.")
    if typed.asked_by is None:
        yield Problem("asked_by", "Choose who asks.")
    if not typed.identity_words or len(typed.identity_words) > WORDS_LIMIT:
        yield Problem("identity_words", f"Say how you know that it is they, in {WORDS_LIMIT:,} characters at most.")
    if typed.received_on is None or not 0 <= (today - typed.received_on).days <= _OLDEST_DAYS:
        yield Problem("received_on", "Type the day on which it came: today or a day of the last year.")


def _letters(name: str) -> str:
    return "".join(character for character in name if character.isalpha())


def check_extension(words: str) -> str:
    """Raises `IncompleteError`."""
    words = words.strip()
    if not words or len(words) > WORDS_LIMIT:
        said = f"Say why it takes longer, in {WORDS_LIMIT:,} characters at most: the person is told."
        raise IncompleteError((Problem("reason", said),))
    return words


def check_closing(why: ClosedWhy | None, words: str) -> tuple[ClosedWhy, str]:
    """What the council decides against the person has a note. Raises `IncompleteError`."""
    words = words.strip()
    if why is None:
        raise IncompleteError((Problem("why", "Choose why it ends without an answer."),))
    if why in TO_BE_TOLD and not words:
        said = "Say how you came to that, and how the person was told: they may complain."
        raise IncompleteError((Problem("words", said),))
    if len(words) > WORDS_LIMIT:
        raise IncompleteError((Problem("words", f"Keep this to {WORDS_LIMIT:,} characters."),))
    return why, words


def check_decided(decided: Decided) -> Decided:
    """What is withheld has a ground and a reason. Raises `IncompleteError` with every problem."""
    words = decided.words.strip()
    problems = []
    if decided.decision is MentionDecision.WITHHOLD:
        if decided.ground is None:
            problems.append(Problem("ground", "Choose why it is withheld."))
        if not words:
            problems.append(Problem("words", "Say how you came to that: it is a decision that can be asked about."))
    if len(words) > WORDS_LIMIT:
        problems.append(Problem("words", f"Keep this to {WORDS_LIMIT:,} characters."))
    if problems:
        raise IncompleteError(tuple(problems))
    if decided.decision is MentionDecision.WITHHOLD:
        return replace(decided, hidden=(), words=words)
    return replace(decided, ground=None, words=words)
