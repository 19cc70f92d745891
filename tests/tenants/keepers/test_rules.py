"""When a restricted record has nobody left, and who can be named on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from commonground.platform.access import Held, Role
from commonground.platform.access.decide import BrokenGlass
from commonground.platform.refusals import IncompleteError
from commonground.tenants.contexts.colleagues import Colleague, House, TeamName
from commonground.tenants.keepers.rules import check_keeper, check_reason, nobody_left, who_could_keep

OWN, OTHER, THIRD = (TeamName(UUID(int=n), f"Team {n}", "locality") for n in (1, 2, 3))


def colleague(number: int, *teams: TeamName, role: Role = Role.TEAM_MANAGER) -> Colleague:
    return Colleague(UUID(int=number), f"Person {number}", frozenset({role}), teams)


JOAN, TOM = colleague(10, OWN), colleague(11, OTHER)
PRIYA = colleague(12, OWN, role=Role.PRACTITIONER)
HOUSE = House((OWN, OTHER, THIRD), (JOAN, TOM, PRIYA))
HELD = Held(OWN.id, PRIYA.id, restricted=True, named=frozenset({UUID(int=99), PRIYA.id}))


def test_nobody_is_left_where_no_named_person_of_the_house_can_restrict_it() -> None:
    assert nobody_left(HOUSE, HELD)
    assert not nobody_left(HOUSE, replace(HELD, named=HELD.named | {TOM.id}))
    assert not nobody_left(HOUSE, replace(HELD, restricted=False)), "it is open to its team"
    assert not nobody_left(House((), ()), replace(HELD, restricted=False)), "nothing hides it"


def test_whoever_broke_the_glass_looks_after_nothing() -> None:
    glass = {JOAN.id: BrokenGlass(UUID(int=3), datetime(2026, 11, 27, 12, tzinfo=UTC))}
    assert nobody_left(HOUSE, replace(HELD, broken=glass))


def test_managers_of_its_team_come_first_and_others_only_where_it_has_none() -> None:
    assert who_could_keep(HOUSE, HELD, None) == (JOAN,)
    assert who_could_keep(HOUSE, replace(HELD, team_id=THIRD.id), None) == (JOAN, TOM)
    assert who_could_keep(HOUSE, HELD, JOAN.id) == (TOM,), "never whoever names"
    assert who_could_keep(House(HOUSE.teams, (PRIYA,)), HELD, None) == ()


def test_one_of_them_is_chosen_with_a_reason() -> None:
    assert check_keeper((JOAN, TOM), TOM.id) is TOM
    for nobody in (None, PRIYA.id):
        with pytest.raises(IncompleteError) as refused:
            check_keeper((JOAN, TOM), nobody)
        assert [each.field for each in refused.value.problems] == ["keeper"]
    assert check_reason(" Joan has left ") == "Joan has left"
    assert check_reason("x" * 1_000)
    for words in (" ", "x" * 1_001):
        with pytest.raises(IncompleteError) as refused:
            check_reason(words)
        assert [each.field for each in refused.value.problems] == ["reason"]
