"""What a worker does about a council's files: lets the scanner look, and takes bytes away that nobody needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from commonground.platform import audit
from commonground.platform.files.scanning import Scanner
from commonground.platform.files.store import FileGoneError, FileStore
from commonground.platform.work import Work
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.attachments.queries import known_objects, unlooked
from commonground.tenants.attachments.types import FileState

log = structlog.get_logger(__name__)

ON_ITS_WAY: Final = timedelta(hours=1)
"""So old must bytes be that no row names: a row may be on its way to those that came just now."""
MOST_AT_ONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Looked:
    """`refused`: files whose bytes go next time, when that is committed. `whole`: so many waited that there may be
    more."""

    refused: tuple[Attachment, ...]
    whole: bool


async def look(work: Work, store: FileStore, scanner: Scanner | None) -> Looked:
    """Let the scanner look at what waits; without one, say that nobody has.

    Raises `ScannerAwayError`."""
    waiting = await unlooked(work, also_unscanned=scanner is not None, most=MOST_AT_ONCE)
    for file in waiting:
        state = FileState.UNSCANNED if scanner is None else await _looked_at(work, store, scanner, file)
        file.state, file.scanned_at = state.value, work.now if scanner is not None else None
    await work.mine.flush()
    return Looked(tuple(each for each in waiting if each.state == FileState.REFUSED), len(waiting) == MOST_AT_ONCE)


async def _looked_at(work: Work, store: FileStore, scanner: Scanner, file: Attachment) -> FileState:
    try:
        parts = await store.read(work.actor.council, file.object_id)
    except FileGoneError:
        log.warning("file_gone", file=str(file.id))
        return FileState.UNSCANNED
    if await scanner.is_clean(parts):
        return FileState.CLEAN
    subject = audit.Subject(file.record_kind, file.record_id)
    await audit.record(work, "file_refused", subject)
    return FileState.REFUSED


async def take_away(work: Work, store: FileStore, now: datetime, over: UUID | None = None) -> int:
    """Bytes of files that were refused or taken off, or that no row names any more: what a disposal left, and what
    somebody sent whose server died before the row was there. `over`: one that its row has let go of, so that nothing is
    on its way to it, however young it is. Says how many."""
    known = await known_objects(work)
    lying = await store.lying(work.actor.council)
    gone = [each.id for each in lying if not known.get(each.id, each.since > now - ON_ITS_WAY and each.id != over)]
    await store.delete(work.actor.council, gone)
    return len(gone)
