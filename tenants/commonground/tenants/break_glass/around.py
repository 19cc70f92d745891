"""Who stands around a record besides its team and lead: the people named on it, and whoever broke the glass for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSON

from commonground.platform.access import Action, Actor, Around, BrokenGlass, Held, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.work import Work
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.contexts.models import NamedPerson


def around(record_id: ColumnElement[UUID]) -> tuple[ColumnElement[list[UUID]], ColumnElement[list[Any]]]:
    """Both as columns beside the record itself, in the record's own statement: looking for one that is restricted takes
    what looking for one that is not there takes."""
    named = select(NamedPerson.staff_id).where(NamedPerson.record_id == record_id).scalar_subquery()
    use = BreakGlassUse
    each = func.json_build_array(use.staff_id, use.id, use.until_at)
    uses = select(func.coalesce(func.json_agg(each), literal([], JSON()), type_=JSON())).where(
        use.record_id == record_id, _is_open()
    )
    return func.array(named, type_=ARRAY(Uuid())), uses.scalar_subquery()


async def stands_around(work: Work, record_id: UUID) -> Around:
    """The same of a record that is known; asked once in a request, or not at all where it was loaded."""
    if record_id not in work.near:
        named, uses = (await work.mine.execute(select(*around(literal(record_id, Uuid()))))).one()
        remember(work, record_id, named, uses)
    return work.near[record_id]


def remember(work: Work, record_id: UUID, named: Iterable[UUID], uses: Iterable[Any]) -> Around:
    """From the columns of `around`. Of two uses by one person the one that lasts longer counts."""
    open_now = [(UUID(staff), BrokenGlass(UUID(use), datetime.fromisoformat(until))) for staff, use, until in uses]
    glass = dict(sorted(open_now, key=lambda each: each[1].until))
    return work.near.setdefault(record_id, Around(frozenset(named), glass))


def opened_by(actor: Actor, record_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """True on rows that the actor has opened by break-glass."""
    use = BreakGlassUse
    return exists().where(use.record_id == record_id, use.staff_id == actor.staff_id, _is_open())


def _is_open() -> ColumnElement[bool]:
    return BreakGlassUse.ended_at.is_(None) & (BreakGlassUse.until_at > func.now())


_USE: Final = re.compile(r": use [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def said_of_reason(why: str) -> str:
    """A reason of the trail as people read it: which use of break-glass it was is kept for whoever verifies it."""
    return _USE.sub("", why)


def let_in(work: Work, action: Action, held: Held) -> None:
    """Ask the one decision, and note where an exception lets in: each entry in the trail then names it.

    Raises `NotFoundHereError`."""
    answer = decide(work.actor, action, held)
    if not answer:
        raise NotFoundHereError
    if answer.glass is not None:
        work.under = f"By break-glass, until {answer.glass.until_words}: use {answer.glass.use_id}"
