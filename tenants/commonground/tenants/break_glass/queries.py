"""Uses of break-glass: one's own, and all of the council's for whoever reviews them.

Neither asks for the record: what stands there is what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.break_glass.types import Ground

PAGE: Final = 50
_use = BreakGlassUse
_reviewer, _ender = aliased(Staff), aliased(Staff)
IS_OPEN: Final = and_(_use.ended_at.is_(None), _use.until_at > func.now())


@dataclass(frozen=True, slots=True)
class Use:
    """`found` is empty on one's own uses: whoever looks through them must not learn which records there are."""

    id: UUID
    reference: str
    who: str
    is_mine: bool
    found: bool | None
    ground: Ground
    reason: str
    started_at: datetime
    until_at: datetime
    is_open: bool
    ended_at: datetime | None
    ended_by: str
    reviewed_at: datetime | None
    reviewed_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Uses:
    """Newest first. `older` is the key of the next page; None on the last."""

    uses: tuple[Use, ...]
    older: UUID | None = None


async def my_uses(work: Work, *, most: int = PAGE) -> Uses:
    """What the acting person opened, or tried to."""
    return await _uses(work, _use.staff_id == work.actor.staff, most=most)


async def all_uses(work: Work, *, waiting: bool, before: UUID | None = None, most: int = PAGE) -> Uses:
    """Everybody's in the council. `waiting`: only those that nobody has reviewed."""
    wanted: list[ColumnElement[bool]] = [_use.reviewed_at.is_(None)] if waiting else []
    if before is not None:
        # Another council's use marks no place in this list, and is answered like one that nobody has.
        last = aliased(BreakGlassUse)
        wanted.append(_use.id < select(last.id).where(last.id == before).scalar_subquery())
    return await _uses(work, *wanted, most=most)


async def one_use(work: Work, use_id: UUID) -> Uses:
    """That one alone, however old it is. Raises `NotFoundHereError`."""
    found = await _uses(work, _use.id == use_id, most=1)
    if not found.uses:
        raise NotFoundHereError
    return found


async def count_waiting(work: Work) -> int:
    """How many nobody has reviewed yet."""
    return await work.mine.scalar(select(func.count()).select_from(_use).where(_use.reviewed_at.is_(None))) or 0


async def _uses(work: Work, *wanted: ColumnElement[bool], most: int) -> Uses:
    query = (
        select(
            _use, IS_OPEN.label("is_open"), Staff.display_name, _ender.display_name.label("ender"),
            _reviewer.display_name.label("reviewer"),
        )
        .join(Staff, and_(Staff.tenant_id == _use.tenant_id, Staff.id == _use.staff_id))
        .outerjoin(_ender, and_(_ender.tenant_id == _use.tenant_id, _ender.id == _use.ended_by))
        .outerjoin(_reviewer, and_(_reviewer.tenant_id == _use.tenant_id, _reviewer.id == _use.reviewed_by))
        .where(*wanted)
        .order_by(_use.id.desc())
        .limit(most + 1)
    )  # fmt: skip  # one line to a group of columns
    rows: Sequence[Any] = (await work.mine.execute(query)).all()
    found = tuple(_of(row, work) for row in rows[:most])
    return Uses(found, found[-1].id if len(rows) > most else None)


def _of(row: Any, work: Work) -> Use:
    use: BreakGlassUse = row[0]
    mine = use.staff_id == work.actor.staff_id
    return Use(
        id=use.id,
        reference=use.reference,
        who=row.display_name,
        is_mine=mine,
        found=None if mine else use.record_id is not None,
        ground=Ground(use.ground),
        reason=use.reason,
        started_at=use.started_at,
        until_at=use.until_at,
        is_open=row.is_open,
        ended_at=use.ended_at,
        ended_by=row.ender or "",
        reviewed_at=use.reviewed_at,
        reviewed_by=row.reviewer or "",
        note=use.review_note,
    )
