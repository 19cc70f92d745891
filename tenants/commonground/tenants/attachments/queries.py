"""Files on records. Whoever asks has loaded the record before: a file is as visible as what it is on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, func, select, union_all
from sqlalchemy.orm import aliased

from commonground.platform.councils.people import Staff
from commonground.platform.files.kinds import FileKind
from commonground.platform.joint.queries import files_kept
from commonground.platform.work import Work
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.attachments.types import Attached, FileState
from commonground.tenants.disclosures.models import PackageFile

_file = Attachment
_adder, _taker = aliased(Staff), aliased(Staff)
_FILES: Final[Select[*tuple[Any, ...]]] = (
    select(_file, _adder.display_name.label("adder"), _taker.display_name.label("taker"))
    .outerjoin(_adder, and_(_adder.tenant_id == _file.tenant_id, _adder.id == _file.added_by))
    .outerjoin(_taker, and_(_taker.tenant_id == _file.tenant_id, _taker.id == _file.taken_off_by))
    .order_by(_file.added_at.desc(), _file.id.desc())
)


async def files_of(work: Work, record_id: UUID) -> list[Attached]:
    """Newest first, with those that were taken off."""
    return [_of(row) for row in await work.mine.execute(_FILES.where(_file.record_id == record_id))]


async def added_by_me(work: Work, record_id: UUID) -> list[Attached]:
    """Those that the acting person put on it, newest first."""
    mine = (_file.record_id == record_id, _file.added_by == work.actor.staff)
    return [_of(row) for row in await work.mine.execute(_FILES.where(*mine))]


async def file_of(work: Work, record_id: UUID, file_id: UUID) -> Attached | None:
    """The one that is on this very record."""
    query = _FILES.where(_file.record_id == record_id, _file.id == file_id)
    row: Any = (await work.mine.execute(query)).one_or_none()
    return None if row is None else _of(row)


async def taken_up(work: Work, record_id: UUID) -> tuple[int, int]:
    """How many files are on it, and how many bytes they have."""
    query = select(func.count(), func.coalesce(func.sum(_file.size), 0)).where(
        _file.record_id == record_id, _file.taken_off_at.is_(None), _file.state != FileState.REFUSED.value
    )
    number, size = (await work.mine.execute(query)).one()
    return number, int(size)


async def unlooked(work: Work, *, also_unscanned: bool, most: int) -> Sequence[Attachment]:
    """Of the acting council: those at which the scanner has not looked, oldest first."""
    waits = _file.state == FileState.WAITING.value
    if also_unscanned:
        waits |= and_(_file.state == FileState.UNSCANNED.value, _file.scanned_at.is_(None))
    query = select(_file).where(waits, _file.taken_off_at.is_(None)).order_by(_file.id).limit(most)
    return (await work.mine.scalars(query)).all()


async def known_objects(work: Work) -> dict[UUID, bool]:
    """Every object of the acting council that a row names, with whether it is to stay. What came with a package from
    another council stays as the record's file does once it is one; a document of a joint concern while it stands."""
    of_files = and_(_file.taken_off_at.is_(None), _file.state != FileState.REFUSED.value)
    packed = select(PackageFile.object_id, PackageFile.refused_at.is_(None)).where(PackageFile.attachment_id.is_(None))
    found = await work.mine.execute(union_all(packed, select(_file.object_id, of_files)))
    return {row[0]: bool(row[1]) for row in found} | dict.fromkeys(await files_kept(work), True)


def _of(row: Any) -> Attached:
    file: Attachment = row[0]
    return Attached(
        id=file.id,
        object_id=file.object_id,
        name=file.name,
        kind=FileKind(file.kind),
        about=file.about,
        size=file.size,
        digest=file.digest,
        state=FileState(file.state),
        added_at=file.added_at,
        added_by=row.adder or "",
        taken_off_at=file.taken_off_at,
        taken_off_by=row.taker or "",
        taken_off_words=file.taken_off_words,
    )
