"""Figures of the whole council: whoever takes from them what one team knows exactly gets no small number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from commonground.tenants.figures.counts import (
    AND,
    RECEIVED,
    TOGETHER,
    Rows,
    as_they_are,
    held_back,
    held_back_from_each,
    volumes_held_back,
)
from commonground.tenants.figures.suppression import SMALL, Split, divided, is_small
from commonground.tenants.figures.types import Counted, Quarter

TEAMS = ["front", "north", "south", "west"]
CODES = ["a", "b", "c", "d", "e"]
LAST = Quarter.of(date(2026, 8, 1))
Cells = Mapping[tuple[str, str], int]


@st.composite
def tables(draw: st.DrawFn) -> Cells:
    """How many of each code each of one to four teams has; now and then many, oftener few or none."""
    teams = TEAMS[: draw(st.integers(1, 4))]
    count = st.one_of(st.just(0), st.integers(0, 7), st.integers(0, 40))
    return {(team, code): draw(count) for team in teams for code in CODES[: draw(st.integers(1, 5))]}


def rows_of(cells: Cells, *divisions: Counted) -> Rows:
    each = divisions or (Counted.SOURCE, Counted.MONTH, Counted.OUTCOME, Counted.FEEDBACK, Counted.WHY_NOT_TOLD)
    counted = [(what, code, team, many, "") for what in each for (team, code), many in cells.items() if many]
    came = [(RECEIVED, LAST.code, team, many, "") for (team, _), many in cells.items() if many]
    by_team = [(Counted.TEAM, team, team, many, "") for (team, _), many in cells.items() if many]
    return [*counted, *came, *by_team]


def sums(cells: Cells, teams: Iterable[str], *, but: str = "") -> dict[str, int]:
    counts = dict.fromkeys([code for _, code in cells], 0)
    for (team, code), many in cells.items():
        counts[code] += many if team in teams and team != but else 0
    return counts


def can_be(unknown: Mapping[str, int], left: int, code: str, least: Mapping[str, int]) -> set[int]:
    """What one of several unknown numbers can be, whose sum is known, and below which none of them is."""
    others = sum(least[each] for each in unknown if each != code)
    if len(unknown) == 1:
        return {left}
    return set(range(least[code], left - others + 1))


@given(tables())
def test_nobody_works_a_small_rest_out(cells: Cells) -> None:
    """By cell, by total, or by what the other cells leave of the total; with and without the team’s own page of the
    others."""
    split = held_back_from_each(rows_of(cells))[Counted.SOURCE]
    teams = {team for team, _ in cells}
    for team in teams:
        own, rest = sums(cells, {team}), sums(cells, teams, but=team)
        beside = divided(rest)
        if split.total is None:
            continue
        assert not is_small(split.total - sum(own.values()))
        if split.parts is None:
            continue
        shown = {code: count for code, count in split.parts.items() if count is not None}
        assert not any(is_small(count - own[code]) for code, count in shown.items())
        for known in (shown, {**shown, **_shown(beside)}):
            unknown = {code: count for code, count in rest.items() if code in split.parts and code not in known}
            left = sum(unknown.values())
            for code in filter(lambda code: is_small(rest[code]), unknown):
                least = {each: int(known is not shown or own[each] == 0) for each in unknown}
                assert set(range(1, SMALL + 1)) <= can_be(unknown, left, code, least), (team, code)


def _shown(split: Split) -> dict[str, int]:
    return {code: count for code, count in (split.parts or {}).items() if count is not None}


@given(tables())
def test_nothing_is_shown_of_all_that_a_team_is_not_shown_of_the_others(cells: Cells) -> None:
    rows = rows_of(cells, *(each for each in Counted if each not in (Counted.REPEAT, Counted.HEARD)))
    everybody = held_back_from_each(rows)
    for team in {team for team, _ in cells}:
        own, others = as_they_are([row for row in rows if row[2] == team]), held_back([r for r in rows if r[2] != team])
        for counted in own.keys() & everybody.keys():
            split = everybody[counted]
            assert split.total is None or others[counted].total == split.total - (own[counted].total or 0)
            for code, count in (split.parts or {}).items():
                mine = (own[counted].parts or {}).get(code) or 0
                assert count is None or (others[counted].parts or {}).get(code, 0) == count - mine


@given(tables())
def test_a_quarter_of_which_few_are_left_is_not_counted(cells: Cells) -> None:
    shown = volumes_held_back(rows_of(cells), LAST, from_each=True)[0].received
    teams = {team for team, _ in cells}
    rests = [sum(sums(cells, teams, but=team).values()) for team in ("", *teams)]
    assert shown == (None if any(map(is_small, rests)) else rests[0])


def test_what_one_team_would_be_left_with_is_held_back() -> None:
    cells = {("front", "a"): 20, ("front", "b"): 9, ("north", "a"): 2, ("north", "b"): 8}
    assert held_back(rows_of(cells))[Counted.SOURCE] == Split(39, {"a": 22, "b": 17}), "the front door had 20 of a"
    assert held_back_from_each(rows_of(cells))[Counted.SOURCE] == Split(39, {"a": None, "b": None})


def test_what_is_left_for_somebody_in_two_teams_is_held_back_as_well() -> None:
    cells = {("front", "a"): 20, ("north", "a"): 8, ("south", "a"): 2}
    rows = rows_of(cells)
    assert held_back_from_each(rows)[Counted.SOURCE] == Split(30, {"a": 30})
    both = (TOGETHER, AND.join(("front", "north")), "", 0, "")
    assert held_back_from_each([*rows, both])[Counted.SOURCE] == Split(None, None)


def test_one_team_alone_leaves_nothing() -> None:
    assert held_back_from_each(rows_of({("front", "a"): 20, ("front", "b"): 9}))[Counted.SOURCE].total == 29


def test_a_context_comes_up_with_several_teams_as_often_as_with_all_of_them() -> None:
    rows = [(Counted.REPEAT, said, "", many, "") for said, many in (("front:1,north:1", 8), ("front:1", 9))]
    assert held_back(rows)[Counted.REPEAT] == Split(17, {"2": 8, "1": 9})
    assert held_back_from_each(rows)[Counted.REPEAT] == Split(17, {"2": 8, "1": 9}), "without one, each came up once"
    assert held_back_from_each([*rows, (Counted.MONTH, "07", "front", 1, "")])[Counted.REPEAT].total == 17


def test_how_many_came_with_an_earlier_tracker_is_no_difference_of_two_totals() -> None:
    rows = [(Counted.OUTCOME, "advice", "front", 23, ""), (Counted.TIME, "1", "front", 20, "")]
    assert held_back(rows)[Counted.TIME] == held_back(rows)[Counted.CLOCK] == Split(None, None)
    assert held_back([rows[0], (Counted.TIME, "1", "front", 17, "")])[Counted.TIME] == Split(17, {"1": 17})
