"""Words of an earlier tracker, held back until somebody has cleared them of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select, update

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.intake.receiving import masked
from commonground.tenants.intake.types import ReportSubject
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.looks import note_looks, unmarked
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.tracker_import.models import ImportedRow

MOST: Final = 20_000
NEVER_SHOWN: Final = ("referrer", "children_references")
"""Nothing but people: whoever may look sees them each time anew."""
CLEARED: Final = tuple(column for column in ImportedRow.free if column not in NEVER_SHOWN)
AT_ONCE: Final = 20
"""Rows that are cleared together."""


@dataclass(frozen=True, slots=True)
class Uncleared:
    """A referral that came with an import, and the words that it came with."""

    row: ReferralRow
    said: ImportedRow


async def words_of(work: Work, row: ReferralRow, *, lock: bool = False) -> ImportedRow:
    """The words that it came with. Raises `NotFoundHereError` for one that came otherwise."""
    query = select(ImportedRow).where(ImportedRow.referral_id == row.id)
    found = await work.mine.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFoundHereError
    return found


def masked_words(said: ImportedRow) -> Mapping[str, str]:
    """Each text with its likely names hidden. Only those that there are."""
    found = masked(said.words(), ReportSubject(said.subject), lang=said.lang, this_year=said.sent_at.year)
    return {column: found[column].shown for column in CLEARED if getattr(said, column)}


def suggested(said: ImportedRow) -> Mapping[str, str]:
    """Each text as we would show it: what it was cleared to, or else its likely names hidden. Only those that there
    are."""
    before = said.shown if said.cleared_at else {}
    return {column: before.get(column, words) for column, words in masked_words(said).items()}


def version_of(said: ImportedRow) -> str:
    """What a form takes along, so that nobody overwrites unseen what a colleague cleared it to meanwhile."""
    return said.cleared_at.isoformat() if said.cleared_at else ""


async def clear(work: Work, row: ReferralRow, said: ImportedRow, words: Mapping[str, str], *, version: str) -> None:
    """Show these from now on to everybody who may open it. What is the same as before stays readable by a look alone
    where it differs. `version` is that of the words when the form was filled in.

    Raises `IncompleteError`, and `ChangedMeanwhileError` where somebody cleared it since."""
    await clear_several(work, [(Uncleared(row, said), words, version)])


async def clear_several(work: Work, given: Sequence[tuple[Uncleared, Mapping[str, str], str]]) -> None:
    """As `clear`, of each with its words and their version: all of them, or none."""
    shown = [_checked(each, words, version) for each, words, version in given]
    each_with = [(each, words) for (each, _, _), words in zip(given, shown, strict=True)]
    before = await unmarked(work, [each.row.reference for each, _, _ in given])
    # By key, so that twenty rows take no more statements than one.
    await work.mine.execute(update(ImportedRow), [_words(work, each.said, words) for each, words in each_with])
    await work.mine.execute(update(ReferralRow), [_titled(work, each.row, words) for each, words in each_with])
    await note_looks(work, list(before.values()))
    await audit.record_each(work, f"{Action.READ_NAMES}:clear", [subject_of(each.row) for each, _, _ in given])


def _checked(each: Uncleared, words: Mapping[str, str], version: str) -> dict[str, str]:
    if version != version_of(each.said):
        raise ChangedMeanwhileError
    shown = {column: words.get(column, "").strip() for column in CLEARED if getattr(each.said, column)}
    if not shown.get("where_said"):
        raise IncompleteError((Problem("where_said", "Say which place or group it is, without a name"),))
    return shown


def _words(work: Work, said: ImportedRow, shown: dict[str, str]) -> dict[str, Any]:
    masked_still = sum(shown.get(column, "") != text.strip() for column, text in said.words().items() if text)
    by = {"cleared_at": work.now, "cleared_by": work.actor.staff}
    return {"tenant_id": said.tenant_id, "id": said.id, "shown": shown, "names_masked": masked_still, **by}


def _titled(work: Work, row: ReferralRow, shown: Mapping[str, str]) -> dict[str, Any]:
    title = " ".join(shown["where_said"].split())
    key = {"tenant_id": row.tenant_id, "id": row.id}
    return key | {"title": title, "changed_at": work.now, "version": row.version + 1}


OF_IT: Final = and_(ImportedRow.tenant_id == ReferralRow.tenant_id, ImportedRow.referral_id == ReferralRow.id)


async def uncleared(
    work: Work, import_id: UUID, references: Sequence[str] = (), *, lock: bool = False
) -> list[Uncleared]:
    """The first of an import's rows whose words the reader may clear and nobody has; or, with `references`, those of
    them, cleared or not, in the file's order. What is restricted is cleared on its own page."""
    which = ReferralRow.reference.in_(references[:AT_ONCE]) if references else ImportedRow.cleared_at.is_(None)
    query = (
        select(ReferralRow, ImportedRow)
        .join(ImportedRow, OF_IT)
        .where(ImportedRow.import_id == import_id, which, ReferralRow.restricted.is_(False))
        .where(visible_referrals(work.actor, Action.READ_NAMES))
        .order_by(ImportedRow.row_number)
        .limit(AT_ONCE)
    )
    found = (await work.mine.execute(query.with_for_update() if lock else query)).all()
    for row, _ in found:
        audit.looked_at(work, Action.READ_NAMES, subject_of(row))
    return [Uncleared(row, said) for row, said in found]


async def next_uncleared(work: Work, import_id: UUID, after: int = 0) -> str | None:
    """The reference of the next referral of this import whose words the reader may clear, in the file's order."""
    query = (
        select(ReferralRow.reference)
        .join(ImportedRow, OF_IT)
        .where(ImportedRow.import_id == import_id, ImportedRow.cleared_at.is_(None))
        .where(visible_referrals(work.actor, Action.READ_NAMES))
        .order_by(ImportedRow.row_number <= after, ImportedRow.row_number)
        .limit(1)
    )
    found: str | None = await work.mine.scalar(query)
    return found
