"""What a council does without is in nobody's power there, whatever their role."""

from __future__ import annotations

import pytest

from commonground.platform.access import STAFF_ROLES, Action, Actor, decide
from commonground.platform.access.features import (
    ACTIONS,
    CLOCKS,
    OFF_AT_FIRST,
    START_SIMPLE,
    WORDS,
    Feature,
    actions_of,
    clocks_of,
)
from commonground.platform.calendar import TIMERS, Origin


@pytest.mark.parametrize("feature", Feature, ids=str)
def test_a_feature_that_is_off_takes_its_actions_from_everybody_and_no_other(feature: Feature) -> None:
    without = actions_of([feature.value])
    assert without == ACTIONS[feature]
    for role in STAFF_ROLES:
        before = {action for action in Action if decide(Actor(roles=frozenset({role})), action)}
        after = {action for action in Action if decide(Actor(roles=frozenset({role}), without=without), action)}
        assert after == before - without


def test_every_feature_is_somebodys_and_has_words() -> None:
    for feature in Feature:
        assert WORDS[feature][0]
        acts = any(decide(Actor(roles=frozenset(STAFF_ROLES)), action) for action in ACTIONS[feature])
        assert acts != (feature in CLOCKS), "it is an action or a clock"
    assert set(START_SIMPLE) <= {feature.value for feature in Feature}


def test_a_clock_runs_where_it_is_switched_on_and_it_is_one_that_we_suggest() -> None:
    assert clocks_of(OFF_AT_FIRST) == frozenset()
    assert clocks_of(["break_glass"]) == set(CLOCKS.values())
    assert {TIMERS[code].origin for code in CLOCKS.values()} == {Origin.SUGGESTION}
    assert set(OFF_AT_FIRST) <= set(START_SIMPLE)


def test_codes_that_nobody_knows_take_nothing_away() -> None:
    assert actions_of(["gone"]) == frozenset()
