"""What the page about somebody's absences shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from commonground.platform.access import Actor
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.cover.service import Standing
from commonground.ui.away.words import away_words, when_words
from commonground.ui.shell.i18n import ngettext


@dataclass(frozen=True, slots=True)
class Line:
    """One absence; `days` counts the council's working days in it."""

    id: UUID
    words: str
    days: str
    runs: bool


@dataclass(frozen=True, slots=True)
class AwayView:
    """`covered`: for whom this person covers, in words. `changes`: the absence that the form is about."""

    id: UUID
    name: str
    oneself: bool
    lines: tuple[Line, ...]
    covered: tuple[str, ...]
    changes: UUID | None
    could: bool

    @property
    def to(self) -> str:
        """Where the form goes."""
        return f"/away/{self.id}" if self.changes is None else f"/away/change/{self.changes}"


def away_view(standing: Standing, actor: Actor, today: date, changes: UUID | None = None) -> AwayView:
    person, calendar = standing.person, calendar_of(actor)
    lines = tuple(
        Line(each.id, away_words(each, today), _counted(each.days.working_days(calendar)), today in each.days)
        for each in standing.own
    )
    covered = tuple(f"{standing.names[each.staff_id]}: {when_words(each, today)}" for each in standing.covered)
    oneself = person.id == actor.staff_id
    return AwayView(person.id, person.name, oneself, lines, covered, changes, bool(standing.could))


def _counted(days: int) -> str:
    return ngettext("%(num)d working day", "%(num)d working days", days) % {"num": days}
