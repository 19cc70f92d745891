"""Trackers as councils keep them, made by chance, with what each row truly says: so that what is read can be compared
with it cell by cell."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

import xlsxwriter

from commonground.tenants.tracker_import.columns import Field

TODAY: Final = date(2026, 11, 28)
_HEADERS: Final = {
    Field.REFERENCE: ("Ref No.", "Reference", "Log no", "ID", "Case ref"),
    Field.RECEIVED: ("Date rec'd ", "Date of referral", "Referral\ndate", "DATE RECEIVED", "Date in"),
    Field.SOURCE: ("Source", "Referral source", "Referring agency", "Source / referrer"),
    Field.SUBJECT: ("Location / Group name", "Location", "Context name", "Name of location", "Place"),
    Field.KIND: ("Type", "Context type", "Location type"),
    Field.POSTCODE: ("Postcode", "Post code"),
    Field.CONCERN: ("Concern (brief)", "Description", "What happened", "Nature of concern"),
    Field.HARMS: ("Harm type(s)", "Type of harm", "Risk", "Themes"),
    Field.CHILDREN: ("No. of YP", "Number of young people", "How many"),
    Field.DECISION: ("Decision\n(outcome)", "Outcome", "Decision", "Screening outcome"),
    Field.DECIDED: ("Date decision", "Decision date", "Date decided"),
    Field.FED_BACK: ("Fed back Y/N", "Feedback given", "Referrer informed"),
    Field.COMMENTS: ("Comments", "Notes", "Any other info"),
}
_SOURCES: Final = {
    "police": ("police (SSO)", "Police", "SNT"),
    "school": ("School", "DSL"),
    "business": ("shop owner",),
}
_PLACES: Final = (
    ("Alder Park", "park", "park"),
    ("Mill Road bus station", "transport_hub", "bus stn"),
    ("Chicken Hut, Mill Road", "takeaway", "Takeaway"),
    ("Year 9 friendship group (Fenwick)", "peer_group", "peer group"),
    ("Larkmere High School", "school", "school"),
)
_HARMS: Final = {
    "serious_youth_violence": "SYV",
    "cse": "CSE",
    "cce": "CCE",
    "missing": "missing",
    "bullying": "Bullying",
}
_BETWEEN: Final = (", ", "; ", " / ", " & ", "\n")
_CHILDREN: Final = {
    "1_2": ("1", 2, "one or two"),
    "3_5": (3, "2-4", "4", "about 5"),
    "6_10": ("6+", 8, "5-6", "up to 10"),
    "over_10": ("approx 12", 15),
    "not_sure": ("several", "?", "n/k", ""),
}
_DECISIONS: Final = {
    "advice": ("NFA", "NFA - advice"),
    "panel": ("to panel",),
    "context_assessment": ("Location assessment",),
    "undecided": ("awaiting", "?", ""),
}
_FED_BACK: Final = {"yes": ("Y", "yes", "Yes "), "no": ("N", "no"), "not_needed": ("n/a",), "unknown": ("",)}
_HELD: Final = {Field.SOURCE: "source", Field.HARMS: "harms", Field.DECISION: "decision"}
"""Columns in which somebody merges two cells downwards rather than type twice, and what of a truth they say."""
_CONCERNS: Final = ("Fight outside on Friday eve, bystanders filming", "Cyfarfod pobl ifanc – adroddwyd gan riant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a row says, however it is written. `about`: the day is said roughly."""

    row: int
    reference: str
    received: date
    about: bool
    source: str
    subject: str
    venue: str
    postcode: str
    concern: str
    harms: tuple[str, ...]
    children: str
    decision: str
    decided: date | None
    fed_back: str
    comments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Messy:
    """A workbook, the number of its header's row from nought, what its columns are, and its rows' truths."""

    content: bytes
    header: int
    fields: tuple[Field, ...]
    truths: tuple[Truth, ...]


Habit = Callable[[date], object]
_HABITS: Final[tuple[Habit, ...]] = (
    lambda day: datetime.combine(day, time()),
    lambda day: datetime.combine(day, time(9, 30)),
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d.%m.%y}",
    lambda day: f"{day.day} {day:%b %Y}",
    lambda day: f"{day:%d/%m/%y} ",
    lambda day: f"{day:%A} {day.day}{_ending(day.day)} {day:%B %Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.day}-{day:%b-%y}",
)


def _ending(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


class _Making:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.book_held = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.book_held, {"in_memory": True, "strings_to_formulas": False})
        self.dates = self.book.add_format({"num_format": "dd/mm/yyyy"})
        self.sheet = self.book.add_worksheet("Referrals 25-26")
        self.row = 0

    def write(self, *cells: object) -> int:
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                self.sheet.write_datetime(self.row, column, cell, self.dates)
            elif cell not in {"", None}:
                self.sheet.write(self.row, column, cell)
        self.row += 1
        return self.row

    def merge_up(self, column: int, cell: object) -> None:
        """The cell of the row written last with the one above it."""
        self.sheet.merge_range(self.row - 2, column, self.row - 1, column, cell)

    def case(self, words: str) -> str:
        return self.chance.choice((words, words, words.upper(), f" {words} ", words.lower()))


_Written = tuple[Truth, dict[Field, object]]


def messy_workbook(seed: int, rows: int = 60) -> Messy:
    """The same for the same seed."""
    making = _Making(seed)
    chance = making.chance
    for title in range(chance.randrange(4)):
        making.write(
            "Contextual Safeguarding referral tracker"
            if not title
            else chance.choice(("OFFICIAL SENSITIVE – tidied Sept", ""))
        )
    fields = [*_HEADERS]
    chance.shuffle(fields)
    header = making.row
    making.write(*(chance.choice(_HEADERS[field]) for field in fields))
    truths = _rows(making, fields, header, rows)
    making.write("TOTAL", len(truths))
    making.book.add_worksheet("Lists").write_column(0, 0, ["CSE", "CCE", "SYV"])
    old = making.book.add_worksheet("OLD (do not use)")
    old.write(0, 0, "moved to archive")
    old.hide()
    making.book.close()
    return Messy(content=making.book_held.getvalue(), header=header, fields=tuple(fields), truths=tuple(truths))


def _rows(making: _Making, fields: list[Field], header: int, rows: int) -> list[Truth]:
    chance, truths, day = making.chance, list[Truth](), date(2025, 9, 1)
    above: _Written | None = None
    for number in range(rows):
        day += timedelta(days=chance.randrange(1, 4))
        truth, cells = _entry(making, number, day)
        held = chance.choice([*_HELD]) if above and chance.random() < 0.15 else None
        if above and held and above[1][held] != "":
            truth = replace(truth, **{_HELD[held]: getattr(above[0], _HELD[held])})
            cells[held] = above[1][held]
        else:
            held = None
        written = making.write(*("" if field is held else cells[field] for field in fields))
        if held:
            making.merge_up(fields.index(held), cells[held])
        truths.append(_replaced(truth, written))
        _clutter(making, fields, header, [cells[field] for field in fields])
        above = (truth, cells) if making.row == written and not held else None
    return truths


def _replaced(truth: Truth, row: int) -> Truth:
    return Truth(**{name: getattr(truth, name) for name in Truth.__slots__} | {"row": row})


def _clutter(making: _Making, fields: list[Field], header: int, last: list[object]) -> None:
    """Now and then a blank row, a month across the page, the header again, or the last row pasted twice."""
    what = making.chance.random()
    if what < 0.05:
        making.write()
    elif what < 0.09:
        making.sheet.merge_range(making.row, 0, making.row, len(fields) - 1, "--- Oct ---")
        making.row += 1
    elif what < 0.12:
        making.write(*(_HEADERS[field][0] for field in fields)) if header % 2 else making.write()
    elif what < 0.17:
        making.write(*last)


def _entry(making: _Making, number: int, day: date) -> tuple[Truth, dict[Field, object]]:
    chance = making.chance
    name, venue, venue_words = chance.choice(_PLACES)
    source = chance.choice([*_SOURCES])
    harms = chance.sample([*_HARMS], chance.randrange(1, 3))
    children = chance.choice([*_CHILDREN])
    decision = chance.choice([*_DECISIONS])
    decided = day + timedelta(days=chance.randrange(1, 12)) if decision != "undecided" else None
    fed_back = chance.choice([*_FED_BACK])
    about = chance.random() < 0.05
    truth = Truth(
        row=0, reference=f"CS25/{number:03}", received=date(day.year, day.month, 5) if about else day, about=about,
        source=source, subject=name, venue=venue, postcode=chance.choice(("LK2 4QT", "")),
        concern=chance.choice(_CONCERNS),
        harms=tuple(harms), children=children, decision=decision, decided=decided, fed_back=fed_back,
        comments=chance.choice(("chase", "left vm x2", "")),
    )  # fmt: skip
    cells: dict[Field, object] = {
        Field.REFERENCE: truth.reference,
        Field.RECEIVED: f"early {day:%B} {day:%y}" if about else chance.choice(_HABITS)(day),
        Field.SOURCE: making.case(chance.choice(_SOURCES[source])),
        Field.SUBJECT: chance.choice((name, f"{name} ", name.replace(" ", "  ", 1))),
        Field.KIND: making.case(venue_words),
        Field.POSTCODE: chance.choice((truth.postcode, truth.postcode.lower(), truth.postcode.replace(" ", ""))),
        Field.CONCERN: truth.concern,
        Field.HARMS: chance.choice(_BETWEEN).join(making.case(_HARMS[harm]).strip() for harm in harms),
        Field.CHILDREN: chance.choice(_CHILDREN[children]),
        Field.DECISION: chance.choice(_DECISIONS[decision]),
        Field.DECIDED: chance.choice(_HABITS)(decided) if decided else "",
        Field.FED_BACK: chance.choice(_FED_BACK[fed_back]),
        Field.COMMENTS: truth.comments,
    }
    return truth, cells
