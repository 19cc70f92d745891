"""Look through every text for somebody: by any part of their names, or by the whole names alone, where the parts are
ordinary words (“Amy Young”)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CompoundSelect

from commonground.platform.work import Work
from commonground.tenants.subject_access.names import Occurrence, occurrences, sought
from commonground.tenants.subject_access.places import hidden, of_records, texts
from commonground.tenants.subject_access.rules import NotNowError
from commonground.tenants.subject_access.types import Found

MOST: Final = 500
MOST_LOOKED_AT: Final = MOST * 4


async def look_for(work: Work, names: Sequence[str], *, whole: bool) -> list[tuple[Found, bool]]:
    """With whether a whole name stands in it. Raises `NotNowError` where there are more texts than can be looked
    through, or decided about: none is left out in silence."""
    matching = texts(work.actor, matching=sought(names, whole=whole)).limit(MOST_LOOKED_AT + 1)
    rows = (await work.mine.execute(matching)).all()
    if len(rows) > MOST_LOOKED_AT:
        raise NotNowError(f"More than {MOST_LOOKED_AT:,} texts may name them. {_narrower(whole)}")
    looked_at = ((row, _named(row.words, names, whole)) for row in rows)
    kept = [(_found(row), any(one.likely for one in named)) for row, named in looked_at if named]
    if len(kept) > MOST:
        raise NotNowError(f"That is in more than {MOST} texts. {_narrower(whole)}")
    return kept


async def hidden_records(work: Work, names: Sequence[str], *, whole: bool) -> list[tuple[str, UUID]]:
    """Restricted records that may name them and are not this reader's to see. For telling their people alone."""
    return await _records(work, hidden(work.actor, sought(names, whole=whole)), names, whole=whole)


async def those_naming(
    work: Work, records: Collection[UUID], names: Sequence[str], *, whole: bool
) -> list[tuple[str, UUID]]:
    """Which of these records may name them, whoever may see them. For telling their people alone."""
    return await _records(work, of_records(records, sought(names, whole=whole)), names, whole=whole)


async def _records(
    work: Work, matching: CompoundSelect[Any], names: Sequence[str], *, whole: bool
) -> list[tuple[str, UUID]]:
    found = (await work.mine.execute(matching.limit(MOST_LOOKED_AT))).all()
    return sorted({(row.record_kind, row.record_id) for row in found if _named(row.words, names, whole)})


def _named(words: str, names: Sequence[str], whole: bool) -> list[Occurrence]:
    return [each for each in occurrences(words, names) if each.likely or not whole]


def _narrower(whole: bool) -> str:
    if whole:
        return "Leave out names that are ordinary words."
    return "Search by the whole name only, or leave out names that are ordinary words."


def _found(row: Any) -> Found:
    return Found(
        place=row.place, row_id=row.row_id, record_kind=row.record_kind, record_id=row.record_id,
        reference=row.reference, at=row.at, words=row.words,
    )  # fmt: skip  # one text's facts
