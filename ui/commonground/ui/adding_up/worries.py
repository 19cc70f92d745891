"""Several open worries about what may be one place or school, as they are said: whose they are, and who could lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.tenants.adding_up.rules import in_teams, proposed
from commonground.tenants.adding_up.types import Worry
from commonground.ui.shell.i18n import gettext, ngettext


@dataclass(frozen=True, slots=True)
class WorryLine:
    name: str
    href: str
    said: str
    here: bool


@dataclass(frozen=True, slots=True)
class WorriesView:
    """`proposal`: who could lead, where several teams have them."""

    lines: tuple[WorryLine, ...]
    proposal: str


def worries_view(worries: Sequence[Worry], here: str = "") -> WorriesView | None:
    """`here`: the reference of the record on whose page they stand."""
    if not worries:
        return None
    return WorriesView(tuple(_line(each, here) for each in worries), _proposal(worries) if in_teams(worries) else "")


def _line(each: Worry, here: str) -> WorryLine:
    lead = gettext("lead: %(name)s") % {"name": each.lead or gettext("nobody yet")}
    return WorryLine(
        name=each.name,
        href=f"/{'contexts' if each.is_context else 'referrals'}/{each.reference}",
        said=", ".join((each.team, lead, _known(each))),
        here=each.reference == here,
    )


def _known(each: Worry) -> str:
    if not each.is_context:
        return gettext("not decided yet")
    return ngettext("%(n)s contact", "%(n)s contacts", each.contacts) % {"n": each.contacts}


def _proposal(worries: Sequence[Worry]) -> str:
    best = proposed(worries)
    if best is None:
        return ""
    said = gettext("One lead for all of them: we propose %(who)s, %(team)s, where most is known. You decide.")
    return said % {"who": best.lead, "team": best.team}
