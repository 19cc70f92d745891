"""The files of what another council has handed over: copied into the receiver's own place and compared with what was
sealed, and put on the referral that it became, as files that nobody opens before the scanner has looked.

Killed anywhere it goes on: bytes lie under an id that the row has from the beginning, and rows say how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import insert, select, update

from commonground.platform import audit
from commonground.platform.files.kinds import SORTS, FileKind
from commonground.platform.files.store import Copied, FileGoneError, FileStore
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import Work
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.attachments.types import FileState
from commonground.tenants.disclosures.models import Package, PackageFile
from commonground.tenants.received.models import ReceivedHandoff
from commonground.tenants.referrals import events
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState

log = structlog.get_logger(__name__)


async def fetch_files(work: Work, received: ReceivedHandoff, store: FileStore) -> None:
    """What is not here yet. What is not what was sealed is refused, and its bytes go with the next sweep. Raises
    `StoreAwayError`: then it is tried again."""
    for file in await _files_of(work, received):
        if file.copied_at is None and file.refused_at is None:
            fits = await _copy(work, received, file, store)
            at = {"copied_at": work.now} if fits else {"refused_at": work.now}
            await work.mine.execute(update(PackageFile).where(PackageFile.id == file.id).values(at))


async def _copy(work: Work, received: ReceivedHandoff, file: PackageFile, store: FileStore) -> bool:
    if file.from_object_id is None:
        return False
    try:
        came = await store.copy(received.sender_id, file.from_object_id, work.actor.council, file.object_id)
    except FileGoneError:
        log.warning("file_gone", file=str(file.id))
        return False
    if came == Copied(file.size, file.digest):
        return True
    log.error("file_is_another", file=str(file.id))
    return False


async def put_on_referral(work: Work, received: ReceivedHandoff, *, scanned: bool) -> None:
    """As files of the referral, each once. `scanned`: there is a scanner, so that they wait for it."""
    files = [each for each in await _files_of(work, received) if each.copied_at and each.attachment_id is None]
    row = await _referral_of(work, received) if files else None
    if row is None:
        return
    for file in files:
        values = _attachment(work, received, file) | {"state": _state(scanned=scanned)}
        await work.mine.execute(insert(Attachment).values(values))
        await work.mine.execute(update(PackageFile).where(PackageFile.id == file.id).values(attachment_id=values["id"]))
    sorts = ", ".join(dict.fromkeys(SORTS[FileKind(file.kind)].words for file in files))
    events.write_line(work, row, Aside.ADD_FILE, ReferralState(row.state), f"{received.reference}: {sorts}")
    events.touch(work, row)
    await work.mine.flush()
    await audit.record(work, "file_received", events.subject_of(row))
    await publish(work, Fact(FactKind.FILES_DUE, events.RECORD, row.id))


def _state(*, scanned: bool) -> str:
    return (FileState.WAITING if scanned else FileState.UNSCANNED).value


def _attachment(work: Work, received: ReceivedHandoff, file: PackageFile) -> dict[str, Any]:
    """The same bytes: from here on the record's file says whether they stay."""
    return {
        "tenant_id": work.actor.council,
        "id": uuid7(),
        "record_kind": events.RECORD,
        "record_id": received.referral_id,
        "object_id": file.object_id,
        "name": file.name,
        "kind": file.kind,
        "about": "",
        "size": file.size,
        "digest": file.digest,
        "added_at": work.now,
        "added_by": received.taken_in_by,
    }


async def _files_of(work: Work, received: ReceivedHandoff) -> Sequence[PackageFile]:
    """Of copies that the accepting function made: nobody made them, and no page can put one in so."""
    query = select(PackageFile).join(Package, Package.id == PackageFile.package_id)
    theirs = (Package.crossing_id == received.id, Package.side == "received", Package.made_by.is_(None))
    query = query.where(Package.tenant_id == PackageFile.tenant_id, *theirs).order_by(PackageFile.id)
    return (await work.mine.scalars(query.execution_options(populate_existing=True))).all()


async def _referral_of(work: Work, received: ReceivedHandoff) -> ReferralRow | None:
    if received.referral_id is None:
        return None
    query = select(ReferralRow).where(ReferralRow.id == received.referral_id).with_for_update()
    return (await work.mine.scalars(query)).one_or_none()
