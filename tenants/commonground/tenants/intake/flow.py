"""The public report's way from the first question to check-your-answers, and what an answer may hold. Pure.

Five pages and six required answers at most, for every kind of subject: who is asked more gives up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from commonground.platform.reference import (
    AGE_BANDS,
    CHILD_BANDS,
    FREQUENCIES,
    GROUP_SIZES,
    PUBLIC_HARMS,
    venues_of,
)
from commonground.platform.refusals import Problem
from commonground.tenants.intake.types import (
    ADDRESS_LIMIT,
    CONTACT_NAME_LIMIT,
    CONTACT_SAFE_LIMIT,
    CONTACT_VALUE_LIMIT,
    HANDLE_LIMIT,
    HELPS_LIMIT,
    WHAT_LIMIT,
    WHEN_LIMIT,
    WHERE_LIMIT,
    Answers,
    ContactChoice,
    Danger,
    Page,
    ReportSubject,
)

PATH: Final = (Page.SUBJECT, Page.WHERE, Page.WHAT, Page.YOU, Page.CHECK)
"""The pages everybody goes through. `one_child` leads out of it; `danger` stands beside it until 999 was shown."""

REQUIRED: Final[Mapping[Page, tuple[str, ...]]] = MappingProxyType(
    {
        Page.SUBJECT: ("subject",),
        Page.WHERE: ("where",),
        Page.WHAT: ("danger", "harms", "what"),
        Page.YOU: ("contact_choice",),
    }
)

_LIMITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "where": WHERE_LIMIT,
        "address": ADDRESS_LIMIT,
        "online_handle": HANDLE_LIMIT,
        "what": WHAT_LIMIT,
        "when": WHEN_LIMIT,
        "helps": HELPS_LIMIT,
        "contact_name": CONTACT_NAME_LIMIT,
        "contact_value": CONTACT_VALUE_LIMIT,
        "contact_safe": CONTACT_SAFE_LIMIT,
    }
)
_HARM_CODES: Final = frozenset(entry.code for entry in PUBLIC_HARMS)
_NOT_IN_THE_LIST: Final = "Choose from the list, or leave it open."


def missing(page: Page, answers: Answers) -> tuple[str, ...]:
    """The required answers of a page that are not given yet."""
    lacking = [field for field in REQUIRED.get(page, ()) if not _given(getattr(answers, field))]
    if page is Page.YOU and answers.contact_choice is ContactChoice.CONTACT:
        # Nobody has to give a contact; but who wants to be contacted has to say how.
        lacking += [field for field in ("contact_by", "contact_value") if not _given(getattr(answers, field))]
    return tuple(lacking)


def _given(answer: object) -> bool:
    return bool(answer.strip()) if isinstance(answer, str) else bool(answer)


def next_page(answers: Answers) -> Page:
    """The first page that still lacks something, in the order of the path; `check` when none does.

    A worry about one child leaves the path at once; danger stands in the way until its page was seen."""
    if answers.subject is ReportSubject.ONE_CHILD:
        return Page.ONE_CHILD
    for page in PATH:
        if missing(page, answers):
            return page
        if page is Page.WHAT and answers.danger is Danger.YES and not answers.danger_page_seen:
            return Page.DANGER
    return Page.CHECK


def answer_problems(answers: Answers) -> tuple[Problem, ...]:
    """What can't be stored whatever the form let through: too long, or a code that is not offered."""
    return (*_length_problems(answers), *_code_problems(answers))


def _length_problems(answers: Answers) -> Iterator[Problem]:
    for field, limit in _LIMITS.items():
        if len(getattr(answers, field)) > limit:
            yield Problem(field, f"Keep this to {limit:,} characters.")


def _code_problems(answers: Answers) -> Iterator[Problem]:
    venues = {venue.code for venue in venues_of(answers.subject)} if answers.subject else set()
    single: tuple[tuple[str, str | None, Collection[str]], ...] = (
        ("venue", answers.venue, venues),
        ("group_size", answers.group_size, GROUP_SIZES.codes),
        ("how_often", answers.how_often, FREQUENCIES.codes),
        ("children", answers.children, CHILD_BANDS.codes),
    )
    for field, code, offered in single:
        if code is not None and code not in offered:
            yield Problem(field, _NOT_IN_THE_LIST)
    if not _HARM_CODES.issuperset(answers.harms):
        yield Problem("harms", _NOT_IN_THE_LIST)
    if any(code not in AGE_BANDS for code in answers.ages):
        yield Problem("ages", _NOT_IN_THE_LIST)
