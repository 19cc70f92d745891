"""What the worklist shows: what, by when, and why it stands before the reader."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from commonground.platform.calendar import WorkingCalendar, due_clock
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.work import Work
from commonground.tenants.worklist.items import Item
from commonground.tenants.worklist.kinds import KINDS, Kind, Whose
from commonground.tenants.worklist.queries import Found, Wanted, kinds_of
from commonground.ui.referrals.clocks import waited
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.marks import clock, row_class, tag
from commonground.ui.worklist.tabs import MINE, TEAM, Tabs, tabs


@dataclass(frozen=True, slots=True)
class Line:
    """One task. `title` is empty for whoever may not open the record: then `heading` is its kind."""

    href: str
    heading: str
    kind: str
    reference: str
    needs: str
    why: str
    clock: Markup
    row_class: str
    danger: bool
    restricted: Markup


@dataclass(frozen=True, slots=True)
class WorklistView:
    tabs: Tabs
    here: str
    whose: str
    kinds: tuple[tuple[str, str], ...]
    kind: str
    lines: tuple[Line, ...]
    summary: str
    left_out: bool
    clear: str


def worklist_view(work: Work, wanted: Wanted, found: Found) -> WorklistView:
    calendar = calendar_of(work.actor)
    lines = tuple(line_of(item, work, calendar) for item in found.items)
    here = MINE if wanted.whose is Whose.ME else TEAM
    fit = found.of_kind.get(wanted.task, 0) if wanted.task else found.total
    return WorklistView(
        tabs=tabs(found.mine, found.teams),
        here=here,
        whose=wanted.whose.value,
        kinds=_kinds(work, found),
        kind=wanted.task.value if wanted.task else "",
        lines=lines,
        summary=ngettext("%(num)d task, the most urgent first.", "%(num)d tasks, the most urgent first.", fit)
        % {"num": fit},
        left_out=fit > len(lines),
        clear=here,
    )


def _kinds(work: Work, found: Found) -> tuple[tuple[str, str], ...]:
    """With how many there are of each."""
    named = ((task, gettext(KINDS[task].name), found.of_kind.get(task, 0)) for task in kinds_of(work))
    counted = tuple((task.value, f"{name} ({count})") for task, name, count in named)
    return (("", gettext("Every kind")), *counted)


def line_of(item: Item, work: Work, calendar: WorkingCalendar) -> Line:
    kind = KINDS[item.task]
    waits = gettext("for an answer") if item.paused else None
    due = due_clock(item.due_at, work.now, calendar, paused_reason=waits)
    name = gettext(kind.name)
    return Line(
        href=item.place,
        heading=item.title or name,
        kind=name if item.title else "",
        reference=item.reference,
        needs=waited(item.paused_at, work.now, calendar) if item.paused_at else _needs(kind, item),
        why=_why(item),
        clock=clock(due),
        row_class=row_class(due),
        danger=item.danger,
        restricted=tag("restricted") if item.restricted else Markup(),
    )


def _needs(kind: Kind, item: Item) -> str:
    return gettext(kind.needs) % {"amount": f"{item.amount:,}"}


def _why(item: Item) -> str:
    kind = KINDS[item.task]
    if item.mine:
        return gettext(kind.why)
    said = gettext(kind.others)
    return f"{said}: {item.holder}" if item.holder else said
