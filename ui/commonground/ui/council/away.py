"""Who is away, on the page of teams: beside each person, and the days on which nobody is left to screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.platform.access import ROLES, Action, Role
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.councils.teams import FRONT_DOOR, Member, TeamList
from commonground.platform.cover.rules import Days, left_alone, may_record
from commonground.platform.cover.service import Absence, people_in, today_of
from commonground.platform.work import Work
from commonground.ui.away.words import by_person
from commonground.ui.shell.dates import weekday_day
from commonground.ui.shell.i18n import gettext

MOST_DAYS: Final = 5
_SCREENS: Final = frozenset(role.value for role in Role if ROLES[role].reach(Action.SCREEN_REFERRAL))


@dataclass(frozen=True, slots=True)
class Away:
    """`words` and `left_alone` (teams, with days) are by id; `may`: whose absence the reader may record."""

    words: Mapping[UUID, list[str]]
    may: frozenset[UUID]
    left_alone: Mapping[UUID, str]


def away_of(work: Work, lists: Sequence[TeamList], found: Sequence[Absence]) -> Away:
    away: dict[UUID, list[Days]] = {}
    for absence in found:
        away.setdefault(absence.staff_id, []).append(absence.days)
    may = frozenset(each.id for each in people_in(lists).values() if may_record(work.actor, each))
    doors = [team for team in lists if team.kind == FRONT_DOOR and team.id is not None]
    alone = {team.id: _left_alone(work, team, away) for team in doors if team.id is not None}
    return Away(by_person(found, today_of(work)), may, {team: days for team, days in alone.items() if days})


def _left_alone(work: Work, team: TeamList, away: Mapping[UUID, Sequence[Days]]) -> str:
    """The days in words; nothing where somebody who may screen is there on each of them."""
    able = [member.id for member in team.members if _may_screen(member)]
    days = left_alone(able, away, calendar_of(work.actor), today_of(work))
    words = ", ".join(weekday_day(day) for day in days[:MOST_DAYS])
    more = len(days) - MOST_DAYS
    return gettext("%(days)s, and %(more)s more") % {"days": words, "more": more} if more > 0 else words


def _may_screen(member: Member) -> bool:
    return not _SCREENS.isdisjoint(member.roles)
