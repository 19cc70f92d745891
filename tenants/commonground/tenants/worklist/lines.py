"""The one shape that every kind of task has in the worklist, so that they can stand in one list and one statement."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Select,
    Text,
    Uuid,
    cast,
    false,
    func,
    literal,
    null,
    select,
    text,
    true,
)

from commonground.platform.access import Actor
from commonground.platform.calendar import LONDON

NO_TEXT: Final = literal("", Text())
NOBODY: Final = cast(null(), Uuid())
ONE: Final = literal(1, BigInteger())
NEVER: Final = cast(null(), DateTime(timezone=True))


# Long: one argument to each column.
def line(
    *,
    place: ColumnElement[Any],
    reference: ColumnElement[str] = NO_TEXT,
    title: ColumnElement[str] = NO_TEXT,
    due_at: ColumnElement[Any] = NEVER,
    holder: ColumnElement[Any] = NOBODY,
    mine: ColumnElement[bool] | None = None,
    danger: ColumnElement[bool] | None = None,
    paused: ColumnElement[bool] | None = None,
    paused_at: ColumnElement[Any] = NEVER,
    restricted: ColumnElement[bool] | None = None,
    amount: ColumnElement[int] = ONE,
) -> Select[Any]:
    """`place` is what the address of the page ends with. `title` says nothing that the reader may not open; where they
    may open nothing it stays empty. `mine`: it waits for the reader, and not only for somebody in their teams.
    `paused_at`: since when it is `paused`, where that is said. `amount`: how many things are done in one task."""
    return select(
        cast(place, Text()).label("place"),
        reference.label("reference"),
        title.label("title"),
        due_at.label("due_at"),
        holder.label("holder_id"),
        (true() if mine is None else mine).label("mine"),
        (false() if danger is None else danger).label("danger"),
        (false() if paused is None else paused).label("paused"),
        paused_at.label("paused_at"),
        (false() if restricted is None else restricted).label("restricted"),
        amount.label("amount"),
    )


def in_my_teams(actor: Actor, team_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    return team_id.in_(sorted(actor.team_ids))


def end_of_day(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The moment until which something that is due on a day can be done, as London has it."""
    over = cast(cast(day, Date()) + text("1"), DateTime())
    return func.timezone(str(LONDON), over, type_=DateTime(timezone=True)) - text("interval '1 second'")
