"""What can be asked of the tracker, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row


class View(StrEnum):
    """The tabs above the list."""

    OPEN = "open"
    MINE = "mine"
    OVERDUE = "overdue"
    NOBODY = "nobody"
    AGAIN = "again"
    CLOSED = "closed"
    ALL = "all"


class Sort(StrEnum):
    """Columns to sort by, each in its own direction unless it is `turned`: what is most urgent, newest, most or first
    in the alphabet comes first."""

    DUE = "due"
    RECEIVED = "received"
    CONTACTS = "contacts"
    WITH = "with"


class Column(StrEnum):
    """What can be shown of each referral, beside what it is and its reference; in the order of the table."""

    TYPE = "type"
    HARM = "harm"
    FROM = "from"
    RECEIVED = "received"
    CONTACTS = "contacts"
    DUE = "due"
    STATE = "state"
    OUTCOME = "outcome"
    DECIDED = "decided"
    CHANGED = "changed"
    WITH = "with"


USUAL = (Column.HARM, Column.FROM, Column.RECEIVED, Column.CONTACTS, Column.DUE, Column.STATE, Column.WITH)
"""The columns that the list has while nobody chose others."""


class Received(StrEnum):
    ANY = ""
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


ANYONE, ME, NOBODY = "", "me", "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address says: the view, the filters, the order and the position. `holder`: "", me, nobody or an id;
    `turned`: in the other direction than the column's own; `changed`: only what others changed since the reader looked.
    `columns`: none means the usual ones. `saved`: the saved view that this is, as far as nobody changed it since."""

    view: View = View.OPEN
    kind: str = ""
    state: str = ""
    harm: str = ""
    holder: str = ANYONE
    received: Received = Received.ANY
    words: str = ""
    changed: bool = False
    columns: tuple[Column, ...] = ()
    saved: UUID | None = None
    sort: Sort = Sort.DUE
    turned: bool = False
    after: tuple[str, UUID] | None = None
    before: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each tab has, among those the actor may see."""

    open: int
    mine: int
    overdue: int
    nobody: int
    again: int
    due_today: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of rows in order, and whether there are rows beyond either end."""

    rows: Sequence[Row[Any]]
    more_before: bool
    more_after: bool
