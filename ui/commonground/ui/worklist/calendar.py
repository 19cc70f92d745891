"""`/worklist/calendar`: what is due on which day of a month, as a table of whole weeks and, below, as a list; above the
month that is now, what is overdue from before."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, get

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.work import Work
from commonground.tenants.worklist.items import Item
from commonground.tenants.worklist.kinds import Whose
from commonground.tenants.worklist.queries import Found, Wanted, waiting
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import day as day_words
from commonground.ui.shell.dates import month_year, weekday_day, weekday_name
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.page import Page
from commonground.ui.worklist.tabs import CALENDAR, Tabs, tabs
from commonground.ui.worklist.views import Line, line_of

MOST: Final = 400
_EARLIEST, _LATEST = date(2020, 1, 1), date(2099, 12, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """One cell. `href` leads to its list below, where something is due."""

    number: int
    words: str
    count: int
    said: str
    href: str
    inside: bool
    today: bool


@dataclass(frozen=True, slots=True)
class DayList:
    id: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CalendarView:
    tabs: Tabs
    here: str
    whose: tuple[tuple[str, str, int | None], ...]
    chosen: str
    month: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]
    late: DayList | None
    days: tuple[DayList, ...]
    before: str
    after: str
    summary: str
    left_out: bool


@get(CALENDAR, opt=declare(Action.SEE_OWN_WORK))
async def calendar(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """What waits for the reader, or for their teams too, by the day on which it is due."""
    whose = Whose.TEAM if request.query_params.get("whose") == Whose.TEAM else Whose.ME
    first = _month(request.query_params.get("month", ""), work.now)
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    # What is overdue stands above the month that is now: the turn of a month makes nothing less late.
    since, until = _begin(weeks[0][0]), _begin(weeks[-1][-1] + timedelta(days=1))
    wanted = Wanted(whose, since=since, until=until, late=first == _month("", work.now), most=MOST)
    await audit.record(work, Action.SEE_OWN_WORK, audit.Subject("worklist"))
    return Page("worklist/calendar.html", _view(work, whose, first, weeks, await waiting(work, wanted)))


def _month(asked: str, now: datetime) -> date:
    """The first of the month that the address names; of this one, where it names none of ours."""
    try:
        first = datetime.strptime(asked, "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
    except ValueError:
        first = now.astimezone(LONDON).date().replace(day=1)
    return min(max(first, _EARLIEST), _LATEST)


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def _view(work: Work, whose: Whose, first: date, weeks: list[list[date]], found: Found) -> CalendarView:
    by_day, begin = _by_day(found.items), weeks[0][0]
    today = work.now.astimezone(LONDON).date()
    cells = tuple(tuple(_day(each, first, today, len(by_day.get(each, ()))) for each in week) for week in weeks)
    mine, teams = _address(Whose.ME, first), _address(Whose.TEAM, first)
    number = found.total - found.late
    due = ngettext("%(num)d task is due in these weeks.", "%(num)d tasks are due in these weeks.", number)
    return CalendarView(
        tabs=tabs(),
        here=CALENDAR,
        whose=((gettext("For me"), mine, None), (gettext("My team"), teams, None)),
        chosen=_address(whose, first),
        month=month_year(first),
        weekdays=tuple(weekday_name(each) for each in weeks[0]),
        weeks=cells,
        late=_late(work, found, [item for each, items in by_day.items() if each < begin for item in items]),
        days=tuple(_list(work, each, items) for each, items in sorted(by_day.items()) if each >= begin),
        before=_address(whose, (first - timedelta(days=1)).replace(day=1)),
        after=_address(whose, _next(first)),
        summary=due % {"num": number},
        left_out=found.total > len(found.items),
    )


def _by_day(items: Iterable[Item]) -> Mapping[date, list[Item]]:
    found: dict[date, list[Item]] = {}
    for item in items:
        if item.due_at is not None:
            found.setdefault(item.due_at.astimezone(LONDON).date(), []).append(item)
    return found


def _day(each: date, first: date, today: date, count: int) -> Day:
    inside = each.month == first.month
    said = ngettext("%(num)d due", "%(num)d due", count) % {"num": count} if count else ""
    return Day(each.day, day_words(each), count, said, f"#d-{each}" if count else "", inside, each == today)


def _list(work: Work, each: date, items: Iterable[Item]) -> DayList:
    return DayList(f"d-{each}", weekday_day(each), _lines(work, items))


def _late(work: Work, found: Found, items: Iterable[Item]) -> DayList | None:
    said = ngettext("%(num)d overdue from before", "%(num)d overdue from before", found.late) % {"num": found.late}
    return DayList("late", said, _lines(work, items)) if found.late else None


def _lines(work: Work, items: Iterable[Item]) -> tuple[Line, ...]:
    by = calendar_of(work.actor)
    return tuple(line_of(item, work, by) for item in sorted(items, key=lambda item: item.urgency))


def _address(whose: Whose, first: date) -> str:
    said = {"whose": "team"} if whose is Whose.TEAM else {}
    return f"{CALENDAR}?{urlencode(said | {'month': f'{first:%Y-%m}'})}"
