"""What the pages of the directory show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.platform.directory.types import Answer, Contact, ContactKind, CouncilCard, Found
from commonground.platform.listed import Listed
from commonground.ui.shell.i18n import gettext, lazy, ngettext
from commonground.ui.shell.lists import all_of, cut_off

PATH: Final = "/directory"
OURS: Final = f"{PATH}/ours"
CONTACTS: Final = f"{PATH}/contacts"
_CUT: Final = lazy("The first %(most)s by name are shown. Type a name to find another one.")
_ROUND: Final = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One council. `why`: of a postcode, why it stands here."""

    href: str
    name: str
    areas: str
    front_door: str
    out_of_hours: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class SearchView:
    """`said`: what the search says before its lines; `border`: that two councils are to be asked. `summary` is read
    out. `disputes`: where somebody of one of two councils asks the other whose it is, (address, name)."""

    words: str
    said: tuple[str, ...]
    border: str
    lines: tuple[Line, ...]
    summary: str
    disputes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CouncilView:
    """`may`: what may be done with them today; None of one's own council."""

    name: str
    facts: tuple[tuple[str, str], ...]
    desks: tuple[Contact, ...]
    teams: tuple[Contact, ...]
    may: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class FormView:
    heading: str
    action: str
    button: str
    end: str = ""
    conflict: str = ""


def line(council: CouncilCard, why: str = "") -> Line:
    href = f"{PATH}/councils/{council.slug}"
    phones = (council.front_door_phone, council.out_of_hours_phone)
    return Line(href, council.name, all_of(council.areas), *phones, why)


def first_view(found: Listed[CouncilCard]) -> SearchView:
    lines = tuple(line(each) for each in found)
    return SearchView("", (), "", lines, cut_off(_CUT, found) or _counted(len(lines)))


def found_view(words: str, found: Found, us: UUID | None = None) -> SearchView:
    """`us`: the council of whoever may ask another one whose something is."""
    lines = tuple(line(each.council, _why(each, found)) for each in found.answers)
    disputes = tuple(_disputes(found, us)) if found.is_border else ()
    return SearchView(words, tuple(_said(found)), _border(found), lines, _counted(len(lines)), disputes)


def _disputes(found: Found, us: UUID | None) -> Iterable[tuple[str, str]]:
    councils = [each.council for each in found.answers]
    if us in {each.id for each in councils}:
        yield from ((f"/disputes/new?council={each.slug}", each.name) for each in councils if each.id != us)


def _counted(count: int) -> str:
    return ngettext("%(n)s council", "%(n)s councils", count) % {"n": count}


def _why(answer: Answer, found: Found) -> str:
    if not found.postcode:
        return ""
    if not answer.metres:
        return gettext("It lies in their area")
    return gettext("Their area begins within about %(metres)s metres") % {"metres": _about(answer.metres)}


def _about(metres: int) -> int:
    """A postcode’s point is one of its houses: nearer than ten metres nobody knows."""
    return max(_ROUND, round(metres / _ROUND) * _ROUND)


def _said(found: Found) -> Iterable[str]:
    if not found.postcode:
        if found.more:
            yield gettext("There is more than is shown: type another word.")
        return
    place = {"postcode": found.postcode, "area": found.area}
    if not found.area:
        unknown = gettext("%(postcode)s is not found in the table of postcodes. Look whether it is written right.")
        yield unknown % place if found.knows else gettext("Not known: no table of postcodes has been set up here.")
        return
    yield gettext("%(postcode)s lies in %(area)s.") % place
    if not found.in_use:
        yield gettext("This postcode is no longer in use.")
    if not found.served:
        yield gettext("No council on this platform has that area.")


def _border(found: Found) -> str:
    if not found.is_border:
        return ""
    said = gettext("It is near a border: look at the address as well, and ask both sides.")
    if not found.near:
        return said
    return f"{said} " + gettext("Near it is %(areas)s too, of which no council is on this platform.") % {
        "areas": all_of(found.near)
    }


def council_view(council: CouncilCard, contacts: Sequence[Contact], may: tuple[str, ...] | None) -> CouncilView:
    facts = (
        (gettext("Areas"), all_of(council.areas)),
        (gettext("Front door"), council.front_door_phone),
        (gettext("Out of hours"), council.out_of_hours_phone),
        (gettext("Name in Welsh"), council.name_cy),
    )
    desks = tuple(each for each in contacts if each.kind is ContactKind.DESK)
    teams = tuple(each for each in contacts if each.kind is ContactKind.TEAM)
    return CouncilView(council.name, tuple(each for each in facts if each[1]), desks, teams, may)
