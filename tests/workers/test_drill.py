"""The drill's own arithmetic: it has to see a loss and a doubling when there is one."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from commonground.infra.drill.kills import Kill, Outcome
from commonground.infra.drill.lists import Tally
from commonground.infra.prove.notification_kills import figures

PARK, SCHOOL = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("found", "unread", "lost", "doubled"),
    [
        ({PARK: 2, SCHOOL: 1}, 3, 0, 0),
        ({PARK: 1, SCHOOL: 1}, 2, 2, 0),  # missing from the list and from the count
        ({PARK: 2, SCHOOL: 2}, 4, 0, 2),
        ({PARK: 3}, 3, 1, 1),  # one instead of another
        ({PARK: 2, SCHOOL: 1}, 4, 0, 1),  # the count beside the bell says more than the list
        ({}, 0, 6, 0),
    ],
)
def test_a_list_is_compared_with_what_committed(found: dict[UUID, int], unread: int, lost: int, doubled: int) -> None:
    tally = Tally()
    tally.compare(Counter({PARK: 2, SCHOOL: 1}), Counter(found), unread)
    assert (tally.expected, tally.lost, tally.doubled) == (3, lost, doubled)


def test_its_figures() -> None:
    kills = [Kill("worker", 2_400, float(seconds)) for seconds in range(1, 21)]
    outcome = Outcome(kills, acknowledged=9, tally=Tally(expected=9_000, lost=1))
    found = {measure.name: (measure.value, measure.holds) for measure in figures(outcome)}
    assert found == {
        "notification-kills-lost": (1, False),
        "notification-kills-told-twice": (0, True),
        "notification-kills-recovery-p95": (20.0, False),
        "notification-kills-least-outstanding": (2_400, True),
        "notification-kills-told": (9_000, True),
    }
