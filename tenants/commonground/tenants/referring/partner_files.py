"""Photos and other files of somebody who refers for a partner organisation: they see their own, and open none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.files.accepting import Accepted
from commonground.platform.files.kinds import FileKind
from commonground.platform.files.store import FileStore
from commonground.platform.work import Work
from commonground.tenants.attachments.queries import added_by_me
from commonground.tenants.attachments.service import Step, check_room, of_one, put, words_for
from commonground.tenants.attachments.types import Attached, FileState
from commonground.tenants.referrals.events import RECORD
from commonground.tenants.referring.receipts import MyReferral

_MINE: Final = text("select * from tenants.files_of_partner(:reference)")
_ADD: Final = text("select tenants.add_files_as_partner(:reference, :line, cast(:given as jsonb), :waiting)")


async def my_files(work: Work, mine: MyReferral) -> list[Attached]:
    """Those that the acting person put on it, newest first."""
    if not work.actor.is_partner:
        return await added_by_me(work, mine.id)
    rows: Sequence[Any] = (await work.connection.execute(_MINE, {"reference": mine.reference})).all()
    return [_of(work, row) for row in rows]


def _of(work: Work, row: Any) -> Attached:
    return Attached(
        id=row.id,
        object_id=row.object_id,
        name=row.name,
        kind=FileKind(row.kind),
        about=row.about,
        size=row.size,
        digest=row.digest,
        state=FileState(row.state),
        added_at=row.added_at,
        added_by=work.actor.name,
        taken_off_at=None,
        taken_off_by="",
        taken_off_words="",
    )


async def attach_in_own_name(
    work: Work, mine: MyReferral, files: Sequence[Accepted], store: FileStore, *, about: str, scanned: bool
) -> None:
    """Put these on what they referred, all or none; the front door is told. There is room for as many as on a record of
    their own: how many others put there is not theirs to learn.

    Raises `IncompleteError`; `NotFoundHereError` where the council works with them no more."""
    there = await my_files(work, mine)
    check_room(len(there), sum(file.size for file in there), files, about)
    objects = await put(work, files, store)
    given = [of_one(*each) | {"about": about.strip()} for each in objects.items()]
    said = {
        "reference": mine.reference,
        "line": words_for(files),
        "given": json.dumps(given, default=_plain),
        "waiting": scanned,
    }
    if not (await work.connection.execute(_ADD, said)).scalar_one():
        raise NotFoundHereError
    await audit.record(work, f"{Action.REFER}:{Step.ADD}", audit.Subject(RECORD, mine.id, mine.reference))


def _plain(value: object) -> str:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
