"""A council's patterns and guidance: read them, and change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.ids import uuid7
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
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

NEWEST: Final = select(GuidanceRow).order_by(GuidanceRow.version.desc()).limit(1)


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
    row = {"tenant_id": work.actor.council, "id": uuid7(), "version": version + 1, "saved_at": work.now}
    row |= {"saved_by": work.actor.staff, "often_count": patterns.often_count, "often_days": patterns.often_days}
    row |= {"rising_days": patterns.rising_days, "new_harm": patterns.new_harm}
    row |= {level.value: words.get(level, "").strip() for level in Level}
    # Of two who save at once the second waits here for the first, and then puts nothing in.
    put = insert(GuidanceRow).values(row).on_conflict_do_nothing(index_elements=["tenant_id", "version"])
    if (await work.mine.execute(put.returning(GuidanceRow.id))).one_or_none() is None:
        raise ChangedMeanwhileError
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
