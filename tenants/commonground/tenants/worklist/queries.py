"""The worklist, in one statement whatever the number of kinds; and what no statement can tell, beside it. Where another
room has to be asked first it is asked, and the statement is made again with what that brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import (
    CTE,
    ColumnElement,
    Label,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    Text,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSON

from commonground.platform.access import reach_of
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.worklist.items import Item, Task
from commonground.tenants.worklist.kinds import KINDS, Whose

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of it. `until` and `since`: only what is due in between; what has no day is then left out. With an `until`
    there is also what is due later than its kind's horizon, and the numbers count it. `late`: with what was due before
    `since` too, which `Found.late` counts."""

    whose: Whose = Whose.ME
    task: Task | None = None
    since: datetime | None = None
    until: datetime | None = None
    late: bool = False
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Found:
    """The most urgent, and how much there is in all: for the reader, for their teams with them, and of each kind of
    what was asked for. `late`: how much of that was due before `Wanted.since`."""

    items: list[Item]
    mine: int
    teams: int
    of_kind: Mapping[Task, int]
    late: int = 0

    @property
    def total(self) -> int:
        return sum(self.of_kind.values())


def kinds_of(work: Work) -> list[Task]:
    """Those that can wait for the acting person at all."""
    return [task for task, kind in KINDS.items() if reach_of(work.actor, kind.action) is not None]


async def waiting(work: Work, wanted: Wanted = Wanted()) -> Found:
    """What the reader may do, and what their teams have to do that they may open."""
    tasks = kinds_of(work)
    beside = [item for task in tasks for item in await _worked_out(work, task)]
    found = await _in_one(work, tasks, wanted)
    return _with(found, beside, wanted) if beside else found


async def _worked_out(work: Work, task: Task) -> list[Item]:
    find = KINDS[task].worked_out
    return [] if find is None else await find(work)


async def _in_one(work: Work, tasks: Iterable[Task], wanted: Wanted) -> Found:
    later = wanted.until is not None
    known = [part for task in tasks if (part := _part(work, task, later=later)) is not None]
    if not known:
        return Found([], 0, 0, {})
    rows = await _rows(work, known, wanted, _may_be(work, tasks))
    if rows[0].may_be and (also := [part for task in tasks for part in await _also(work, task, later=later)]):
        rows = await _rows(work, [*known, *also], wanted, false())
    first = rows[0]
    items = [_item(row) for row in rows if row.task is not None]
    kinds = {Task(code): count for code, count in first.kinds}
    return Found(items, first.mine_count, first.team_count, kinds, first.late_count)


async def _rows(
    work: Work, parts: Sequence[Select[Any]], wanted: Wanted, may_be: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    """Each kind is its own select; a union of one is none."""
    every = (union_all(*parts) if len(parts) > 1 else parts[0]).cte("waiting")
    found: Sequence[Row[Any]] = (await work.mine.execute(_page(work, every, wanted, may_be))).all()
    return found


def _may_be(work: Work, tasks: Iterable[Task]) -> ColumnElement[bool]:
    """Whether another room has to be asked for something."""
    asked = [may_be(work) for task in tasks if (may_be := KINDS[task].may_be) is not None]
    return or_(false(), *asked)


async def _also(work: Work, task: Task, *, later: bool = False) -> list[Select[Any]]:
    """What is to be had once another room was asked."""
    ask = KINDS[task].also
    rows = await ask(work) if ask is not None else None
    return [] if rows is None else [_as_part(work, task, rows, later=later)]


def _part(work: Work, task: Task, *, later: bool = False) -> Select[Any] | None:
    """`later`: what is due after its horizon too."""
    rows = KINDS[task].rows
    return None if rows is None else _as_part(work, task, rows(work), later=later)


def _as_part(work: Work, task: Task, rows: Select[Any], *, later: bool) -> Select[Any]:
    kind, part = KINDS[task], rows.subquery(f"of_{task}")
    query = select(literal(task.value, Text()).label("task"), part)
    if kind.horizon is not None and not later:
        query = query.where(part.c.due_at <= kind.horizon(work))
    return cast(Select[Any], query)


def _page(work: Work, every: CTE, wanted: Wanted, may_be: ColumnElement[bool]) -> Select[Any]:
    """Numbers of everything, and the page beside them: one row at least, so that nothing still has its numbers."""
    asked = _asked(every, wanted)
    by_kind = select(every.c.task, func.count().label("number")).where(*asked).group_by(every.c.task).subquery()
    pair = func.json_build_array(by_kind.c.task, by_kind.c.number)
    kinds = select(func.coalesce(func.json_agg(pair, type_=JSON()), literal([], JSON()))).scalar_subquery()
    mine = func.count().filter(every.c.mine)
    numbers = select(mine.label("mine_count"), func.count().label("team_count"), kinds.label("kinds"))
    beside = (_late(every, wanted, asked), may_be.label("may_be"))
    counted = numbers.add_columns(*beside).select_from(every).subquery("counted")
    page = _ordered(work, every, wanted, asked).subquery("page")
    joined = select(counted, page).select_from(counted.outerjoin(page, true()))
    return cast(Select[Any], joined.order_by(page.c.number))


def _late(every: CTE, wanted: Wanted, asked: list[Any]) -> Label[int]:
    before = false() if wanted.since is None else every.c.due_at < wanted.since
    return func.count().filter(before, *asked).label("late_count")


def _asked(every: CTE, wanted: Wanted) -> list[Any]:
    """But for the kind: so each kind keeps its number while one is looked at."""
    asked: list[Any] = [every.c.mine] if wanted.whose is Whose.ME else []
    if wanted.since is not None and not wanted.late:
        asked.append(every.c.due_at >= wanted.since)
    if wanted.until is not None:
        asked += [every.c.due_at < wanted.until, ~every.c.paused]
    return asked


def _ordered(work: Work, every: CTE, wanted: Wanted, asked: list[Any]) -> Select[Any]:
    holder = and_(Staff.tenant_id == work.actor.council, Staff.id == every.c.holder_id)
    # As `Item.urgency` has it.
    late = (every.c.due_at.is_(None), every.c.due_at, every.c.place)
    order = (~every.c.danger, every.c.paused, every.c.paused_at, *late)
    number = func.row_number().over(order_by=order).label("number")
    query = select(every, func.coalesce(Staff.display_name, "").label("holder"), number)
    query = query.select_from(every.outerjoin(Staff, holder)).where(*asked).order_by(number).limit(wanted.most)
    return cast(Select[Any], query.where(every.c.task == wanted.task.value) if wanted.task else query)


def _item(row: Any) -> Item:
    return Item(
        task=Task(row.task),
        place=row.place,
        reference=row.reference,
        title=row.title,
        due_at=row.due_at,
        holder_id=row.holder_id,
        holder=row.holder,
        mine=row.mine,
        danger=row.danger,
        paused=row.paused,
        restricted=row.restricted,
        paused_at=row.paused_at,
        amount=row.amount,
    )


def _with(found: Found, beside: list[Item], wanted: Wanted) -> Found:
    """They wait for the reader."""
    fit = [item for item in beside if _is_between(item, wanted)]
    of_kind = dict(found.of_kind)
    for item in fit:
        of_kind[item.task] = of_kind.get(item.task, 0) + 1
    shown = [item for item in fit if wanted.task in (None, item.task)]
    items = sorted([*found.items, *shown], key=lambda item: item.urgency)[: wanted.most]
    late = found.late + sum(_is_late(item, wanted) for item in fit)
    return Found(items, found.mine + len(beside), found.teams + len(beside), of_kind, late)


def _is_late(item: Item, wanted: Wanted) -> bool:
    return wanted.since is not None and item.due_at is not None and item.due_at < wanted.since


def _is_between(item: Item, wanted: Wanted) -> bool:
    if wanted.since is None and wanted.until is None:
        return True
    if item.due_at is None:
        return False
    begins = wanted.late or not _is_late(item, wanted)
    return begins and (wanted.until is None or item.due_at < wanted.until)


async def counted(work: Work, tasks: Iterable[Task]) -> Mapping[Task, int]:
    """How much waits of each of these kinds, for the acting person themselves, by what is done in each task: one
    statement, and what no statement can tell. Nothing of the kinds that they do not have, and no statement for somebody
    who has none."""
    theirs = [task for task in tasks if task in kinds_of(work)]
    in_one = {task: part for task in theirs if (part := _part(work, task)) is not None}
    if not theirs:
        return {}
    numbers = [_number(part.subquery()) for part in in_one.values()]
    ask = _may_be(work, in_one).label("may_be")
    row = (await work.mine.execute(select(*numbers, ask))).one() if numbers else (False,)
    found = dict(zip(in_one, map(int, row[:-1]), strict=True))
    also = [(task, part) for task in in_one for part in await _also(work, task)] if row[-1] else []
    for task, part in also:
        found[task] += int(await work.mine.scalar(select(_number(part.subquery()))) or 0)
    return {task: found[task] if task in found else len(await _worked_out(work, task)) for task in theirs}


def _number(part: Subquery) -> ScalarSelect[int]:
    amount = func.coalesce(func.sum(part.c.amount), 0)
    return select(amount).select_from(part).where(part.c.mine).scalar_subquery()
