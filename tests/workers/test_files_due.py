"""A worker lets the scanner look at files, and takes away the bytes that nothing names: never one that a row needs."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.settings import Settings
from commonground.platform.work import begin
from commonground.tenants.attachments.models import Attachment
from commonground.workers.actors import files
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from example_files import EICAR, TEXT
from fake_clamd import fake_clamd
from stage import Stage

LONG_AGO = timedelta(hours=2)


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The worker's settings; a test may put others in their place."""
    held = [Settings(files_path=str(tmp_path / "files"))]
    monkeypatch.setattr(files, "settings", lambda: held[0])
    return held


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


async def test_without_a_scanner_it_is_said_that_nobody_looked(
    stage: Stage, chosen: list[Settings], tmp_path: Path
) -> None:
    larkmere, store = stage.world.larkmere, store_of(chosen[0])
    row, _ = await put(stage, larkmere, store, tmp_path, TEXT)
    theirs, _ = await put(stage, stage.world.hallowdene, store, tmp_path, TEXT)
    assert await due(stage, larkmere)
    assert (await state_of(stage, row), await state_of(stage, theirs)) == ("unscanned", "waiting")


async def test_what_the_scanner_finds_is_refused_and_its_bytes_go(
    stage: Stage, chosen: list[Settings], tmp_path: Path
) -> None:
    larkmere, store = stage.world.larkmere, store_of(chosen[0])
    clean, kept = await put(stage, larkmere, store, tmp_path, TEXT)
    late, _ = await put(stage, larkmere, store, tmp_path, TEXT, state="unscanned")
    bad, gone = await put(stage, larkmere, store, tmp_path, b"Some words\n" + EICAR)
    async with fake_clamd() as clamd:
        chosen[0] = Settings(files_path=chosen[0].files_path, clamav=clamd.url)
        assert await due(stage, larkmere, "context")
        assert [await state_of(stage, each) for each in (clean, late, bad)] == ["clean", "clean", "refused"]
        assert gone in await lying(store, larkmere), "until that is committed"
        assert await due(stage, larkmere)
        assert len(clamd.asked) == 3, "once each"
    assert gone not in await lying(store, larkmere)
    assert kept in await lying(store, larkmere)
    again = (
        "select count(*) from system.outbox where kind = 'files_due' and subject_kind = 'council' and tenant_id = :id"
    )
    assert await stage.ask(again, id=larkmere.id) == 2, "the worker itself asked for the second"


async def test_while_the_scanner_is_away_files_wait_and_it_is_asked_again(
    stage: Stage, chosen: list[Settings], tmp_path: Path
) -> None:
    larkmere, store = stage.world.larkmere, store_of(chosen[0])
    row, _ = await put(stage, larkmere, store, tmp_path, TEXT)
    chosen[0] = Settings(files_path=chosen[0].files_path, clamav="tcp://127.0.0.1:9")
    assert not await due(stage, larkmere, "context"), "stays in the outbox, and is tried again"
    assert await due(stage, larkmere), "the hourly one comes again by itself"
    assert await state_of(stage, row) == "waiting"
    async with fake_clamd() as clamd:
        chosen[0] = Settings(files_path=chosen[0].files_path, clamav=clamd.url)
        assert await due(stage, larkmere)
    assert await state_of(stage, row) == "clean"


async def test_bytes_that_no_row_names_go_once_none_can_be_on_its_way(
    stage: Stage, chosen: list[Settings], tmp_path: Path
) -> None:
    larkmere, hallowdene, store = stage.world.larkmere, stage.world.hallowdene, store_of(chosen[0])
    _, named = await put(stage, larkmere, store, tmp_path, TEXT, state="clean")
    _, off = await put(stage, larkmere, store, tmp_path, TEXT, state="clean", off=True)
    _, fresh = await put(stage, larkmere, store, tmp_path, TEXT, row=False)
    _, orphan = await put(stage, larkmere, store, tmp_path, TEXT, row=False)
    _, theirs = await put(stage, hallowdene, store, tmp_path, TEXT, row=False)
    for council, each in ((larkmere, named), (larkmere, orphan), (hallowdene, theirs)):
        grow_old(chosen[0], council, each)
    assert await due(stage, larkmere)
    left = await lying(store, larkmere)
    assert (named in left, fresh in left) == (True, True)
    assert not left & {off, orphan}
    assert theirs in await lying(store, hallowdene), "the neighbour's own sweep takes it"


async def test_a_row_without_bytes_stops_nothing(stage: Stage, chosen: list[Settings], tmp_path: Path) -> None:
    larkmere, store = stage.world.larkmere, store_of(chosen[0])
    gone, object_id = await put(stage, larkmere, store, tmp_path, TEXT)
    other, _ = await put(stage, larkmere, store, tmp_path, TEXT)
    await store.delete(larkmere.id, [object_id])
    async with fake_clamd() as clamd:
        chosen[0] = Settings(files_path=chosen[0].files_path, clamav=clamd.url)
        assert await due(stage, larkmere)
        assert await due(stage, larkmere)
        assert len(clamd.asked) == 1
    assert (await state_of(stage, gone), await state_of(stage, other)) == ("unscanned", "clean")


REFUSED = "file_refused"
BAD = b"Some words\n" + EICAR


async def refused(stage: Stage, chosen: list[Settings]) -> None:
    """The scanner looks, and the bytes go; what is said of it is said once."""
    async with fake_clamd() as clamd:
        chosen[0] = Settings(files_path=chosen[0].files_path, clamav=clamd.url)
        for subject in ("context", "council"):
            assert await due(stage, stage.world.larkmere, subject)


async def test_whoever_added_a_file_hears_once_that_it_was_refused(
    stage: Stage, chosen: list[Settings], tmp_path: Path
) -> None:
    larkmere, store = stage.world.larkmere, store_of(chosen[0])
    context = await stage.context(larkmere, lead="specialist_manager")
    await put(stage, larkmere, store, tmp_path, BAD, record_id=context)
    await put(stage, larkmere, store, tmp_path, TEXT, record_id=context, added_by=stage.staff(larkmere, "auditor"))
    await refused(stage, chosen)
    assert await stage.who_was_told(larkmere) == [("practitioner", REFUSED)]
    (told,) = await stage.told(larkmere, "practitioner")
    assert (told.subject.kind, told.subject.id) == ("context", context)
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_where_whoever_added_it_may_not_open_the_record_its_lead_hears(
    stage: Stage, chosen: list[Settings], tmp_path: Path
) -> None:
    larkmere, store = stage.world.larkmere, store_of(chosen[0])
    context = await stage.context(larkmere, lead="specialist_manager", restricted=True)
    await stage.name_on(larkmere, context, "specialist_manager")
    await put(stage, larkmere, store, tmp_path, BAD, record_id=context)
    await refused(stage, chosen)
    assert await stage.who_was_told(larkmere) == [("specialist_manager", REFUSED)]


async def test_whoever_referred_it_hears_where_they_see_what_became_of_it(
    stage: Stage, chosen: list[Settings], tmp_path: Path
) -> None:
    larkmere, store = stage.world.larkmere, store_of(chosen[0])
    referral = await stage.referral(larkmere, restricted=True, route="professional", source="la_other")
    await stage.name_on(larkmere, referral, "screener")
    await stage.statement(larkmere, referral, "practitioner")
    await put(stage, larkmere, store, tmp_path, BAD, record_kind="referral", record_id=referral)
    await refused(stage, chosen)
    assert await stage.who_was_told(larkmere) == [("practitioner", REFUSED)]
    (told,) = await stage.told(larkmere, "practitioner")
    assert (told.subject.kind, told.subject.id) == ("referred", referral)
