"""Files of what another council has handed over: fetched once it is accepted, put on the referral that it becomes."""

from __future__ import annotations

from commonground.platform.files.store import store_of
from commonground.platform.identity.passes import Job
from commonground.platform.settings import settings
from commonground.platform.work import Work
from commonground.tenants.received.files import fetch_files, put_on_referral
from commonground.workers.actors.crossings import CrossingMissingError, received_of


async def crossing_files(work: Work, job: Job) -> None:
    received = await received_of(work, job.subject_id)
    if received is None:
        raise CrossingMissingError
    if received.purged_at is not None:
        return
    chosen = settings()
    await fetch_files(work, received, store_of(chosen))
    await put_on_referral(work, received, scanned=bool(chosen.clamav))
