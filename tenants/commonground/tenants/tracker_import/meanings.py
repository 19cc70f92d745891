"""What a council's own words mean: said of one file while that waits, and remembered once it is brought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import and_, delete, func, insert, select, tuple_

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.tracker_import.choices import Choices
from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.models import TrackerImport, TrackerMeaning
from commonground.tenants.tracker_import.queries import Remembered, remembered
from commonground.tenants.tracker_import.remembering import may_be_remembered

COLUMN: Final = "column"
SUBJECT: Final = "tracker_meaning"
Told = Mapping[str, Mapping[str, str]]
_row: Final = TrackerMeaning


@dataclass(frozen=True, slots=True)
class Kept:
    """A heading (`about` is `COLUMN`) or a word that is remembered, with who said what it means."""

    id: UUID
    about: str
    words: str
    means: str
    by: str
    at: datetime


def known_with(known: Remembered, told: Told) -> Remembered:
    """What the council remembers, and before it what was said of this file."""
    columns = {words: Field(means) for words, means in told.get(COLUMN, {}).items() if means in set(Field)}
    tables = {*known.words, *told} - {COLUMN}
    return Remembered(
        {**known.columns, **columns}, {each: {**known.words.get(each, {}), **told.get(each, {})} for each in tables}
    )


async def known_for(work: Work, choices: Choices) -> Remembered:
    return known_with(await remembered(work), choices.told)


async def told_so_far(work: Work) -> dict[str, dict[str, str]]:
    """What the reader said of the file of theirs that waits: a corrected one in its stead is not asked about again."""
    row = TrackerImport
    waits = (row.staff_id == work.actor.staff, row.imported_at.is_(None))
    found = await work.mine.scalar(select(row.choices).where(*waits).order_by(row.chosen_at.desc()).limit(1))
    return msgspec.msgpack.decode(found, type=Choices).told if found else {}


async def remember(work: Work, told: Told) -> None:
    """For the next file: what was said of this one, but for words that may be a name or are rather a sentence."""
    known = await remembered(work)
    before: Told = {COLUMN: known.columns, **known.words}
    added = {
        (about, words): means
        for about, meanings in told.items()
        for words, means in meanings.items()
        if before.get(about, {}).get(words) != means and may_be_remembered(words)
    }
    if added:
        mine = (_row.tenant_id == work.actor.council, tuple_(_row.about, _row.words).in_(list(added)))
        await work.mine.execute(delete(_row).where(*mine).execution_options(synchronize_session=False))
        await work.mine.execute(insert(_row), [_meaning(work, *each, means) for each, means in added.items()])


def _meaning(work: Work, about: str, words: str, means: str) -> dict[str, Any]:
    who = {"tenant_id": work.actor.council, "id": uuid7(), "chosen_by": work.actor.staff, "chosen_at": work.now}
    return who | {"about": about, "words": words, "means": means}


async def kept_meanings(work: Work) -> list[Kept]:
    """All that is remembered, headings first."""
    by = Staff.__table__.alias("by")
    query = (
        select(_row.id, _row.about, _row.words, _row.means, func.coalesce(by.c.display_name, ""), _row.chosen_at)
        .select_from(_row)
        .outerjoin(by, and_(by.c.tenant_id == _row.tenant_id, by.c.id == _row.chosen_by))
        .order_by(_row.about != COLUMN, _row.about, _row.words, _row.chosen_at)
    )
    return [Kept(*each) for each in await work.mine.execute(query)]


async def forget_meaning(work: Work, key: UUID) -> None:
    """Nothing is remembered of this heading or word any more. Raises `NotFoundHereError`."""
    found = await work.mine.get(_row, (work.actor.council, key))
    if found is None:
        raise NotFoundHereError
    alike = (_row.tenant_id == found.tenant_id, _row.about == found.about, _row.words == found.words)
    await work.mine.execute(delete(_row).where(*alike).execution_options(synchronize_session=False))
    await audit.record(work, f"{Action.IMPORT_TRACKER}:forget_word", audit.Subject(SUBJECT, key))


async def forget_meanings(work: Work) -> None:
    """Nothing at all is remembered any more."""
    all_of_them = delete(_row).where(_row.tenant_id == work.actor.council)
    await work.mine.execute(all_of_them.execution_options(synchronize_session=False))
    await audit.record(work, f"{Action.IMPORT_TRACKER}:forget_words", audit.Subject(f"{SUBJECT}s"))
