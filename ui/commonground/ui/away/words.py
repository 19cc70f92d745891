"""Absences in words, wherever people are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from commonground.platform.cover.service import Absence
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext


def away_words(absence: Absence, today: date) -> str:
    """“Away until 3 December 2026; covered by Priya Raman”."""
    return f"{when_words(absence, today)}; {covered_words(absence)}"


def when_words(absence: Absence, today: date) -> str:
    """“Away until 3 December 2026”."""
    facts = {"first": day(absence.days.first), "last": day(absence.days.last)}
    words = gettext("Away until %(last)s") if today in absence.days else gettext("Away from %(first)s to %(last)s")
    return words % facts


def covered_words(absence: Absence) -> str:
    if not absence.covers:
        return gettext("nobody covers")
    return gettext("covered by %(who)s") % {"who": ", ".join(absence.covers.values())}


def by_person(absences: Iterable[Absence], today: date) -> Mapping[UUID, list[str]]:
    """What to say of each person who is away or going to be."""
    found: dict[UUID, list[str]] = {}
    for absence in absences:
        found.setdefault(absence.staff_id, []).append(away_words(absence, today))
    return found
