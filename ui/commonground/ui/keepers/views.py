"""What these pages show: references and kinds. No word of any record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from commonground.platform.access import Action, Actor, reach_of
from commonground.platform.calendar import due_clock
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.references import ReferenceKind, reference_kind
from commonground.tenants.keepers.queries import MOST, Alone
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.marks import clock, row_class

HERE: Final = "/keepers"
FOLDERS: Final = {ReferenceKind.REFERRAL: "/referrals", ReferenceKind.CONTEXT: "/contexts"}
_KINDS: Final = {ReferenceKind.REFERRAL: lazy("Referral"), ReferenceKind.CONTEXT: lazy("Context")}


@dataclass(frozen=True, slots=True)
class AloneLine:
    """`href`: where somebody is named. `state` and `clock` are of an open referral, empty of whatever else."""

    reference: str
    kind: str
    href: str
    danger: bool
    state: str
    clock: Markup
    row_class: str


@dataclass(frozen=True, slots=True)
class AloneView:
    """`cut`: that there are more."""

    lines: tuple[AloneLine, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class NameView:
    """`nobody`: there is nobody who could be named."""

    reference: str
    here: str
    nobody: bool


def alone_view(found: Sequence[Alone], actor: Actor, now: datetime) -> AloneView:
    cut = gettext("Only the first %(count)s are shown.") % {"count": MOST} if len(found) > MOST else ""
    return AloneView(tuple(_line(each, actor, now) for each in found[:MOST]), cut)


def _line(each: Alone, actor: Actor, now: datetime) -> AloneLine:
    """Why a clock stands still is not theirs to know."""
    due = due_clock(each.due_at, now, calendar_of(actor), paused_reason="" if each.paused else None)
    opened = each.due_at is not None
    return AloneLine(
        each.reference,
        str(_KINDS[reference_kind(each.reference)]),
        address(each.reference),
        danger=each.danger,
        state=gettext("Still open") if opened else "",
        clock=clock(due) if opened else Markup(),
        row_class=row_class(due) if opened else "",
    )


def address(reference: str) -> str:
    """The page on which somebody is named."""
    return f"{FOLDERS[reference_kind(reference)]}/{reference}/keeper"


def address_for(actor: Actor, reference: str) -> str:
    """The same; empty for those who name nobody."""
    return address(reference) if reach_of(actor, Action.NAME_KEEPER) is not None else ""
