"""Bytes of documents of joint concerns: kept in their owner's place as long as the part stands, and gone with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest

from commonground.platform.files.store import FileStore, store_of
from commonground.platform.joint.types import JointAct
from commonground.platform.settings import Settings
from commonground.workers.actors import files
from councils import TestCouncil
from crossing_stage import carry, forget
from file_bytes import due, grow_old, lying
from joint_files import CONTENT, add_file, expired, file_on, object_of
from jointly import Begun, do, joined, withdraw
from stage import Stage


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    held = Settings(files_path=str(tmp_path / "files"))
    monkeypatch.setattr(files, "settings", lambda: held)
    return held


@pytest.fixture
def store(chosen: Settings) -> FileStore:
    return store_of(chosen)


async def filed(stage: Stage, store: FileStore) -> tuple[Begun, UUID, UUID, UUID]:
    """A part of Larkmere's that Hallowdene sees; its id, that of its bytes, and of the record's own."""
    begun = await joined(stage.world, stage.world.hallowdene)
    file, own = await file_on(stage.world, store, begun)
    made = await add_file(stage.world, store, begun, file, stage.world.hallowdene)
    kept = await object_of(stage.world, made)
    assert kept is not None
    await forget(stage)
    return begun, made, kept, own


async def twin(store: FileStore, council: TestCouncil, object_id: UUID) -> None:
    """What another council has under the same id."""
    with TemporaryDirectory() as folder:
        (sent := Path(folder) / "sent").write_bytes(CONTENT)
        await store.put(council.id, object_id, sent)


async def test_while_it_stands_it_is_kept_however_old_it_is(stage: Stage, store: FileStore, chosen: Settings) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    _, _, kept, own = await filed(stage, store)
    await twin(store, there, kept)
    for council in (here, there):
        grow_old(chosen, council, kept)
        assert await due(stage, council)
    assert await lying(store, here) == {kept, own}
    assert await lying(store, there) == set(), "whoever only sees it keeps nothing for it"


async def _taken_back(stage: Stage, begun: Begun, part: UUID) -> None:
    await withdraw(stage.world, begun, part)


async def _over(stage: Stage, _begun: Begun, part: UUID) -> None:
    await expired(stage.world, part, stage.world.larkmere)


async def _left(stage: Stage, begun: Begun, _part: UUID) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    await do(stage.world, begun, here, JointAct.PROPOSE_LEAD, council=there.id)
    await do(stage.world, begun, there, JointAct.TAKE_LEAD)
    await do(stage.world, begun, here, JointAct.LEAVE)


@pytest.mark.parametrize("end", [_taken_back, _over, _left])
async def test_once_it_does_not_its_bytes_are_gone_at_once(
    stage: Stage, store: FileStore, end: Callable[[Stage, Begun, UUID], Awaitable[None]]
) -> None:
    """However young they are, and of its owner alone."""
    here, there = stage.world.larkmere, stage.world.hallowdene
    begun, part, kept, own = await filed(stage, store)
    await twin(store, there, kept)
    await end(stage, begun, part)
    assert kept in await lying(store, here)
    await carry(stage)
    assert await lying(store, here) == {own}
    assert await lying(store, there) == {kept}
    assert await object_of(stage.world, part) is None


async def test_what_was_missed_goes_at_the_next_sweep(stage: Stage, store: FileStore, chosen: Settings) -> None:
    """The fact was lost, or the store was away for as long as it was tried."""
    here = stage.world.larkmere
    begun, part, kept, own = await filed(stage, store)
    await withdraw(stage.world, begun, part)
    await stage.run("update system.outbox set done_at = now() where subject_kind = 'joint_file'")
    grow_old(chosen, here, kept)
    assert await due(stage, here)
    assert await lying(store, here) == {own}


async def test_whoever_says_that_bytes_are_over_which_a_row_names_takes_nothing_away(
    stage: Stage, store: FileStore
) -> None:
    here = stage.world.larkmere
    _, _, kept, own = await filed(stage, store)
    await stage.run(
        "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, attempts) select"
        " gen_random_uuid(), :council, 'files_due', 'joint_file', o, now(), 0 from unnest(cast(:both as uuid[])) o",
        council=here.id, both=[kept, own],
    )  # fmt: skip  # one row each
    await carry(stage)
    assert await lying(store, here) == {kept, own}
