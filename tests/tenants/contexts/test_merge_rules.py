"""When one context may go into another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from commonground.platform.refusals import IncompleteError
from commonground.tenants.contexts.merge_rules import Standing, check_merge

TEAM, OTHER_TEAM, ANN, BEN = (UUID(int=number) for number in range(1, 5))
ONE = Standing("place", TEAM, restricted=False, named=frozenset(), partners=False)


def test_two_that_the_same_people_can_open_may_be_put_together() -> None:
    check_merge(ONE, ONE)
    closed_off = replace(ONE, restricted=True, named=frozenset({ANN}))
    check_merge(closed_off, closed_off)
    check_merge(replace(ONE, named=frozenset({ANN})), ONE)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "group"}, "different kinds"),
        ({"team_id": OTHER_TEAM}, "Another team holds"),
        ({"restricted": True, "named": frozenset({ANN})}, "not open to the same people"),
        ({"partners": True}, "A partner is let in"),
    ],
)
@pytest.mark.parametrize("way", [1, -1])
def test_what_would_widen_or_lose_something_is_refused(changed: dict[str, Any], words: str, way: int) -> None:
    with pytest.raises(IncompleteError, match=words) as refused:
        check_merge(*(ONE, replace(ONE, **changed))[::way])
    assert {problem.field for problem in refused.value.problems} == {"into"}


def test_what_is_worked_on_does_not_go_out_of_sight_with_a_closed_one() -> None:
    closed = replace(ONE, closed=True)
    with pytest.raises(IncompleteError, match="That one is closed"):
        check_merge(ONE, closed)
    check_merge(closed, ONE)
    check_merge(closed, closed)


def test_two_circles_that_differ_by_one_are_refused() -> None:
    one, two = (replace(ONE, restricted=True, named=frozenset(each)) for each in ({ANN}, {ANN, BEN}))
    for pair in ((one, two), (two, one)):
        with pytest.raises(IncompleteError, match="not open to the same people"):
            check_merge(*pair)
