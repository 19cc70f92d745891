"""Words of an earlier tracker, held back until somebody has cleared them of names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.intake.receiving import masked
from commonground.tenants.intake.types import ReportSubject
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.tracker_import.models import ImportedRow

MOST: Final = 20_000
NEVER_SHOWN: Final = ("referrer", "children_references")
"""Nothing but people: whoever may look sees them each time anew."""
CLEARED: Final = tuple(column for column in ImportedRow.free if column not in NEVER_SHOWN)


async def words_of(work: Work, row: ReferralRow, *, lock: bool = False) -> ImportedRow:
    """The words that it came with. Raises `NotFoundHereError` for one that came otherwise."""
    query = select(ImportedRow).where(ImportedRow.referral_id == row.id)
    found = await work.mine.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFoundHereError
    return found


def suggested(said: ImportedRow) -> Mapping[str, str]:
    """Each text as we would show it: what it was cleared to, or else its likely names hidden. Only those that there
    are."""
    words = {column: text for column, text in said.words().items() if text}
    found = masked(said.words(), ReportSubject(said.subject), lang=said.lang, this_year=said.sent_at.year)
    before = said.shown if said.cleared_at else {}
    return {column: before.get(column, found[column].shown) for column in CLEARED if column in words}


async def clear(work: Work, row: ReferralRow, said: ImportedRow, words: Mapping[str, str]) -> None:
    """Show these from now on to everybody who may open it. What is the same as before stays readable by a look alone
    where it differs. Raises `IncompleteError`."""
    shown = {column: words.get(column, "").strip() for column in CLEARED if getattr(said, column)}
    if not shown.get("where_said"):
        raise IncompleteError((Problem("where_said", "Say which place or group it is, without a name"),))
    said.shown = shown
    said.names_masked = sum(shown.get(column, "") != text.strip() for column, text in said.words().items() if text)
    said.cleared_at, said.cleared_by = work.now, work.actor.staff
    row.title = " ".join(shown["where_said"].split())
    row.changed_at, row.version = work.now, row.version + 1
    await work.mine.flush()
    await audit.record(work, f"{Action.READ_NAMES}:clear", subject_of(row))


async def next_uncleared(work: Work, import_id: UUID, after: int = 0) -> str | None:
    """The reference of the next referral of this import whose words the reader may clear, in the file's order."""
    query = (
        select(ReferralRow.reference)
        .join(
            ImportedRow, (ImportedRow.tenant_id == ReferralRow.tenant_id) & (ImportedRow.referral_id == ReferralRow.id)
        )
        .where(ImportedRow.import_id == import_id, ImportedRow.cleared_at.is_(None))
        .where(visible_referrals(work.actor, Action.READ_NAMES))
        .order_by(ImportedRow.row_number <= after, ImportedRow.row_number)
        .limit(1)
    )
    found: str | None = await work.mine.scalar(query)
    return found
