"""Which pathways are offered and suggested, and what must be so before one is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.timers import TIMERS, Origin
from commonground.platform.councils.types import Nation
from commonground.platform.refusals import IncompleteError
from commonground.tenants.pathways.ours import ours
from commonground.tenants.pathways.rules import (
    advise,
    check_offered,
    check_pathway,
    check_pathways,
    differs,
    due_of,
    kept,
    read,
    steps_after,
    timer_of,
)
from commonground.tenants.pathways.types import KINDS, MOST_STEPS, PathFacts, Pathway, Pathways, StepPlan
from commonground.tenants.referrals.errors import DecisionIncompleteError
from commonground.tenants.referrals.types import Outcome

PANEL, ADVICE, CONSULTATION = Outcome.PANEL, Outcome.ADVICE, Outcome.CONSULTATION


def _known(*pathways: Pathway) -> Pathways:
    return Pathways("place", 1, own=True, pathways=pathways)


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_ours_offer_every_outcome_once_and_can_be_kept(kind: str) -> None:
    known = ours(kind)
    assert sorted(known.offered) == sorted(Outcome)
    assert not known.own
    for each in known.pathways:
        assert check_pathway(each) == each


@pytest.mark.parametrize(
    ("asks", "facts", "fits"),
    [
        ({}, PathFacts(harms=frozenset({"cse"}), level="targeted", children="over_10"), False),
        ({"harms": ("cse", "cce")}, PathFacts(harms=frozenset({"cce"})), True),
        ({"harms": ("cse",)}, PathFacts(harms=frozenset({"cce"})), False),
        ({"levels": ("targeted",)}, PathFacts(level="targeted"), True),
        ({"levels": ("targeted",)}, PathFacts(), False),
        ({"children": 3}, PathFacts(children="3_5"), True),
        ({"children": 3}, PathFacts(children="over_10"), True),
        ({"children": 3}, PathFacts(children="1_2"), False),
        ({"children": 3}, PathFacts(children="not_sure"), False),
        ({"children": 3}, PathFacts(children="made up"), False),
        ({"children": 3, "harms": ("cse",)}, PathFacts(harms=frozenset({"cse"})), False),
        ({"children": 3, "harms": ("cse",)}, PathFacts(harms=frozenset({"cse"}), children="3_5"), True),
    ],
)
def test_all_that_it_asks_for_must_be_so(asks: dict[str, object], facts: PathFacts, fits: bool) -> None:
    found = advise(_known(replace(Pathway(outcome=PANEL), **asks)), facts)  # type: ignore[arg-type]  # a table of cases
    assert (found is not None) is fits


def test_at_most_one_is_suggested_the_first_that_is_offered_and_can_be_decided() -> None:
    facts = PathFacts(children="6_10")
    strategy = Pathway(outcome=Outcome.STRATEGY_DISCUSSION, children=1)
    known = _known(strategy, Pathway(outcome=PANEL, children=6, offered=False), Pathway(outcome=ADVICE, children=3))
    first = advise(known, facts)
    assert first is not None
    assert first.pathway is strategy
    without = advise(known, facts, frozenset(Outcome) - {Outcome.STRATEGY_DISCUSSION})
    assert without is not None
    assert without.pathway.outcome is ADVICE


@pytest.mark.parametrize("kind", [*KINDS, ""])
def test_significant_harm_is_suggested_a_strategy_discussion_however_many_children_there_are(kind: str) -> None:
    found = advise(ours(kind), PathFacts(level="statutory", children="3_5", harms=frozenset({"cce"})))
    assert found is not None
    assert found.pathway.outcome is Outcome.STRATEGY_DISCUSSION


def test_what_is_not_offered_cannot_be_decided() -> None:
    known = _known(Pathway(outcome=PANEL, offered=False), Pathway(outcome=ADVICE))
    check_offered(known, ADVICE)
    with pytest.raises(DecisionIncompleteError) as refused:
        check_offered(known, PANEL)
    assert [each.field for each in refused.value.problems] == ["outcome"]


def test_something_stays_offered() -> None:
    with pytest.raises(IncompleteError):
        check_pathways([Pathway(outcome=each, offered=False) for each in Outcome])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"when": "x" * 301}, "when"),
        ({"harms": ("made up",)}, "harms"),
        ({"levels": ("made up",)}, "levels"),
        ({"refer_on": ("made up",)}, "refer_on"),
        ({"children": 2}, "children"),
        ({"days": 5}, "days"),
        ({"outcome": CONSULTATION, "days": 4}, "days"),
        ({"steps": (StepPlan(" ", 5),)}, "step_1"),
        ({"steps": (StepPlan("x" * 161, 5),)}, "step_1"),
        ({"steps": (StepPlan("Ring them", 5), StepPlan("Ring them", 4))}, "days_2"),
        ({"steps": (StepPlan("Ring them", 5, "nobody"),)}, "who_1"),
        ({"steps": (StepPlan("Ring them", 5),) * (MOST_STEPS + 1)}, f"step_{MOST_STEPS}"),
    ],
)
def test_what_is_wrong_is_said_at_its_question(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_pathway(replace(Pathway(outcome=PANEL), **wrong))  # type: ignore[arg-type]  # a table of cases
    assert [each.field for each in refused.value.problems] == [field]


def test_what_is_kept_is_read_again_and_a_later_outcome_is_offered_at_the_end() -> None:
    own = [
        Pathway(
            outcome=CONSULTATION, offered=False, when="When two teams know it.", harms=("cse",), levels=("targeted",),
            children=3, days=5, refer_on=("housing",), steps=(StepPlan("Ring the school", 2, "school"),),
        ),
        Pathway(outcome=ADVICE),
    ]  # fmt: skip  # two pathways
    found = read("place", 3, kept(own))
    assert found.pathways[:2] == tuple(own)
    assert {each.outcome for each in found.pathways} == set(Outcome)
    assert (found.own, found.version) == (True, 3)
    assert read("place", 4, None) == ours("place", 4)


def test_what_differs_is_named() -> None:
    before = Pathway(outcome=PANEL)
    assert differs(before, before) == ()
    assert differs(before, replace(before, when="Never", steps=(StepPlan("Ring", 1),))) == ("when", "steps")


CALENDAR = WorkingCalendar(Nation.ENGLAND, opens=time(9), closes=time(17))
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_councils_own_days_count_and_ours_do_not() -> None:
    plan = StepPlan("Ring the school", 2, "school")
    own = timer_of(plan, own=True)
    assert own.origin is Origin.COUNCIL_POLICY
    assert due_of(own, FRIDAY, CALENDAR) == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert due_of(timer_of(plan, own=False), FRIDAY, CALENDAR) is None


def test_a_consultation_with_a_clock_is_held_first() -> None:
    step = StepPlan("Write it down", 10)
    with_clock = _known(Pathway(outcome=CONSULTATION, days=5, steps=(step,)))
    assert steps_after(with_clock, CONSULTATION) == (StepPlan(TIMERS["consultation"].words, 5), step)
    assert steps_after(_known(Pathway(outcome=CONSULTATION, steps=(step,))), CONSULTATION) == (step,)
