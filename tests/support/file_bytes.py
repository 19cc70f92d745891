"""Files of a test with their bytes in a store, and what the worker makes of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.files.store import FileStore
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.settings import Settings
from commonground.platform.work import begin
from commonground.tenants.attachments.models import Attachment
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from stage import Stage

LONG_AGO = timedelta(hours=2)


async def put(
    stage: Stage, council: TestCouncil, store: FileStore, folder: Path, content: bytes, *, state: str = "waiting",
    row: bool = True, off: bool = False, **more: object,
) -> tuple[UUID, UUID]:  # fmt: skip  # a file's parts
    """The row's id and its object's."""
    sent, row_id, object_id, now = folder / uuid4().hex, uuid4(), uuid4(), datetime.now(UTC)
    sent.write_bytes(content)
    await store.put(council.id, object_id, sent)
    values = {
        "tenant_id": council.id, "id": row_id, "record_kind": "context", "record_id": uuid4(), "object_id": object_id,
        "name": "a.txt", "kind": "txt", "size": len(content), "digest": b"x", "state": state, "added_at": now,
        "added_by": stage.staff(council, "practitioner"), "taken_off_at": now if off else None,
    }  # fmt: skip  # a row
    if row:
        async with acting_as_setup(stage.world.database.owner_url) as connection:
            await connection.execute(insert(Attachment), values | more)
    return row_id, object_id


def grow_old(settings: Settings, council: TestCouncil, object_id: UUID) -> None:
    path = settings.files_folder / council.id.hex / object_id.hex
    then = (datetime.now(UTC) - LONG_AGO).timestamp()
    os.utime(path, (then, then))


async def due(stage: Stage, council: TestCouncil, subject: str = "council") -> bool:
    """What the schedule does once an hour, or whoever added a file to a `context`."""
    async with begin(stage.app) as work:
        assert await open_session(work, await stage.world.token(council, "admin"))
        fact = await publish(work, Fact(FactKind.FILES_DUE, subject, council.id))
        await work.commit()
    return await carry_out(stage.worker, fact)


async def state_of(stage: Stage, row_id: UUID) -> str:
    return str(await stage.ask("select state from tenants.attachments where id = :id", id=row_id))


async def lying(store: FileStore, council: TestCouncil) -> set[UUID]:
    return {each.id for each in await store.lying(council.id)}
