"""Fetching: somebody with an address and a code, and no account. No pass is opened for them; the database gives out the
one package of that address, for fifteen minutes, once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from typing import Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import text

from commonground.platform.files.kinds import FileKind
from commonground.platform.files.names import clean_name
from commonground.platform.files.store import FileGoneError, FileStore, StoreAwayError
from commonground.platform.references import parse_spoken_code
from commonground.platform.work import Work
from commonground.tenants.disclosures.models import Package
from commonground.tenants.disclosures.packaging import read as read_package
from commonground.tenants.outside.service import hash_token
from commonground.tenants.outside.types import Fetched

_OPEN: Final = text("select crossing.open_outside(:token, :typed, :named, :viewer)")
_READ: Final = text("select * from crossing.read_outside(:token, :viewer)")

_SAVED: Final = text("select crossing.note_saved(:token, :viewer)")


async def open_once(work: Work, token: str, code: str, name: str, viewer: str) -> bool:
    """Whether this code opens what lies at this address. `viewer`: what the browser keeps from here on. A wrong code is
    counted in this transaction, so whoever answers must let it be committed."""
    typed = parse_spoken_code(code) or ""
    asked = {"token": hash_token(token), "typed": typed, "named": name.strip(), "viewer": hash_token(viewer)}
    return bool(await work.connection.scalar(_OPEN, asked))


async def fetch(work: Work, token: str, viewer: str) -> Fetched | None:
    """What lies open to this browser; None once it does not any more."""
    asked = {"token": hash_token(token), "viewer": hash_token(viewer)}
    row: Any = (await work.connection.execute(_READ, asked)).one_or_none()
    if row is None:
        return None
    package = Package(id=row.package_id, no=row.no, canonical=row.canonical, digest=row.digest, names=row.names,
                      made_at=row.made_at, erased_at=None)  # fmt: skip  # as it stands, and of no session
    objects = {digest: UUID(each) for digest, each in row.objects.items()}
    return Fetched(row.council_id, row.reference, read_package(package), row.canonical, row.opened_by, row.closes_at,
                   objects)  # fmt: skip  # as above


async def note_saved(work: Work, token: str, viewer: str) -> None:
    """That it is saved as a file by whoever it lies open to: in the trail of the council whose it is."""
    await work.connection.execute(_SAVED, {"token": hash_token(token), "viewer": hash_token(viewer)})


async def packed(found: Fetched, page: str, store: FileStore) -> bytes:
    """Everything in one file to save: the page to read, the sealed text whose hash stands in the receipt, and the files
    that it names, as far as they are still there."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as packing:
        packing.writestr(f"{found.reference}.html", page)
        packing.writestr(f"{found.reference}.json", found.canonical)
        for number, each in enumerate(json.loads(found.canonical)["files"], 1):
            name = f"files/{number:02}-{clean_name(each['name'], FileKind(each['kind']))}"
            lying = await _bytes_of(found.council_id, found.objects, each["sha256"], store)
            if lying is not None:
                packing.writestr(name, lying)
    return whole.getvalue()


async def _bytes_of(council: UUID, objects: Mapping[str, UUID], digest: str, store: FileStore) -> bytes | None:
    if digest not in objects:
        return None
    try:
        parts: AsyncIterator[bytes] = await store.read(council, objects[digest])
        return b"".join([part async for part in parts])
    except (FileGoneError, StoreAwayError):
        return None
