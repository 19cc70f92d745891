"""The figures of a quarter, as far as this reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from commonground.platform.access import Action, Actor, reach_of
from commonground.platform.work import Work
from commonground.tenants.figures.queries import DECIDED, RECEIVED, counting, places
from commonground.tenants.figures.suppression import Split, divided, overlapping, plain, shown
from commonground.tenants.figures.types import (
    QUARTERS_SHOWN,
    Counted,
    Figures,
    Place,
    Quarter,
    Volume,
    Whose,
)

FOR_ITS_TEAM: Final = frozenset({Counted.TOLD_BY_TEAM, Counted.NOT_TOLD_BY_TEAM})
"""Divisions that nobody else is shown."""
_Counts = dict[str, dict[str, int]]
_Rows = Sequence[tuple[str, str, int, str] | Any]


def own_teams(actor: Actor) -> frozenset[UUID]:
    """The teams whose numbers this reader sees as they are: their own, if they may open what it holds."""
    return frozenset(actor.team_ids) if reach_of(actor, Action.READ_REFERRAL) else frozenset()


async def count(work: Work, whose: Whose, quarter: Quarter, team: UUID | None = None) -> Figures:
    """Of the reader’s own teams as they are, or of one of them; of all the others with small numbers held back.

    Own teams are no part of what is shown beside them, so that nobody can take the one from the other."""
    teams = own_teams(work.actor)
    ours = whose is Whose.OURS
    one = team if ours and team in teams else None
    rows: _Rows = await work.mine.rows(counting(whose, teams, quarter, one))
    names = {row[1]: row[3] for row in rows if row[0] == "name_of"}
    counts = _gathered(rows)
    again = await work.mine.rows(places(work.actor, [one] if one else teams, quarter)) if ours else ()
    return Figures(
        quarter, whose, _splits(counts, small=ours), _volumes(counts, quarter, small=ours), names,
        tuple(Place(row.reference, row.name, row.contacts) for row in again), str(one or ""),
    )  # fmt: skip  # one thing beside the other


def _gathered(rows: _Rows) -> _Counts:
    counts: _Counts = {}
    for row in rows:
        if row[0] != "name_of":
            counts.setdefault(row[0], {})[row[1]] = row[2]
    return counts


def _splits(counts: _Counts, *, small: bool) -> dict[Counted, Split]:
    """Every division. Where it is not told how many were answered, why not is not told either; and which team answered
    is for the team alone: beside what each team holds, it would give away the small ones of a quarter in which what
    came in was decided as well."""
    split: Callable[[Mapping[str, int]], Split] = plain if small else divided
    splits: dict[Counted, Split] = {each: split(counts.get(each, {})) for each in Counted}
    # One report can name several harms: they are so many of the reports, and not of each other.
    reports = sum(counts.get(Counted.MONTH, {}).values())
    splits[Counted.HARM] = (plain if small else overlapping)(counts.get(Counted.HARM, {}), reports)
    if small:
        return {counted: each for counted, each in splits.items() if counted is not Counted.HEARD}
    feedback = splits[Counted.FEEDBACK].parts
    if feedback is None or None in feedback.values():
        splits[Counted.WHY_NOT_TOLD] = Split(None, None)
    return {counted: each for counted, each in splits.items() if counted not in FOR_ITS_TEAM}


def _volumes(counts: _Counts, last: Quarter, *, small: bool) -> tuple[Volume, ...]:
    def of(what: str, quarter: Quarter) -> int | None:
        found = counts.get(what, {}).get(quarter.code, 0)
        return found if small else shown(found)

    back = [last.back(steps) for steps in range(QUARTERS_SHOWN)]
    return tuple(Volume(each, of(RECEIVED, each), of(DECIDED, each)) for each in back)
