"""Where the bytes of files lie: a folder, or a store that speaks S3. Nothing but ids says whose they are.

A key is the council's id and a random one. Whoever asks for a file gives the council of their own pass; so a key that
was guessed opens nothing of another council's. Two ask in another council's place, and only with ids that came out of a
row which their own pass shows them: a package that has been accepted is copied into the receiver's place
(`received/files.py`), and a document of a joint concern is read where its owner keeps it (`joint/documents.py`)."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

import structlog

from commonground.platform.files.kinds import MIB
from commonground.platform.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, LocalStore, RetryConfig, S3Config, S3Store

_PART: Final = 256 * 1024
_SENT_PART: Final = 5 * MIB
_AT_ONCE: Final = 2
_OWN_ALONE: Final = 0o700
_CONNECTED_WITHIN: Final = "5s"
# Somebody waits meanwhile, with a record that is theirs to change.
_AGAIN: Final[RetryConfig] = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}

log = structlog.get_logger(__name__)


class FileGoneError(LookupError):
    """There is a row and no bytes: a backup of the one was put back without the other."""


class StoreAwayError(Exception):
    """The store does not answer, or takes nothing: its disk is full, its key has run out, the line is cut."""


@dataclass(frozen=True, slots=True)
class Lying:
    """One object of a council's, and when it came."""

    id: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Copied:
    """How much was copied, and its SHA-256."""

    size: int
    digest: bytes


class _Counted:
    """Parts on their way, counted and hashed as they go by."""

    def __init__(self, given: AsyncIterator[bytes]) -> None:
        self._given = given
        self.size = 0
        self.digest = hashlib.sha256()

    async def parts(self) -> AsyncIterator[bytes]:
        async for part in self._given:
            self.size += len(part)
            self.digest.update(part)
            yield part


class FileStore:
    def __init__(self, store: LocalStore | S3Store, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    async def put(self, council: UUID, file_id: UUID, path: Path) -> None:
        """Whole or not at all; on the disk when it returns. Raises `StoreAwayError`."""
        key = _key(council, file_id)
        try:
            await self._store.put_async(key, path, chunk_size=_SENT_PART, max_concurrency=_AT_ONCE)
            if self._folder is not None:
                await asyncio.to_thread(_write_down, self._folder / key)
        except _away() as away:
            raise _told(away) from away

    async def read(self, council: UUID, file_id: UUID) -> AsyncIterator[bytes]:
        """Its bytes, a part at a time. Raises `FileGoneError` and `StoreAwayError` before the first."""
        try:
            found = await self._store.get_async(_key(council, file_id))
        except FileNotFoundError:
            raise FileGoneError from None
        except _away() as away:
            raise _told(away) from away
        return _parts(found.stream(min_chunk_size=_PART))

    async def copy(self, council: UUID, file_id: UUID, to_council: UUID, to_id: UUID) -> Copied:
        """Its bytes as another object, a part at a time; what they came to, for whoever knows what they should be.
        Whole or not at all, and once more over what an earlier try left. Raises as `read` and `put` do."""
        counted = _Counted(await self.read(council, file_id))
        key = _key(to_council, to_id)
        try:
            await self._store.put_async(
                key, counted.parts(), use_multipart=True, chunk_size=_SENT_PART, max_concurrency=_AT_ONCE
            )
            if self._folder is not None:
                await asyncio.to_thread(_write_down, self._folder / key)
        except _away() as away:
            raise _told(away) from away
        return Copied(counted.size, counted.digest.digest())

    async def delete(self, council: UUID, files: Iterable[UUID]) -> None:
        """What is not there is gone already."""
        for file_id in files:
            try:
                await self._store.delete_async(_key(council, file_id))
            except FileNotFoundError:
                continue

    async def lying(self, council: UUID) -> list[Lying]:
        """Everything of this council's. What does not look like ours is left alone."""
        found = [(each["path"], each["last_modified"]) async for page in self._store.list(council.hex) for each in page]
        return [Lying(file_id, since) for path, since in found if (file_id := _id_in(path)) is not None]


def _away() -> tuple[type[Exception], ...]:
    """What the store's library raises. Looked up when something was raised, so that it is not loaded for this."""
    from obstore.exceptions import BaseError  # noqa: PLC0415  # as in `store_of`

    return (BaseError, OSError)


def _told(away: Exception) -> StoreAwayError:
    """For whoever runs the platform: which kind of fault, without the key that it names."""
    log.error("files.store_away", fault=type(away).__name__)
    return StoreAwayError()


async def _parts(stream: object) -> AsyncIterator[bytes]:
    async for part in stream:  # type: ignore[attr-defined]  # the library's own stream, which has no name to import
        yield bytes(part)


def _key(council: UUID, file_id: UUID) -> str:
    return f"{council.hex}/{file_id.hex}"


def _id_in(path: str) -> UUID | None:
    name = path.rpartition("/")[2]
    try:
        return UUID(hex=name) if len(name) == 32 else None
    except ValueError:
        return None


def _write_down(path: Path) -> None:
    """The library leaves that to the system, which may lose it with the power."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def store_of(settings: Settings) -> FileStore:
    """The store that the settings name. Its library is loaded when the first file is asked for: most processes need
    none."""
    from obstore.store import LocalStore, S3Store  # noqa: PLC0415  # 16 MiB that most processes never need

    if not settings.files_bucket:
        folder = settings.files_folder.resolve()
        folder.mkdir(mode=_OWN_ALONE, parents=True, exist_ok=True)
        return FileStore(LocalStore(folder, mkdir=True), folder)
    bucket, _, prefix = settings.files_bucket.partition("/")
    config: S3Config = {
        "region": settings.files_region,
        "access_key_id": settings.files_key_id,
        "secret_access_key": settings.files_secret,
    }
    if settings.files_endpoint:
        config["endpoint"] = settings.files_endpoint
    plain = settings.files_endpoint.startswith("http://")
    options: ClientConfig = {"allow_http": plain, "connect_timeout": _CONNECTED_WITHIN}
    return FileStore(S3Store(bucket, prefix=prefix or None, config=config, client_options=options, retry_config=_AGAIN))
