"""What the pages of saved views show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from commonground.platform.access import Actor
from commonground.platform.listed import Listed
from commonground.tenants.views.queries import Saved
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import cut_off
from commonground.ui.tracker.address import kept, write
from commonground.ui.tracker.filters import asks
from commonground.ui.tracker.saved import how_many


@dataclass(frozen=True, slots=True)
class ViewLine:
    id: UUID
    name: str
    href: str
    asks: str
    count: str
    mine: bool
    shared: str


@dataclass(frozen=True, slots=True)
class ListView:
    lines: tuple[ViewLine, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class FormView:
    """`id` is None for one that is not saved yet. `back`: the list as the view shows it."""

    id: UUID | None
    name: str
    asks: str
    back: str


def list_view(actor: Actor, found: Listed[Saved], numbers: Sequence[int] = ()) -> ListView:
    counts = [how_many(number) for number in numbers] or [""] * len(found)
    lines = (_line(actor, view, count) for view, count in zip(found, counts, strict=True))
    return ListView(tuple(lines), cut_off(lazy("The first %(most)s are shown."), found))


def _line(actor: Actor, view: Saved, count: str) -> ViewLine:
    mine, wanted = view.owner_id == actor.staff_id, kept(view.asked, view.id)
    return ViewLine(view.id, view.name, write(wanted), asks(wanted), count, mine, _shared(view, mine=mine))


def _shared(view: Saved, *, mine: bool) -> str:
    if view.team_id is None or view.shared_at is None:
        return gettext("Only you see it") if mine else ""
    since = {"who": view.owner, "team": view.team, "day": day(view.shared_at)}
    if mine:
        return gettext("You share it with %(team)s since %(day)s") % since
    return gettext("%(who)s shares it with %(team)s since %(day)s") % since
