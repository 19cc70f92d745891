"""What a professional's referral must contain. No database, no web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from commonground.platform.refusals import Problem
from commonground.tenants.contexts.details import NOT_A_NUMBER, establishment_number
from commonground.tenants.intake.types import WHAT_LIMIT, WHERE_LIMIT
from commonground.tenants.referring.types import MOST_REFERENCES, REFERENCE_LIMIT, LawfulBasis, Openness, Referring

REQUIRED: Final = ("kind", "where", "what", "harms", "children", "danger", "openness", "untold_why", "basis")
"""All that anybody is made to answer; `untold_why` only of those who did not tell everybody."""
OTHER_SOURCE: Final = "other_agency"
USUAL: Final = LawfulBasis.PUBLIC_TASK
"""Where the council has chosen none."""
_SOURCES: Final = MappingProxyType(
    {
        "police": ("police", "police_bcu", "police_safer_schools"),
        "school": ("school", "school_dsl", "alternative_provision", "admissions"),
        "health": ("health_icb", "camhs", "emergency_department", "school_nurse"),
        "housing": ("housing", "registered_provider"),
        "vcs": ("vcs", "faith", "residents"),
        "business": ("business",),
        "transport": ("transport",),
        "la_other": ("social_care", "early_help", "youth_justice", "community_safety", "licensing", "planning",
                     "parks"),
    }
)  # fmt: skip  # one source to a row
"""Codes of `reference.SOURCES`, with the agencies that they are."""
_CASE: Final = re.compile(r"(?=.*\d)[\w./-]+")


def source_of(agency: str) -> str:
    """Where it came from, of a partner organisation of this kind: as the tracker and the figures have it."""
    return next((source for source, agencies in _SOURCES.items() if agency in agencies), OTHER_SOURCE)


def tidy(typed: Referring) -> Referring:
    """With a school's number as registers write it."""
    number = typed.establishment.strip()
    return replace(typed, establishment=establishment_number(number) or number)


def problems(typed: Referring) -> tuple[Problem, ...]:
    """Everything that is wrong, in the order of the questions."""
    return tuple(_problems(typed))


def _problems(typed: Referring) -> Iterator[Problem]:
    yield from _words("where", typed.where, WHERE_LIMIT, "Say where, or who they are without names")
    yield from _words("what", typed.what, WHAT_LIMIT, "Write what happens there")
    if not typed.harms:
        yield Problem("harms", "Choose at least one harm, or “Not sure”")
    if typed.openness is Openness.NOT_TOLD and not typed.untold_why.strip():
        yield Problem("untold_why", "Say why they were not told")
    if typed.establishment.strip() and establishment_number(typed.establishment) is None:
        yield Problem("establishment", NOT_A_NUMBER)
    yield from _references(typed.case_references)


def _words(field: str, words: str, most: int, lacking: str) -> Iterator[Problem]:
    if not words.strip():
        yield Problem(field, lacking)
    elif len(words) > most:
        yield Problem(field, f"Use {most:,} characters or fewer")


def _references(found: tuple[str, ...]) -> Iterator[Problem]:
    """A reference in the council's case system has a figure and no blank: a name has neither."""
    if len(found) > MOST_REFERENCES:
        yield Problem("case_references", f"Give at most {MOST_REFERENCES} references")
    for each in found:
        if len(each) > REFERENCE_LIMIT or not _CASE.fullmatch(each):
            yield Problem("case_references", "Give only references of your case system, one to a line, never a name")
            return
