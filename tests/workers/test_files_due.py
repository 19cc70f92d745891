"""A worker lets the scanner look at files, and takes away the bytes that nothing names: never one that a row needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.platform.files.store import store_of
from commonground.platform.settings import Settings
from commonground.workers.actors import files
from example_files import EICAR, TEXT
from fake_clamd import fake_clamd
from file_bytes import due, grow_old, lying, put, state_of
from stage import Stage


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The worker's settings; a test may put others in their place."""
    held = [Settings(files_path=str(tmp_path / "files"))]
    monkeypatch.setattr(files, "settings", lambda: held[0])
    return held


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
