"""Documents of joint concerns for tests: a file on the context that one was begun from, and a part that has it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from casework import acting
from commonground.platform.access import Action
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.files.store import FileStore
from commonground.platform.identity.passes import claim_job
from commonground.platform.joint.service import expire
from commonground.platform.joint.types import NewPart, PartKind
from commonground.platform.work import begin
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.attachments.types import Attached
from commonground.tenants.joint.documents import add_document, own_files
from commonground.tenants.joint.load import load_joint
from councils import TestCouncil, World
from engines import lent
from jointly import Begun, staff
from told import ask, tell

CONTENT = b"Where they wait, stop by stop.\n" * 40
NAME = "Jayden Okafor.pdf"
BOSS = "specialist_manager"


async def file_on(
    world: World, store: FileStore, begun: Begun, content: bytes = CONTENT, **changes: Any
) -> tuple[UUID, UUID]:
    """A file on Larkmere's own context of it; its id and that of its bytes. Changes are of the row, by column."""
    council, made, object_id = world.larkmere, uuid4(), uuid4()
    link = await ask(world, "select our_context_id as id from tenants.joint_links where tenant_id = :council"
                     " and id = :id", council=council.id, id=begun.id)  # fmt: skip
    with TemporaryDirectory() as folder:
        (sent := Path(folder) / "sent").write_bytes(content)
        await store.put(council.id, object_id, sent)
    row = {
        "tenant_id": council.id, "id": made, "record_kind": "context", "record_id": link.id, "object_id": object_id,
        "name": NAME, "kind": "pdf", "about": "What Jayden Okafor drew", "size": len(content),
        "digest": hashlib.sha256(content).digest(), "state": "clean",
        "added_at": (await ask(world, "select now() as now")).now, "added_by": staff(council),
    } | changes  # fmt: skip  # a row
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(Attachment), row)
    return made, object_id


async def offered(world: World, begun: Begun, council: TestCouncil | None = None) -> list[Attached]:
    async with acting(world, council or world.larkmere, BOSS) as work:
        return await own_files(work, (await load_joint(work, begun.reference, to=Action.WORK_JOINT)).link)


async def add_file(
    world: World, store: FileStore, begun: Begun, file: UUID, *seen_by: TestCouncil, **more: Any
) -> UUID:
    """As a part of Larkmere's; its id."""
    async with acting(world, world.larkmere, BOSS) as work:
        joint = await load_joint(work, begun.reference, to=Action.WORK_JOINT)
        found = next(each for each in await own_files(work, joint.link) if each.id == file)
        councils = tuple(each.id for each in seen_by)
        part = NewPart(PartKind.DOCUMENT, **{"words": "A map of the stops.", "councils": councils} | more)
        return await add_document(work, joint, part, found, store)


async def object_of(world: World, part: UUID) -> UUID | None:
    """Where the bytes of it lie."""
    found = await ask(world, "select file_object_id as id from crossing.contributions where id = :id", id=part)
    return UUID(str(found.id)) if found.id else None


async def expired(world: World, part: UUID, council: TestCouncil) -> None:
    """Its day has come, and the council's worker looks."""
    await tell(world, "update crossing.contributions set keep_until = current_date - 2 where id = :id", id=part)
    job = await ask(world, "select gen_random_uuid() as id")
    due = (
        "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, attempts)"
        " values (:id, :council, 'joint_due', 'council', :council, now(), 0)"
    )
    await tell(world, due, id=job.id, council=council.id)
    async with begin(lent(world.database.worker_url)) as work:
        await claim_job(work, job.id)
        await expire(work)
        await work.commit()
