"""Selects about imports: what is waiting, what was brought in, what a council's own words mean, which rows are here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import LargeBinary, ScalarSelect, Select, and_, any_, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from commonground.platform import audit
from commonground.platform.access import Action, Actor
from commonground.platform.access.confirming import is_confirmed
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.referrals.events import RECORD
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.models import ImportedRow, TrackerImport, TrackerMeaning

UNDO_WITHIN: Final = timedelta(days=7)
MOST_SHOWN: Final = 20
_row: Final = ImportedRow


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the council chose before: columns and words, as `plain` writes them."""

    columns: Mapping[str, Field]
    words: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Here:
    """A row that is here already, as it was brought in, to see whether it says the same. `referral` is what it
    became."""

    referral: audit.Subject
    sent_at: datetime
    where_said: str
    address: str
    postcode: str
    what_said: str
    referrer: str
    children_references: str
    comments: str
    tracker_words: str


@dataclass(frozen=True, slots=True)
class Brought:
    """An import as its reader sees it. `brought`, `here` and `left_out` are what came of the file that day, whatever
    became of its rows since; `uncleared` counts those that the reader may open and nobody has cleared of names. There
    is no number of all that are left: beside what the reader finds it would tell of what is restricted."""

    id: UUID
    by: str
    imported_at: datetime
    brought: int
    here: int
    left_out: int
    undone_at: datetime | None
    undone_by: str
    uncleared: int

    def can_be_undone(self, now: datetime) -> bool:
        return self.undone_at is None and now < self.imported_at + UNDO_WITHIN


async def remembered(work: Work) -> Remembered:
    """The newest choice of each."""
    row = TrackerMeaning
    query = select(row.about, row.words, row.means).order_by(row.chosen_at, row.id)
    found: dict[str, dict[str, str]] = {}
    for about, words, means in await work.mine.execute(query):
        found.setdefault(about, {})[words] = means
    columns = {words: Field(means) for words, means in found.pop("column", {}).items() if means in set(Field)}
    return Remembered(columns, found)


async def waiting_file(work: Work, key: UUID, *, lock: bool = False) -> TrackerImport:
    """A file of one's own that is not brought in yet. Raises `NotFoundHereError` for every other."""
    row = TrackerImport
    query = select(row).where(row.id == key, row.staff_id == work.actor.staff, row.imported_at.is_(None))
    found = await work.mine.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFoundHereError
    return found


async def same_file(work: Work, digest: bytes) -> datetime | None:
    """When the very same file was brought in, and not undone."""
    row = TrackerImport
    query = select(func.max(row.imported_at)).where(row.file_hash == digest, row.undone_at.is_(None))
    found: datetime | None = await work.mine.scalar(query)
    return found


_SAID: Final = tuple(getattr(_row, field.name) for field in fields(Here) if field.name != "referral")
_of_row: Final = and_(ReferralRow.tenant_id == _row.tenant_id, ReferralRow.id == _row.referral_id)


def _here(work: Work) -> Select[Any]:
    """Words of those alone at whose words the reader may look: of others they are not even read here, so that nothing
    about them, nor how long it takes, hangs on what they say."""
    seen = [visible_referrals(work.actor, to) for to in (Action.READ_REFERRAL, Action.READ_NAMES)]
    if not is_confirmed(work.actor, work.now):
        seen.append(~ReferralRow.restricted)
    their = (ReferralRow.id, ReferralRow.reference, ReferralRow.restricted)
    words = (case((ReferralRow.id.is_not(None), column)) for column in _SAID)
    asked = _row.fingerprint == any_(bindparam("fingerprints", type_=ARRAY(LargeBinary())))
    return select(_row.fingerprint, *their, *words).outerjoin(ReferralRow, and_(_of_row, *seen)).where(asked)


async def rows_here(work: Work, fingerprints: Collection[bytes]) -> Mapping[bytes, Here | None]:
    """Which of these rows were brought in before, in one statement; with None for those at whose words the reader may
    not look."""
    found = await work.mine.execute(_here(work), {"fingerprints": list(fingerprints)}) if fingerprints else ()
    return {fingerprint: _as_here(*columns) for fingerprint, *columns in found}


def _as_here(key: UUID | None, reference: str, restricted: bool, *said: Any) -> Here | None:
    if key is None:
        return None
    return Here(audit.Subject(RECORD, key, reference, restricted=restricted), *said)


_by, _undoer = Staff.__table__.alias("by"), Staff.__table__.alias("undoer")


def _uncleared(actor: Actor) -> ScalarSelect[int]:
    of_it = and_(_row.tenant_id == TrackerImport.tenant_id, _row.import_id == TrackerImport.id)
    return (
        select(func.count())
        .select_from(_row)
        .join(ReferralRow, _of_row)
        .where(of_it, _row.cleared_at.is_(None), visible_referrals(actor, Action.READ_REFERRAL))
        .correlate(TrackerImport)
        .scalar_subquery()
    )


def _imports(actor: Actor) -> Select[*tuple[Any, ...]]:
    row = TrackerImport
    return (
        select(
            row.id,
            func.coalesce(_by.c.display_name, "").label("by"),
            row.imported_at,
            row.brought,
            row.here,
            row.left_out,
            row.undone_at,
            func.coalesce(_undoer.c.display_name, "").label("undone_by"),
            _uncleared(actor).label("uncleared"),
        )
        .select_from(row)
        .outerjoin(_by, and_(_by.c.tenant_id == row.tenant_id, _by.c.id == row.staff_id))
        .outerjoin(_undoer, and_(_undoer.c.tenant_id == row.tenant_id, _undoer.c.id == row.undone_by))
        .where(row.imported_at.is_not(None))
    )


async def imports(work: Work) -> list[Brought]:
    """The newest first."""
    query = _imports(work.actor).order_by(TrackerImport.imported_at.desc(), TrackerImport.id).limit(MOST_SHOWN)
    return [Brought(*row) for row in await work.mine.execute(query)]


async def load_import(work: Work, key: UUID) -> Brought:
    """One that was brought in. Raises `NotFoundHereError`."""
    found = (await work.mine.execute(_imports(work.actor).where(TrackerImport.id == key))).one_or_none()
    if found is None:
        raise NotFoundHereError
    return Brought(*found)


async def mine_waiting(work: Work) -> UUID | None:
    """The file that the reader chose and has not brought in yet."""
    row = TrackerImport
    query = select(row.id).where(row.staff_id == work.actor.staff, row.imported_at.is_(None))
    found: UUID | None = await work.mine.scalar(query.order_by(row.chosen_at.desc()).limit(1))
    return found


async def still_here(work: Work, key: UUID) -> list[tuple[int, str, str]]:
    """Row, reference and title of what an import brought and is here, of those that the reader may open: the first."""
    seen = visible_referrals(work.actor, Action.READ_REFERRAL)
    query = (
        select(_row.row_number, ReferralRow.reference, ReferralRow.title)
        .join(ReferralRow, _of_row)
        .where(_row.import_id == key, seen)
        .order_by(_row.row_number)
        .limit(MOST_SHOWN)
    )
    return [(row.row_number, row.reference, row.title) for row in await work.mine.execute(query)]
