"""What was counted, team by team, and as much of it as its reader may see. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import Any, Final

from commonground.tenants.figures.suppression import Split, both, divided, is_small, overlapping, plain
from commonground.tenants.figures.types import QUARTERS_SHOWN, Counted, Quarter, Volume

RECEIVED: Final = "received"
DECIDED: Final = "decided"
NAME_OF: Final = "name_of"
TOGETHER: Final = "together"
AND: Final = ","
TIMES: Final = ":"
FOR_ITS_TEAM: Final = frozenset({Counted.TOLD_BY_TEAM, Counted.NOT_TOLD_BY_TEAM})
"""Divisions that nobody else is shown."""
Rows = Sequence[tuple[str, str, str, int, str] | Any]
"""(what, code, team, how many, words): what is a `Counted`, or a volume with its quarter; a team’s name; or teams that
somebody has together."""
_REPEATS: Final = (1, 2, 5)
_Counts = Mapping[str, Mapping[str, int]]
_NONE: Final = Split(None, None)


def as_they_are(rows: Rows) -> dict[Counted, Split]:
    """Every division, for the teams whose work it is."""
    counts = _gathered(rows)
    splits: dict[Counted, Split] = {each: plain(counts.get(each, {})) for each in Counted if each is not Counted.HEARD}
    # One report can name several harms: they are so many of the reports, and not of each other.
    splits[Counted.HARM] = plain(counts.get(Counted.HARM, {}), _reports(counts))
    return splits


def held_back(rows: Rows) -> dict[Counted, Split]:
    """Every division that others are shown, with small numbers held back."""
    return _held_back(_gathered(rows))


def held_back_from_each(rows: Rows) -> dict[Counted, Split]:
    """As `held_back`, for whoever reads of the whole council. What each team’s people would be left with, once they
    take from it what they know, is no more than what they may be shown of the others."""
    return reduce(_both, (_held_back(counts) for counts in _with_each_left_out(rows)))


def volumes(rows: Rows, last: Quarter) -> tuple[Volume, ...]:
    return _volumes([_gathered(rows)], last, small=True)


def volumes_held_back(rows: Rows, last: Quarter, *, from_each: bool) -> tuple[Volume, ...]:
    """`from_each` as in `held_back_from_each`."""
    return _volumes([*_with_each_left_out(rows)] if from_each else [_gathered(rows)], last, small=False)


def _with_each_left_out(rows: Rows) -> Iterator[_Counts]:
    """The counts of all, and of all but what somebody knows as it is: a team’s, or those of several that one person
    has."""
    teams = {frozenset({row[2]}) for row in rows if row[2]}
    together = {frozenset(row[1].split(AND)) for row in rows if row[0] == TOGETHER}
    return (_gathered(rows, known) for known in chain([frozenset[str]()], sorted(teams | together, key=sorted)))


def _gathered(rows: Rows, without: Collection[str] = ()) -> _Counts:
    counts: dict[str, dict[str, int]] = {}
    for what, said, team, many, _ in rows:
        code = _how_often(said, without) if what == Counted.REPEAT else said
        if what in (NAME_OF, TOGETHER) or team in without or code is None:
            continue
        codes = counts.setdefault(what, {})
        codes[code] = codes.get(code, 0) + many
    return counts


def _how_often(said: str, without: Collection[str]) -> str | None:
    """How often a context came up with the other teams, as a code; None where it did not."""
    each = (part.split(TIMES) for part in said.split(AND))
    times = sum(int(count) for team, count in each if team not in without)
    return next((str(most) for most in _REPEATS if times <= most), "more") if times else None


def _held_back(counts: _Counts) -> dict[Counted, Split]:
    """Where it is not told how many were answered, why not is not told either; and which team answered is for the team
    alone: beside what each team holds, it would give away the small ones of a quarter in which what came in was decided
    as well."""
    splits: dict[Counted, Split] = {each: divided(counts.get(each, {})) for each in Counted if each not in FOR_ITS_TEAM}
    splits[Counted.HARM] = overlapping(counts.get(Counted.HARM, {}), _reports(counts))
    feedback = splits[Counted.FEEDBACK].parts
    if feedback is None or None in feedback.values():
        splits[Counted.WHY_NOT_TOLD] = _NONE
    if is_small(_all_of(counts, Counted.OUTCOME) - _all_of(counts, Counted.TIME)):
        # One total less the other would tell how many came with an earlier tracker, whose days are not counted.
        splits[Counted.TIME] = splits[Counted.CLOCK] = _NONE
    return splits


def _both(one: Mapping[Counted, Split], other: Mapping[Counted, Split]) -> dict[Counted, Split]:
    return {counted: both(split, other[counted]) for counted, split in one.items()}


def _reports(counts: _Counts) -> int:
    return _all_of(counts, Counted.MONTH)


def _all_of(counts: _Counts, what: str) -> int:
    return sum(counts.get(what, {}).values())


def _volumes(ways: Sequence[_Counts], last: Quarter, *, small: bool) -> tuple[Volume, ...]:
    def of(what: str, quarter: Quarter) -> int | None:
        found = [counts.get(what, {}).get(quarter.code, 0) for counts in ways]
        return found[0] if small or not _any_small(found) else None

    back = [last.back(steps) for steps in range(QUARTERS_SHOWN)]
    return tuple(Volume(each, of(RECEIVED, each), of(DECIDED, each)) for each in back)


def _any_small(found: Iterable[int]) -> bool:
    return any(is_small(count) for count in found)
