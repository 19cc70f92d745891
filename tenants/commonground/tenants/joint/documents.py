"""Documents that go along with a part of a joint concern: which files of the council's own may, what is looked through
first, and how others read one.

What goes along is a copy in the owner's own place, under an id that nothing else names: so that nothing that becomes of
the record's file changes what others were shown, and taking the part back takes the bytes along. The bytes are put in
their place before the row, as everywhere: what dies in between is swept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final
from uuid import UUID

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import LeadsOnError, NotFoundHereError
from commonground.platform.files.kinds import FileKind
from commonground.platform.files.recognising import text_of
from commonground.platform.files.store import FileGoneError, FileStore, StoreAwayError
from commonground.platform.joint.rules import check_part
from commonground.platform.joint.types import NewPart, Part, PartFile, PartKind
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.attachments.copying import copy_of
from commonground.tenants.attachments.queries import files_of
from commonground.tenants.attachments.service import FILE, FileAwayError
from commonground.tenants.attachments.types import Attached
from commonground.tenants.contexts.load import load_context, subject_of
from commonground.tenants.joint.load import Joint, Link
from commonground.tenants.joint.partner import SharedPart
from commonground.tenants.joint.service import add
from commonground.tenants.joint.words import Found, look_through

FIELD: Final = "file"
LONGEST_TEXT: Final = 256 * 1024
"""So much of a plain text is looked through for names; a longer one is more than anybody reads for it."""
_AWAY: Final = Problem(FIELD, "Files can’t be copied at the moment, so nothing was added. Try again in a few minutes.")
_BROKEN: Final = Problem(FIELD, "This file can’t be read any more, so it can’t go along. Choose another.")
_LONG: Final = f"This text is too long to be looked through for names. Choose one of up to {LONGEST_TEXT // 1024} KB."


async def own_files(work: Work, link: Link) -> list[Attached]:
    """Those that may go along: of the council's own context, if the acting person may open it, and of them such as can
    be opened now. Looking for them is recorded on the context. None without a context."""
    if link.context is None:
        return []
    try:
        row = await load_context(work, link.context[0], to=Action.READ_CONTEXT)
    except (NotFoundHereError, LeadsOnError):
        return []
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    return [each for each in await files_of(work, row.id) if each.can_be_opened]


async def look_in(work: Work, file: Attached, store: FileStore) -> Found:
    """What stands in a plain text by which somebody may be known. Of any other kind of file nothing: that one of the
    council's people has read all of it is what there is. Raises `IncompleteError`."""
    if file.kind is not FileKind.TXT:
        return Found()
    if file.size > LONGEST_TEXT:
        raise IncompleteError((Problem(FIELD, _LONG),))
    try:
        raw = b"".join([part async for part in await store.read(work.actor.council, file.object_id)])
    except StoreAwayError:
        raise IncompleteError((_AWAY,)) from None
    except FileGoneError:
        raise IncompleteError((_BROKEN,)) from None
    return await asyncio.to_thread(look_through, text_of(raw) or "")


async def add_document(
    work: Work, joint: Joint, part: NewPart, file: Attached, store: FileStore, reason: str = ""
) -> UUID:
    """Add a part with a copy of this file of one's own. `reason`: as in `service.add`. Raises `IncompleteError`, and
    nothing stands then."""
    check_part(part)
    if part.kind is not PartKind.DOCUMENT or not file.can_be_opened:
        raise NotFoundHereError
    if never := (await look_in(work, file, store)).never:
        quoted = ", ".join(f"“{each}”" for each in never[:5])
        said = f"{quoted} in it can tell who somebody is. Choose a file without that: it passes by a handoff alone."
        raise IncompleteError((Problem(FIELD, said),))
    made = await add(work, joint, replace(part, file=await _copied(work, file, store)), reason)
    await audit.record(work, f"{Action.READ_CONTEXT}:file", audit.Subject(FILE, file.id))
    return made


async def open_document(part: Part | SharedPart, store: FileStore) -> tuple[PartFile, AsyncIterator[bytes]]:
    """The bytes of what the reader's own session has found, out of the place of the council that owns it. Raises
    `NotFoundHereError` where there is none (any more), and `FileAwayError`."""
    if part.file is None:
        raise NotFoundHereError
    try:
        return part.file, await store.read(part.council_id, part.file.object_id)
    except (FileGoneError, StoreAwayError):
        raise FileAwayError from None


async def _copied(work: Work, file: Attached, store: FileStore) -> PartFile:
    made = await copy_of(work, file, store, away=_AWAY, broken=_BROKEN)
    return PartFile(made, file.kind, file.size, file.digest.hex())
