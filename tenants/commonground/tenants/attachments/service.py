"""Adding files to a record, opening one, taking one off.

The bytes are put in their place first and the row is committed after them; they are taken away after the row says so
and is committed. So whatever dies in between leaves bytes without a row, never a row without bytes; and the sweep
(`sweeping.py`) takes those away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar, Final
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.files.accepting import Accepted
from commonground.platform.files.kinds import LARGEST_RECORD, MIB, MOST_ON_RECORD, SORTS
from commonground.platform.files.store import FileGoneError, FileStore, StoreAwayError
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.platform.work import Work
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.attachments.queries import file_of, taken_up
from commonground.tenants.attachments.types import ABOUT_LIMIT, REASON_LIMIT, Attached, FileState
from commonground.tenants.contexts import service as contexts
from commonground.tenants.contexts.load import RECORD as CONTEXT
from commonground.tenants.contexts.load import subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.referrals import events
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState

Attachable = ReferralRow | ContextRow
FIELD: Final = "files"
FILE: Final = "file"
"""What the trail calls one: it says which was opened, beside which record it is on."""


class Step(StrEnum):
    ADD = "add_file"
    TAKE_OFF = "take_off_file"


_LINES: Final[Mapping[Step, tuple[Aside, ContextVerb]]] = MappingProxyType(
    {Step.ADD: (Aside.ADD_FILE, ContextVerb.ADD_FILE), Step.TAKE_OFF: (Aside.TAKE_OFF_FILE, ContextVerb.TAKE_OFF_FILE)}
)


class FileAwayError(RefusedError):
    """The row says that there is one, and the store has none or does not answer."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("This file can’t be read at the moment. Whoever runs the platform can find out why.")


async def attach(
    work: Work,
    row: Attachable,
    files: Sequence[Accepted],
    store: FileStore,
    *,
    about: str = "",
    scanned: bool,
    to: Action | None = None,
) -> None:
    """Put these files on the record, all or none. `scanned`: there is a scanner, so that they wait for it. `to`: the
    action that lets them, where it is not the one by which the record is changed.

    Raises `IncompleteError`."""
    check_room(*await taken_up(work, row.id), files, about)
    objects = await put(work, files, store)
    common = _of_all(work, row, about.strip(), FileState.WAITING if scanned else FileState.UNSCANNED)
    await work.connection.execute(insert(Attachment), [common | of_one(*each) for each in objects.items()])
    await _note(work, row, Step.ADD, words_for(files), to)
    if scanned:
        await publish(work, Fact(FactKind.FILES_DUE, _kind(row), row.id))


def words_for(files: Sequence[Accepted]) -> str:
    """What the record's history says of files that were added: what sorts they are. What they show and are called may
    be a name, and goes with the file; the history stays."""
    return ", ".join(dict.fromkeys(SORTS[file.kind].words for file in files))


async def put(work: Work, files: Sequence[Accepted], store: FileStore) -> Mapping[UUID, Accepted]:
    """The bytes, each under an id of its own, before any row says so. What was put before the store went away lies
    there without a row, and the sweep takes it. Raises `IncompleteError`."""
    objects = {uuid4(): file for file in files}
    try:
        for object_id, file in objects.items():
            await store.put(work.actor.council, object_id, file.path)
    except StoreAwayError:
        said = "Files can’t be kept at the moment, so nothing was added. Choose them again in a few minutes."
        raise IncompleteError((Problem(FIELD, said),)) from None
    return objects


def check_room(number: int, size: int, files: Sequence[Accepted], about: str) -> None:
    """Whether these go beside `number` files of `size` bytes. Raises `IncompleteError`."""
    if not files:
        raise IncompleteError((Problem(FIELD, "Choose a file."),))
    if len(about) > ABOUT_LIMIT:
        raise IncompleteError((Problem("about", f"Keep this to {ABOUT_LIMIT} characters."),))
    if number + len(files) > MOST_ON_RECORD or size + sum(file.size for file in files) > LARGEST_RECORD:
        said = f"A record holds {MOST_ON_RECORD} files and {LARGEST_RECORD // MIB} MB. Take one off that is not needed."
        raise IncompleteError((Problem(FIELD, said),))


def _of_all(work: Work, row: Attachable, about: str, state: FileState) -> dict[str, object]:
    return {
        "tenant_id": work.actor.council,
        "record_kind": _kind(row),
        "record_id": row.id,
        "about": about,
        "state": state.value,
        "added_at": work.now,
        "added_by": work.actor.staff,
    }


def of_one(object_id: UUID, file: Accepted) -> dict[str, object]:
    """What a row says of the file itself."""
    return {
        "id": uuid7(),
        "object_id": object_id,
        "name": file.name,
        "kind": file.kind.value,
        "size": file.size,
        "digest": file.digest,
    }


async def find_file(work: Work, row: Attachable, file_id: UUID) -> Attached:
    """One that may be opened now. Raises `NotFoundHereError`."""
    file = await file_of(work, row.id, file_id)
    if file is None or not file.can_be_opened:
        raise NotFoundHereError
    return file


async def open_file(
    work: Work, row: Attachable, file_id: UUID, store: FileStore
) -> tuple[Attached, AsyncIterator[bytes]]:
    """One that may be opened now, and its bytes. Recorded, as opening the record is.

    Raises `NotFoundHereError` and `FileAwayError`."""
    file = await find_file(work, row, file_id)
    reads = Action.READ_REFERRAL if isinstance(row, ReferralRow) else Action.READ_CONTEXT
    itself = audit.Subject(FILE, file.id)
    audit.looked_at(work, f"{reads}:file", itself)
    try:
        parts = await store.read(work.actor.council, file.object_id)
    except (FileGoneError, StoreAwayError):
        raise FileAwayError from None
    for subject in (_subject(row), itself):
        await audit.record(work, f"{reads}:file", subject)
    return file, parts


async def take_off(work: Work, row: Attachable, file_id: UUID, reason: str) -> None:
    """For good: its bytes go, and what it was called and showed. Raises `IncompleteError`, `NotFoundHereError`."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LIMIT:
        said = f"Keep this to {REASON_LIMIT} characters." if reason else "Say why, because the next person reads it."
        raise IncompleteError((Problem("reason", said),))
    mine = (Attachment.id == file_id, Attachment.record_id == row.id, Attachment.taken_off_at.is_(None))
    file = (await work.mine.scalars(select(Attachment).where(*mine).with_for_update())).one_or_none()
    if file is None:
        raise NotFoundHereError
    file.name, file.about = "", ""
    file.taken_off_at, file.taken_off_by, file.taken_off_words = work.now, work.actor.staff, reason
    await _note(work, row, Step.TAKE_OFF, reason)
    await publish(work, Fact(FactKind.FILES_DUE, _kind(row), row.id))


def _kind(row: Attachable) -> str:
    return events.RECORD if isinstance(row, ReferralRow) else CONTEXT


def _subject(row: Attachable) -> audit.Subject:
    return events.subject_of(row) if isinstance(row, ReferralRow) else subject_of(row)


async def _note(work: Work, row: Attachable, step: Step, words: str, to: Action | None = None) -> None:
    """The line in the record's history, the version that others must notice, and the entry in the trail."""
    aside, verb = _LINES[step]
    if isinstance(row, ReferralRow):
        events.touch(work, row)
        events.write_line(work, row, aside, ReferralState(row.state), words)
        changes = Action.SCREEN_REFERRAL
    else:
        contexts.touch(work, row)
        contexts.add_event(work, row.id, verb, words)
        changes = Action.CHANGE_CONTEXT
    await audit.record(work, f"{to or changes}:{step}", _subject(row))
