"""Where bytes lie: the same in a folder and in a store that speaks S3, by the ids of council and file alone."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from commonground.platform.files.store import FileGoneError, FileStore, StoreAwayError, store_of
from commonground.platform.settings import Settings
from fake_s3 import fake_s3

OWN, OTHER = uuid4(), uuid4()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FileStore]:
    if request.param == "folder":
        yield store_of(Settings(state_dir=str(tmp_path / "state")))
        return
    with fake_s3() as (address, _):
        key = {"files_key_id": "key", "files_secret": "secret"}
        yield store_of(Settings(files_bucket="bucket/councils", files_endpoint=address, **key))


async def content_of(store: FileStore, council: object, file_id: object) -> bytes:
    return b"".join([part async for part in await store.read(council, file_id)])  # type: ignore[arg-type]  # ids


@pytest.mark.parametrize("size", [0, 10, 12_000_000])
async def test_what_is_put_is_read_listed_and_deleted(store: FileStore, tmp_path: Path, size: int) -> None:
    one, two, content = uuid4(), uuid4(), os.urandom(size)
    sent = tmp_path / "sent"
    sent.write_bytes(content)
    await store.put(OWN, one, sent)
    await store.put(OWN, two, sent)
    assert await content_of(store, OWN, one) == content
    assert {each.id for each in await store.lying(OWN)} == {one, two}
    await store.delete(OWN, (one, uuid4()))
    assert [each.id for each in await store.lying(OWN)] == [two]
    with pytest.raises(FileGoneError):
        await content_of(store, OWN, one)


@pytest.mark.parametrize("size", [0, 10, 12_000_000])
async def test_a_copy_is_another_councils_own_and_says_what_it_came_to(
    store: FileStore, tmp_path: Path, size: int
) -> None:
    file_id, copied, content, sent = uuid4(), uuid4(), os.urandom(size), tmp_path / "sent"
    sent.write_bytes(content)
    await store.put(OTHER, file_id, sent)
    for _ in range(2):
        made = await store.copy(OTHER, file_id, OWN, copied)
        assert (made.size, made.digest) == (size, hashlib.sha256(content).digest())
    await store.delete(OTHER, (file_id,))
    assert await content_of(store, OWN, copied) == content
    assert [each.id for each in await store.lying(OWN)] == [copied]
    with pytest.raises(FileGoneError):
        await store.copy(OTHER, file_id, OWN, uuid4())


async def test_an_id_that_was_guessed_opens_nothing_of_another_council(store: FileStore, tmp_path: Path) -> None:
    file_id, sent = uuid4(), tmp_path / "sent"
    sent.write_bytes(b"theirs")
    await store.put(OTHER, file_id, sent)
    with pytest.raises(FileGoneError):
        await content_of(store, OWN, file_id)
    assert await store.lying(OWN) == []
    await store.delete(OWN, (file_id,))
    assert await content_of(store, OTHER, file_id) == b"theirs"


async def test_the_folder_is_the_services_own_and_no_name_is_in_it(tmp_path: Path) -> None:
    store, sent = store_of(Settings(files_path=str(tmp_path / "files"))), tmp_path / "Jayden Okafor.jpg"
    sent.write_bytes(b"x")
    await store.put(OWN, uuid4(), sent)
    (tmp_path / "files" / OWN.hex / "somebody's own.txt").write_text("left alone")
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700
    assert "Jayden" not in str([path.name for path in (tmp_path / "files").rglob("*")])
    assert len(await store.lying(OWN)) == 1


async def test_a_store_that_does_not_answer_says_so_soon(tmp_path: Path) -> None:
    """Whoever waits for it has a record open. An error that names the key stays with us."""
    with fake_s3() as (address, _):
        key = {"files_key_id": "key", "files_secret": "secret"}
        store = store_of(Settings(files_bucket="bucket", files_endpoint=address, **key))
    sent = tmp_path / "sent"
    sent.write_bytes(b"x")
    with pytest.raises(StoreAwayError) as put:
        await store.put(OWN, uuid4(), sent)
    assert str(put.value) == ""
    with pytest.raises(StoreAwayError):
        await store.read(OWN, uuid4())


async def test_a_folder_that_takes_nothing_says_so(tmp_path: Path) -> None:
    store, sent = store_of(Settings(files_path=str(tmp_path / "files"))), tmp_path / "sent"
    sent.write_bytes(b"x")
    (tmp_path / "files" / OWN.hex).write_text("a file where a folder should be")
    with pytest.raises(StoreAwayError):
        await store.put(OWN, uuid4(), sent)
