"""The files of a package: copies of the record's own, made when it is sealed, so that nothing that becomes of the
record's files changes what a second person agreed to.

The bytes are put in their place before the rows, as everywhere: what dies in between is swept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import insert

from commonground.platform.files.store import FileStore
from commonground.platform.ids import uuid7
from commonground.platform.refusals import Problem
from commonground.platform.work import Work
from commonground.tenants.attachments.copying import copy_of
from commonground.tenants.attachments.types import Attached
from commonground.tenants.disclosures.models import Package, PackageFile

FIELD: Final = "files"
_AWAY: Final = Problem(FIELD, "Files can’t be copied at the moment, so nothing was sealed. Try again in a few minutes.")
_BROKEN: Final = Problem(FIELD, "A file on the record can’t be read any more, so it can’t go along. Untick it.")


async def enclose(work: Work, package: Package, files: Sequence[Attached], store: FileStore) -> None:
    """Raises `IncompleteError`."""
    rows = [_row(work, package, each, await copy_of(work, each, store, away=_AWAY, broken=_BROKEN)) for each in files]
    if rows:
        await work.connection.execute(insert(PackageFile), rows)


def _row(work: Work, package: Package, file: Attached, object_id: UUID) -> dict[str, object]:
    return {
        "tenant_id": work.actor.council,
        "id": uuid7(),
        "package_id": package.id,
        "object_id": object_id,
        "name": file.given_name,
        "kind": file.kind.value,
        "size": file.size,
        "digest": file.digest,
        "copied_at": work.now,
    }
