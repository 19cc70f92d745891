"""Files on records of Larkmere: a picture that nobody took, notes of nobody's, and one that came off again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID, uuid4

from PIL import Image, ImageDraw
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.rows import put
from commonground.platform.files.kinds import SORTS, FileKind
from commonground.platform.files.store import FileStore
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.attachments.types import FileState
from commonground.tenants.contexts.models import ContextEvent
from commonground.tenants.contexts.rules import ContextVerb

YARD: Final = "spoon"
BY: Final = "priya-raman"
_NOTES: Final = """What was written down in the yard, three evenings

Monday, 16:10 to 17:00. Six or seven, school bags. The side door stood open.
Tuesday. Rain. Nobody.
Thursday, 16:30 to 18:15. Nine. A grey car stopped twice; nobody got in. The lamp is broken again.
"""
Moment = Callable[[int, str], datetime]


async def add_files(
    connection: AsyncConnection, council: Settled, contexts: dict[str, UUID], moment: Moment, store: FileStore
) -> int:
    """`contexts`: ids by the story's keys. How many rows."""
    context = contexts[YARD]
    with TemporaryDirectory() as folder:
        picture, notes = Path(folder) / "yard", Path(folder) / "notes"
        _draw_yard(picture)
        notes.write_text(_NOTES, encoding="utf-8")
        for path, kind, name, about, at in (
            (picture, FileKind.JPEG, "Yard, side door.jpg", "The yard from Mill Lane: lamp, bins, side door",
             moment(9, "17:20")),
            (notes, FileKind.TXT, "Three evenings.txt", "What was written down there", moment(6, "09:40")),
        ):  # fmt: skip  # one to a file
            await _add(connection, council, context, path, at, store, kind=kind.value, name=name, about=about)
            await _line(connection, council, context, ContextVerb.ADD_FILE, SORTS[kind].words, at)
        at, why = moment(5, "11:05"), "It showed another place. Sent to the right record."
        gone = {"taken_off_at": at, "taken_off_by": council.staff[BY], "taken_off_words": why}
        added = moment(5, "10:50")
        await _add(connection, council, context, notes, added, store, kind=FileKind.TXT.value, name="", **gone)
        await _line(connection, council, context, ContextVerb.TAKE_OFF_FILE, why, at)
    return 6


async def _add(
    connection: AsyncConnection, council: Settled, context: UUID, path: Path, at: datetime, store: FileStore,
    **values: object,
) -> None:  # fmt: skip  # a file's parts
    """Its bytes first, as in the product. Nobody has scanned it: the demonstration has no scanner."""
    object_id = uuid4()
    await store.put(council.id, object_id, path)
    await put(
        connection, council.id, Attachment, record_kind="context", record_id=context, object_id=object_id,
        **_measured(path), state=FileState.UNSCANNED.value,
        added_at=at, added_by=council.staff[BY], **values,
    )  # fmt: skip  # a row


def _measured(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"size": len(content), "digest": hashlib.sha256(content).digest()}


async def _line(
    connection: AsyncConnection, council: Settled, context: UUID, verb: ContextVerb, words: str, at: datetime
) -> None:
    who = council.staff[BY]
    line = {"context_id": context, "at": at, "staff_id": who, "verb": verb.value, "words": words}
    await put(connection, council.id, ContextEvent, **line, referral_id=None)


def _draw_yard(path: Path) -> None:
    """A yard behind a shop at dusk, as a child might draw it: a wall, a door that stands open, two bins, one lamp."""
    picture = Image.new("RGB", (1200, 800), "#31405c")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 560, 1200, 800), fill="#4a4a48")
    draw.rectangle((120, 160, 1080, 560), fill="#7b5240")
    for row in range(160, 560, 40):
        draw.line((120, row, 1080, row), fill="#6a4535", width=3)
        for start in range(120 + 40 * (row // 40 % 2), 1080, 80):
            draw.line((start, row, start, row + 40), fill="#6a4535", width=3)
    draw.rectangle((220, 300, 360, 560), fill="#f3d9a4")
    draw.polygon(((220, 300), (160, 330), (160, 590), (220, 560)), fill="#2f4a3c")
    for left in (620, 780):
        draw.rectangle((left, 430, left + 120, 590), fill="#39543f")
        draw.rectangle((left - 8, 415, left + 128, 436), fill="#2a3f30")
    draw.line((980, 180, 980, 590), fill="#222222", width=12)
    draw.ellipse((945, 140, 1015, 200), fill="#55585c", outline="#222222", width=4)
    picture.save(path, "JPEG", quality=85)
