"""How actions are listed on a context and in somebody's own work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.tenants.actions.queries import ActionLine
from commonground.tenants.actions.rules import ActionStatus, is_overdue
from commonground.ui.shell.dates import short_day
from commonground.ui.shell.i18n import gettext


@dataclass(frozen=True, slots=True)
class ActionRow:
    """`href`: where it is settled, for whoever may; empty for what is over."""

    what: str
    who: str
    due: str
    state: str
    late: bool
    reason: str
    href: str


@dataclass(frozen=True, slots=True)
class MineRow:
    """`whose`: who was to do it and has `left`, or can work on it no more; empty for what is one's own."""

    what: str
    href: str
    where: str
    due: str
    late: bool
    whose: str
    left: bool


@dataclass(frozen=True, slots=True)
class ActionFormView:
    reference: str
    name: str
    heading: str
    action: str
    button: str
    what: str = ""
    conflict: str = ""
    kept: bool = False


def action_rows(lines: Sequence[ActionLine], base: str, today: date, *, change: bool) -> tuple[ActionRow, ...]:
    return tuple(_row(each, base, today, change=change) for each in lines)


def _row(each: ActionLine, base: str, today: date, *, change: bool) -> ActionRow:
    is_open = each.status is ActionStatus.OPEN
    late = is_open and is_overdue(each.due_on, today)
    href = f"{base}/actions/{each.id}" if change and is_open else ""
    return ActionRow(each.what, who_words(each), short_day(each.due_on), _state(each, late), late, each.reason, href)


def who_words(each: ActionLine) -> str:
    """“Priya Raman”, “Priya Raman, who has left”."""
    if each.out_of_reach:
        return gettext("%(who)s, who can’t work on it any more") % {"who": each.owner}
    return gettext("%(who)s, who has left") % {"who": each.owner} if each.gone else each.owner


def _state(each: ActionLine, late: bool) -> str:
    if each.status is ActionStatus.OPEN:
        return gettext("Overdue") if late else gettext("To do")
    return gettext("Done") if each.status is ActionStatus.DONE else gettext("Dropped")


def mine_rows(rows: Sequence[Any], today: date) -> list[MineRow]:
    return [
        MineRow(
            row.what,
            f"/contexts/{row.reference}#actions",
            row.name,
            short_day(row.due_on),
            is_overdue(row.due_on, today),
            row.whose,
            row.left,
        )
        for row in rows
    ]
