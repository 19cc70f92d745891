"""A council's files: scanned when they came in, swept when something went, and both once an hour."""

from __future__ import annotations

from typing import Final

import structlog

from commonground.platform.files.scanning import Scanner, ScannerAwayError
from commonground.platform.files.store import store_of
from commonground.platform.identity.passes import Job
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.settings import settings
from commonground.platform.work import Work
from commonground.tenants.attachments.sweeping import Looked, look, take_away
from commonground.workers.actors.refused_files import tell_of_refused

log = structlog.get_logger(__name__)

COUNCIL: Final = "council"
JOINT_FILE: Final = "joint_file"
"""Bytes of a document that its council has taken back from a joint concern: the fact's id is theirs."""


async def files_due(work: Work, job: Job) -> None:
    """Whoever added a file waits for the scanner: that fact stays undone while it is away, and is tried again. The
    hourly one comes again by itself."""
    chosen = settings()
    store, scanner = store_of(chosen), Scanner(chosen.clamav) if chosen.clamav else None
    gone = await take_away(work, store, work.now, job.subject_id if job.subject_kind == JOINT_FILE else None)
    try:
        looked = await look(work, store, scanner)
    except ScannerAwayError:
        log.warning("scanner_away", fact=str(job.id))
        if job.subject_kind not in (COUNCIL, JOINT_FILE):
            raise
        looked = Looked((), whole=False)
    if gone:
        log.info("file_bytes_taken_away", files=gone)
    await tell_of_refused(work, looked.refused)
    if looked.refused or looked.whole:
        await sweep_soon(work)


async def sweep_soon(work: Work) -> None:
    """Once this has committed."""
    await publish(work, Fact(FactKind.FILES_DUE, COUNCIL, work.actor.council))
