"""Files that go from one council to another: sealed as copies, fetched, compared, and looked at anew before anybody
opens them. Killed anywhere, it goes on."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

import pytest

from commonground.platform.crossings.types import Act
from commonground.platform.files.store import FileStore, StoreAwayError, store_of
from commonground.platform.refusals import IncompleteError
from commonground.platform.settings import Settings
from commonground.workers.actors import crossing_files, files
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from crossed import Crossed, accept, answer, offer, propose, take_it_in, withdraw
from crossing_stage import carry, empty, known_context
from file_bytes import due, grow_old, lying, put
from stage import Stage

CONTENT = b"What was seen there, day by day.\n" * 40
NAME = "Jayden Okafor.txt"


@pytest.fixture(autouse=True)
async def nothing_crosses(stage: Stage) -> None:
    await empty(stage)


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    held = Settings(files_path=str(tmp_path / "files"))
    for module in (files, crossing_files):
        monkeypatch.setattr(module, "settings", lambda: held)
    return held


@pytest.fixture
def store(chosen: Settings) -> FileStore:
    return store_of(chosen)


async def with_file(stage: Stage, store: FileStore, folder: Path, **more: object) -> tuple[Crossed, UUID, UUID]:
    """Proposed by the first council to the second, with a file of the record; the file's id and its object's."""
    here, there = stage.world.larkmere, stage.world.hallowdene
    about = await known_context(stage, here)
    values = {"record_id": about.id, "name": NAME, "digest": hashlib.sha256(CONTENT).digest(), "state": "clean"} | more
    row, object_id = await put(stage, here, store, folder, CONTENT, **values)  # type: ignore[arg-type]  # columns
    return await propose(stage.world, here, there, store, about=about, files=[row]), row, object_id


async def packed(stage: Stage, council: TestCouncil, what: str) -> object:
    return await stage.ask(f"select {what} from tenants.package_files where tenant_id = :id", id=council.id)


async def attached(stage: Stage, council: TestCouncil, what: str) -> object:
    return await stage.ask(
        f"select {what} from tenants.attachments where tenant_id = :id and record_kind = 'referral'", id=council.id
    )


async def test_what_is_sealed_is_a_copy_and_stays_what_it_was(
    stage: Stage, store: FileStore, chosen: Settings, tmp_path: Path
) -> None:
    here = stage.world.larkmere
    _, row, object_id = await with_file(stage, store, tmp_path)
    sealed = UUID(str(await packed(stage, here, "object_id")))
    assert sealed != object_id
    assert await packed(stage, here, "name") != NAME, "somebody’s name may stand in it"
    await stage.run("update tenants.attachments set taken_off_at = now() where id = :id", id=row)
    for each in (sealed, object_id):
        grow_old(chosen, here, each)
    assert await due(stage, here)
    assert await lying(store, here) == {sealed}


async def test_a_file_that_is_another_by_now_is_not_sealed(stage: Stage, store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(IncompleteError):
        await with_file(stage, store, tmp_path, digest=b"another")


async def test_what_is_taken_back_takes_its_bytes_along(
    stage: Stage, store: FileStore, chosen: Settings, tmp_path: Path
) -> None:
    here = stage.world.larkmere
    crossed, _, object_id = await with_file(stage, store, tmp_path)
    sealed = UUID(str(await packed(stage, here, "object_id")))
    await offer(stage.world, crossed)
    await withdraw(stage.world, crossed)
    grow_old(chosen, here, sealed)
    assert await due(stage, here)
    assert await lying(store, here) == {object_id}


async def test_the_receiver_has_nothing_before_it_accepts_and_a_copy_of_its_own_from_then_on(
    stage: Stage, store: FileStore, tmp_path: Path
) -> None:
    there = stage.world.hallowdene
    crossed, _, _ = await with_file(stage, store, tmp_path)
    await offer(stage.world, crossed)
    await carry(stage)
    assert await lying(store, there) == set()
    assert await packed(stage, there, "count(*)") == 0
    await accept(stage.world, crossed)
    await carry(stage)
    copied = UUID(str(await packed(stage, there, "object_id")))
    assert await lying(store, there) == {copied}
    assert b"".join([part async for part in await store.read(there.id, copied)]) == CONTENT
    assert await attached(stage, there, "count(*)") == 0, "it is no record's yet"


async def test_taken_in_it_is_a_file_that_waits_for_the_scanner(
    stage: Stage, store: FileStore, chosen: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = stage.world.hallowdene
    crossed, _, _ = await with_file(stage, store, tmp_path)
    await accept(stage.world, await offer(stage.world, crossed))
    await carry(stage)
    scans = Settings(files_path=chosen.files_path, clamav="tcp://127.0.0.1:1")
    monkeypatch.setattr(crossing_files, "settings", lambda: scans)
    await take_it_in(stage.world, crossed)
    facts = "select array_agg(id) from system.outbox where done_at is null and kind = 'crossing_files'"
    for fact in await stage.ask(facts):
        assert await carry_out(stage.worker, fact)
    assert await attached(stage, there, "array_agg(state)") == ["waiting"]
    looks = "select count(*) from system.outbox where tenant_id = :id and kind = 'files_due' and done_at is null"
    assert await stage.ask(looks, id=there.id) == 1
    line = "select words from tenants.referral_events where verb = 'add_file' and tenant_id = :id"
    said = await stage.ask(line, id=there.id)
    assert said.startswith(crossed.reference)
    assert "Okafor" not in said


async def test_each_is_put_on_the_record_once_and_what_the_scanner_refuses_goes(
    stage: Stage, store: FileStore, chosen: Settings, tmp_path: Path
) -> None:
    there = stage.world.hallowdene
    crossed, _, _ = await with_file(stage, store, tmp_path)
    await accept(stage.world, await offer(stage.world, crossed))
    await take_it_in(stage.world, crossed)
    await carry(stage)
    again = "update system.outbox set done_at = null where kind = 'crossing_files'"
    await stage.run(again)
    await carry(stage)
    assert await attached(stage, there, "count(*)") == 1
    copied = UUID(str(await packed(stage, there, "object_id")))
    await stage.run("update tenants.attachments set state = 'refused' where tenant_id = :id", id=there.id)
    grow_old(chosen, there, copied)
    assert await due(stage, there)
    assert copied not in await lying(store, there)


async def test_what_is_not_what_was_sealed_is_refused(
    stage: Stage, store: FileStore, chosen: Settings, tmp_path: Path
) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed, _, _ = await with_file(stage, store, tmp_path)
    sealed = UUID(str(await packed(stage, here, "object_id")))
    await offer(stage.world, crossed)
    path = chosen.files_folder / here.id.hex / sealed.hex
    path.write_bytes(CONTENT.replace(b"seen", b"said"))
    await accept(stage.world, crossed)
    await take_it_in(stage.world, crossed)
    await carry(stage)
    assert await packed(stage, there, "refused_at is not null and copied_at is null")
    assert await attached(stage, there, "count(*)") == 0
    copied = UUID(str(await packed(stage, there, "object_id")))
    assert await due(stage, there)
    assert copied not in await lying(store, there)


async def test_killed_on_the_way_it_goes_on(
    stage: Stage, store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = stage.world.hallowdene
    crossed, _, _ = await with_file(stage, store, tmp_path)
    await accept(stage.world, await offer(stage.world, crossed))
    facts = "select array_agg(id) from system.outbox where done_at is null and kind = 'crossing_files'"
    (fact,) = await stage.ask(facts)
    real = FileStore.copy

    async def dies(self: FileStore, *given: UUID) -> None:
        await real(self, *given)
        raise StoreAwayError

    monkeypatch.setattr(FileStore, "copy", dies)
    assert not await carry_out(stage.worker, fact)
    assert not await packed(stage, there, "copied_at is not null")
    monkeypatch.setattr(FileStore, "copy", real)
    assert await carry_out(stage.worker, fact)
    assert await packed(stage, there, "copied_at is not null")


async def test_a_copy_that_was_deleted_brings_nothing_back(
    stage: Stage, store: FileStore, chosen: Settings, tmp_path: Path
) -> None:
    there = stage.world.hallowdene
    crossed, _, _ = await with_file(stage, store, tmp_path)
    await accept(stage.world, await offer(stage.world, crossed))
    await carry(stage)
    copied = UUID(str(await packed(stage, there, "object_id")))
    await answer(stage.world, crossed, Act.DECLINE, reason="not_ours", words="It is next door.")
    grow_old(chosen, there, copied)
    assert await due(stage, there)
    await carry(stage)
    assert await lying(store, there) == set()
