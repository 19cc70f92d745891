"""Relay, worker, web and database killed while 2,000 notifications are outstanding. Fifty times: `make prove`."""

from __future__ import annotations

import random

import pytest

from commonground.infra.drill.kills import OUTSTANDING, VICTIMS, drill
from commonground.infra.prove.notification_kills import MOST_UNMARKED
from figures import Figure

KILLS = 5


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_told_twice(figure: Figure) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    outcome = drill(KILLS, seed, print)
    figure(f"kills with at least {outcome.least_outstanding:,} notifications outstanding (seed {seed})", KILLS)
    figure("of their notifications told", outcome.tally.expected)
    figure("lost", outcome.tally.lost)
    figure("told twice", outcome.tally.doubled)
    figure("milliseconds until everything outstanding was told, slowest", int(max(outcome.recoveries) * 1000))
    assert {kill.victim for kill in outcome.kills} == set(VICTIMS)
    assert outcome.least_outstanding >= OUTSTANDING
    assert outcome.acknowledged > 0
    assert (outcome.tally.lost, outcome.tally.doubled) == (0, 0)
    figure("of their mails sent", outcome.mails.expected)
    figure("of them again, since their sender died before it could mark them", outcome.mails.caught)
    assert outcome.mails.expected >= OUTSTANDING
    assert outcome.mails.most_unmarked <= MOST_UNMARKED
    assert (outcome.mails.lost, outcome.mails.stray, outcome.mails.again_otherwise) == (0, 0, 0)
