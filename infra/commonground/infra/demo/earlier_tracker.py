"""The spreadsheet that a council kept before: five rows of it brought in, two of them cleared of names, and the next
year's sheet, chosen and not brought in yet."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.rows import put
from commonground.platform.calendar import LONDON, WorkingCalendar
from commonground.platform.councils.types import Nation
from commonground.platform.demo.personas import FRONT_DOOR
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.rules import decision_due
from commonground.tenants.tracker_import.becoming import Bringing, Rows, rows_of
from commonground.tenants.tracker_import.choices import Choices
from commonground.tenants.tracker_import.models import ImportedRow, TrackerImport, TrackerMeaning
from commonground.tenants.tracker_import.plan import first_choices, plan
from commonground.tenants.tracker_import.sheets import Cell, Sheet, When, Workbook

_BROUGHT: Final = timedelta(days=2)
"""Ago: it can still be undone."""
_HEADER: Final = (
    "Ref", "Date rec'd", "Source", "Location / group", "Type", "Postcode", "Concern (brief)", "Harm type(s)",
    "No. of YP", "Worker", "Decision", "Date decision", "Fed back Y/N", "Comments",
)  # fmt: skip  # one header
Row = tuple[str | int, ...]
# A day stands as how many days ago it was.
EARLIER: Final[Sequence[Row]] = (
    ("24/061", 171, "police (SNT)", "Cinder Path underpass", "underpass", "LM2 4QT",
     "Fights after school on Thursdays, Callum Reeve films them", "SYV", "6+", "TH", "linked to existing", 164, "Y",
     "sergeant has the clips"),
    ("24/064", 158, "DSL", "Year 10 friendship group (Oakfield)", "peer group", "",
     "Share lifts home with an older lad called Dean", "CSE; missing", "5-6", "duty", "to panel", 150, "Y",
     "Mrs Oakfield rang twice"),
    ("24/070", 149, "shop owner", "Larkmere Kebab, Station Parade", "takeaway", "LM4 1AB",
     "Free food for running errands", "CCE", 4, "PR", "NFA - advice", 141, "n/a", ""),
    ("24/077", 133, "Housing", "Stairwell, Rowan Court", "stairwell", "LM1 9XY", "Mattress and cans under the stairs",
     "drugs", "several", "AN", "referred to housing", 127, "Y", "door code changed"),
    ("24/081", 120, "Anon", "Larkmere bus station, bay 6", "bus stn", "LM4", "Girls followed from bay to bay",
     "missing / CSE", "3", "TH", "awaiting", "", "", ""),
)  # fmt: skip  # one row of the sheet to a row
_NEXT: Final[Sequence[Row]] = (
    ("25/001", 96, "School", "Fernbank skate park", "park", "LM3 2CD", "Vapes handed out at the gate", "drugs", "10+",
     "TH", "NFA - advice", 90, "Y", ""),
    ("25/002", 88, "parent", "Group chat “northside”", "online", "", "Pictures of a girl passed on", "sexting", "12",
     "AN", "awaiting", "", "N", ""),
    ("25/003", "no idea", "GP", "Mill Lane car park", "car park", "LM4 2QT", "Cars circle after nine", "CCE", "?", "",
     "awaiting", "", "", ""),
    ("25/004", 75, "Street wardens", "Lido steps", "steps by the lido", "LM3 7AA", "Stones thrown at swimmers", "ASB",
     "4", "TH", "NFA - advice", 70, "", ""),
)  # fmt: skip  # likewise
_REMEMBERED: Final = (("column", "date recd", "received"), ("decision", "to panel", "panel"))
"""What was said while it was brought in."""
_CLEARED: Final = {
    "24/061": ("Cinder Path underpass", "Fights after school on Thursdays. Somebody films them."),
    "24/070": ("Larkmere Kebab, Station Parade", "Free food for running errands"),
}


async def add_earlier_tracker(connection: AsyncConnection, council: Settled, who: str, now: datetime) -> int:
    """How many rows. `who` is a team manager: the one whose file waits."""
    total = await _bring_in(connection, council, council.staff[who], now - _BROUGHT)
    workbook = _workbook(_NEXT, now.astimezone(LONDON).date())
    waits = _chosen(workbook, council.staff[who], now - timedelta(minutes=40))
    cells = zlib.compress(msgspec.msgpack.encode(workbook), 3)
    await put(connection, council.id, TrackerImport, **waits, cells=cells)
    return total + 1


def _chosen(workbook: Workbook, staff: UUID, at: datetime) -> dict[str, Any]:
    choices: Choices = first_choices(workbook, {})
    numbers = {"brought": 0, "here": 0, "left_out": 0}
    return {"staff_id": staff, "chosen_at": at, "file_hash": b"demonstration", **numbers,
            "choices": msgspec.msgpack.encode(choices)}  # fmt: skip  # one row


async def _bring_in(connection: AsyncConnection, council: Settled, staff: UUID, at: datetime) -> int:
    workbook = _workbook(EARLIER, at.astimezone(LONDON).date())
    made = _chosen(workbook, staff, at) | {"imported_at": at, "brought": len(EARLIER)}
    key = await put(connection, council.id, TrackerImport, **made, cells=None)
    planned = plan(workbook, first_choices(workbook, {}), at.astimezone(LONDON).date()).rows
    due = decision_due(at, WorkingCalendar(Nation(council.nation)))
    by = Bringing(council.id, staff, key, at, council.teams[FRONT_DOOR], due)
    rows = rows_of(planned, [new_reference(ReferenceKind.REFERRAL) for _ in planned], by)
    for table, values in ((ReferralRow, rows.referrals), (ImportedRow, rows.words), (ReferralEvent, rows.events)):
        await connection.execute(insert(table), values)
    await _clear(connection, rows, staff, at + timedelta(hours=20))
    for about, words, means in _REMEMBERED:
        said = {"about": about, "words": words, "means": means, "chosen_at": at, "chosen_by": staff}
        await put(connection, council.id, TrackerMeaning, **said)
    return 1 + 3 * len(planned) + len(_REMEMBERED)


async def _clear(connection: AsyncConnection, rows: Rows, staff: UUID, at: datetime) -> None:
    """Two of them have been looked through."""
    for words in rows.words:
        if words["external_reference"] in _CLEARED:
            where, what = _CLEARED[words["external_reference"]]
            shown = {"where_said": where, "what_said": what, "tracker_words": words["tracker_words"]}
            cleared = {"shown": shown, "names_masked": 1, "cleared_at": at, "cleared_by": staff}
            await connection.execute(update(ImportedRow).where(ImportedRow.id == words["id"]).values(**cleared))
            title = {"title": where, "version": 2, "changed_at": at}
            await connection.execute(update(ReferralRow).where(ReferralRow.id == words["referral_id"]).values(**title))


def _workbook(rows: Sequence[Row], today: date) -> Workbook:
    """As the reader of a file would hand it over."""
    title: list[Cell] = ["Larkmere CS tracker. OFFICIAL SENSITIVE", *[""] * (len(_HEADER) - 1)]
    cells = [[_cell(place, cell, today) for place, cell in enumerate(row)] for row in rows]
    return Workbook(sheets=[Sheet(name="CS referrals", rows=[title, list(_HEADER), *cells])])


def _cell(place: int, cell: str | int, today: date) -> Cell:
    if isinstance(cell, str):
        return cell
    if _HEADER[place].startswith("Date"):
        day = today - timedelta(days=cell)
        return When(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # a sheet knows no zone
    return float(cell)
