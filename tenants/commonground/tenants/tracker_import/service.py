"""What somebody does with an earlier tracker: choose its file, say how it is read, bring it in, undo that."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Text, any_, bindparam, delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import Work
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.rules import decision_due
from commonground.tenants.referring.errors import NobodyReadsError
from commonground.tenants.tracker_import.becoming import Bringing, Rows, rows_of
from commonground.tenants.tracker_import.changed import Changed, changed
from commonground.tenants.tracker_import.choices import Choices, Waiting
from commonground.tenants.tracker_import.errors import BroughtMeanwhileError, NothingToBringError, StoppedRowsError
from commonground.tenants.tracker_import.known_again import Planned
from commonground.tenants.tracker_import.meanings import COLUMN, known_for, known_with, remember, told_so_far
from commonground.tenants.tracker_import.models import ImportedRow, TrackerImport
from commonground.tenants.tracker_import.opening import open_workbook
from commonground.tenants.tracker_import.plan import Plan, choices_of_sheet, columns_of, first_choices, plan
from commonground.tenants.tracker_import.queries import Here, Remembered, remembered, rows_here, waiting_file
from commonground.tenants.tracker_import.sheets import Workbook

FILE: Final = "tracker_file"
"""What the trail calls one that waits; `RECORD` once it was brought in."""
RECORD: Final = "tracker_import"
_UNDO: Final = text("select tenants.undo_import(:which)")
_AT_ONCE: Final = 1_000
_TWICE: Final = "23505"
"""How PostgreSQL calls a unique constraint that refuses a row."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come of a file now. `here` are rows that were brought in before; `other` says which of those at whose
    words its reader may look read otherwise than they did then (`told_of`, wherever it is shown); `stopped` are rows
    that can become nothing as they are; `coming` all others."""

    plan: Plan
    here: tuple[Planned, ...]
    other: tuple[Changed, ...]
    coming: tuple[Planned, ...]
    stopped: tuple[Planned, ...]

    @property
    def has_copy(self) -> bool:
        """Whether a copy of the file has anything to say."""
        said_of_rows = any(row.entry.remarks for row in self.plan.rows)
        return bool(self.other or self.plan.lost or said_of_rows or not self.plan.tells_source)


async def read_file(work: Work, path: Path, sheet: str = "") -> Waiting:
    """What stands in a file, read as is likeliest; of the sheet with this name, where one is named. What was said of
    the file before it that waits counts for it too. Keeps nothing. Raises `UnreadError`, and `UnknownSheetError`."""
    workbook, told = await open_workbook(path), await told_so_far(work)
    known = known_with(await remembered(work), told)
    if sheet:
        choices = await asyncio.to_thread(choices_of_sheet, workbook, sheet, known.columns)
    else:
        choices = await asyncio.to_thread(first_choices, workbook, known.columns)
    return Waiting(workbook=workbook, choices=msgspec.structs.replace(choices, told=told))


async def take_file(work: Work, path: Path, sheet: str = "") -> UUID:
    """Read a file and keep its cells until it is brought in, for a day at most; one before it that was not is
    forgotten. Raises as `read_file` does."""
    waiting, digest = await read_file(work, path, sheet), await asyncio.to_thread(_digest, path)
    await forget(work)
    key = uuid7()
    row = {
        "tenant_id": work.actor.council,
        "id": key,
        "staff_id": work.actor.staff,
        "chosen_at": work.now,
        "file_hash": digest,
        "cells": await asyncio.to_thread(_packed, waiting.workbook),
        "choices": msgspec.msgpack.encode(waiting.choices),
        "brought": 0,
        "here": 0,
        "left_out": 0,
    }
    await work.mine.execute(insert(TrackerImport).values(row))
    await audit.record(work, f"{Action.IMPORT_TRACKER}:choose", audit.Subject(FILE, key))
    return key


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _packed(workbook: Workbook) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(workbook), 3)


async def forget(work: Work) -> None:
    """The reader's own file, if one waits, with all that was said of it: nothing of it is kept."""
    row = TrackerImport
    mine = (row.tenant_id == work.actor.council, row.staff_id == work.actor.staff, row.imported_at.is_(None))
    await work.mine.execute(delete(row).where(*mine).execution_options(synchronize_session=False))


async def opened(row: TrackerImport) -> Waiting:
    """The cells of a file that waits, with how it is read."""
    if row.cells is None:
        raise NotFoundHereError
    return await asyncio.to_thread(_unpacked, row.cells, row.choices)


def _unpacked(cells: bytes, choices: bytes) -> Waiting:
    workbook = msgspec.msgpack.decode(zlib.decompress(cells), type=Workbook)
    return Waiting(workbook=workbook, choices=msgspec.msgpack.decode(choices, type=Choices))


async def choose(work: Work, row: TrackerImport, choices: Choices, words: Mapping[str, Mapping[str, str]]) -> None:
    """Read it so from now on. What its headings and these words mean stays with the file; `words` by table of codes."""
    waiting = await opened(row)
    sheet, before = waiting.workbook.sheets[choices.sheet], waiting.choices.told
    known = await known_for(work, waiting.choices)
    columns = {plain_words: each.field.value for each in columns_of(sheet, choices, known.columns)
               if (plain_words := each.plain)}  # fmt: skip  # one comprehension
    told = {table: {**before.get(table, {}), **words.get(table, {})} for table in {*before, *words}}
    row.choices = msgspec.msgpack.encode(msgspec.structs.replace(choices, told=told | {COLUMN: columns}))
    await work.mine.flush()


async def preview(work: Work, waiting: Waiting, known: Remembered | None = None) -> Preview:
    """What would come of it. Writes nothing."""
    known = known or await known_for(work, waiting.choices)
    today = work.now.astimezone(LONDON).date()
    found = await asyncio.to_thread(plan, waiting.workbook, waiting.choices, today, known.columns, known.words)
    here = await rows_here(work, [each for row in found.rows for each in row.known_by])
    return _sorted(found, here)


def _sorted(found: Plan, here: Mapping[bytes, Here | None]) -> Preview:
    there = [(row, here[known]) for row in found.rows if (known := _known(row, here))]
    new = [row for row in found.rows if _known(row, here) is None]
    return Preview(
        found,
        tuple(row for row, _ in there),
        tuple(each for row, before in there if before and (each := changed(row, before))),
        tuple(row for row in new if not row.entry.stopped),
        tuple(row for row in new if row.entry.stopped),
    )


def _known(row: Planned, here: Mapping[bytes, Here | None]) -> bytes | None:
    """By what it is known as one that was brought in, by whichever release."""
    return next((each for each in row.known_by if each in here), None)


async def told_of(work: Work, found: Preview) -> None:
    """For whatever shows which rows read otherwise: somebody who is told so could try out what is held back, and each
    such answer stands in the trail as a look at those words."""
    about = [each.referral for each in found.other]
    for each in about:
        audit.looked_at(work, Action.READ_NAMES, each)
    await audit.record_each(work, Action.READ_NAMES, about)


async def bring_in(work: Work, key: UUID, *, leave_out: bool = False) -> Preview:
    """All rows that can become something, as referrals of our own; everything or nothing. Rows that are here already
    add nothing. Rows that can't be read stop it, unless they are to be left out.

    Raises `NothingToBringError`, `StoppedRowsError`, `NobodyReadsError`, and `BroughtMeanwhileError` where a colleague
    was quicker with some of the rows."""
    row = await waiting_file(work, key, lock=True)
    waiting = await opened(row)
    found = await preview(work, waiting)
    if found.plan.lacking or not (found.coming or found.here or found.plan.stopped):
        raise NothingToBringError
    stopped = found.stopped
    if stopped and not leave_out:
        raise StoppedRowsError(len(stopped))
    try:
        async with work.mine.begin_nested():
            await _write(work, key, found.coming)
    except IntegrityError as there_already:
        raise _why_not(there_already) from None
    await remember(work, waiting.choices.told)
    row.choices = msgspec.msgpack.encode(msgspec.structs.replace(waiting.choices, told={}))
    row.cells, row.imported_at = None, work.now
    row.brought, row.here, row.left_out = len(found.coming), len(found.here), len(stopped)
    await work.mine.flush()
    await audit.record(work, f"{Action.IMPORT_TRACKER}:bring_in", audit.Subject(RECORD, key))
    return found


def _why_not(refused: IntegrityError) -> Exception:
    """Only a row that is here twice is somebody else's doing; all else is a bug of ours."""
    return BroughtMeanwhileError() if getattr(refused.orig, "sqlstate", "") == _TWICE else refused


async def _write(work: Work, key: UUID, coming: Sequence[Planned]) -> None:
    team: UUID | None = await work.mine.scalar(select(func.identity.read_here()))
    if team is None:
        raise NobodyReadsError
    # The clock of what is open runs from today: nobody here has been late with it.
    due = decision_due(work.now, calendar_of(work.actor))
    by = Bringing(work.actor.council, work.actor.staff, key, work.now, team, due)
    rows = await asyncio.to_thread(rows_of, coming, await _references(work, len(coming)), by)
    rows = rows.in_turn()
    for start in range(0, len(coming), _AT_ONCE):
        await _insert(work, rows, slice(start, start + _AT_ONCE))


async def _insert(work: Work, rows: Rows, part: slice) -> None:
    for table, values in ((ReferralRow, rows.referrals), (ImportedRow, rows.words), (ReferralEvent, rows.events)):
        await work.mine.execute(insert(table), values[part])


_TAKEN: Final = select(ReferralRow.reference).where(
    ReferralRow.reference == any_(bindparam("asked", type_=ARRAY(Text())))
)


async def _references(work: Work, number: int) -> list[str]:
    """So many that nobody has: of ten thousand at once, two may well be alike."""
    found: dict[str, None] = {}
    while len(found) < number:
        asked = {new_reference(ReferenceKind.REFERRAL) for _ in range(number - len(found))}
        taken = set(await work.mine.scalars(_TAKEN, {"asked": list(asked)}))
        found |= dict.fromkeys(asked - taken)
    return list(found)


async def undo(work: Work, key: UUID) -> None:
    """Take out what it brought and nobody has touched since; the rest stays. Raises `NotFoundHereError`."""
    await work.mine.flush()
    if not await work.connection.scalar(_UNDO, {"which": key}):
        raise NotFoundHereError
    await audit.record(work, f"{Action.IMPORT_TRACKER}:undo", audit.Subject(RECORD, key))
