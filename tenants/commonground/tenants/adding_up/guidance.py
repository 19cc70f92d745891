"""A council's patterns and guidance: read them, and change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.versions import add_version, newest
from commonground.platform.work import Work
from commonground.tenants.adding_up.models import GuidanceRow
from commonground.tenants.adding_up.types import (
    COUNTS,
    OFF,
    OFTEN_DAYS,
    RISING_DAYS,
    WORDS_LIMIT,
    Guidance,
    Level,
    Patterns,
)

NEWEST: Final = newest(GuidanceRow)


async def guidance_of(work: Work) -> Guidance:
    """That of the acting council as it stands; ours where it has set none."""
    return as_guidance((await work.mine.scalars(NEWEST)).one_or_none())


def as_guidance(row: GuidanceRow | None) -> Guidance:
    """Ours where there is no row."""
    if row is None:
        return Guidance()
    said = {level: str(getattr(row, level)) for level in Level}
    patterns = Patterns(row.often_count, row.often_days, row.rising_days, row.new_harm)
    return Guidance(row.version, patterns, {level: words for level, words in said.items() if words})


async def set_guidance(work: Work, patterns: Patterns, words: Mapping[Level, str], *, version: int) -> None:
    """Exactly this from the next contact on. `version` is the one that the form was filled from.

    Raises `IncompleteError` and `ChangedMeanwhileError`."""
    if problems := tuple(_problems(patterns, words)):
        raise IncompleteError(problems)
    if (await guidance_of(work)).version != version:
        raise ChangedMeanwhileError
    said = {level.value: words.get(level, "").strip() for level in Level}
    await add_version(work, GuidanceRow, {**asdict(patterns), **said}, over=version)
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why="Changed what it wants to hear of")


def _problems(patterns: Patterns, words: Mapping[Level, str]) -> Iterator[Problem]:
    offered = (
        ("often_count", patterns.often_count, (OFF, *COUNTS)),
        ("often_days", patterns.often_days, OFTEN_DAYS),
        ("rising_days", patterns.rising_days, (OFF, *RISING_DAYS)),
    )
    for field, value, known in offered:
        if value not in known:
            yield Problem(field, "Choose one of the numbers on this page.")
    for level in Level:
        if len(words.get(level, "").strip()) > WORDS_LIMIT:
            yield Problem(level.value, f"Keep this to {WORDS_LIMIT} characters.")
