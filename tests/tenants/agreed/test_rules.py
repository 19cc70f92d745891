"""What a record of what was agreed must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from commonground.platform.refusals import IncompleteError
from commonground.tenants.agreed.rules import check_agreed, check_came, kind_for, read_time
from commonground.tenants.agreed.types import AgreedInput, AgreedKind, CameInput

TODAY = date(2026, 11, 29)
TYPED = AgreedInput(
    held_on=TODAY, time_typed="", agencies=("police", "social_care"), leads="police", leads_post=" Sergeant,  schools ",
    agreed=" They look at the yard. ", due_on=TODAY + timedelta(days=7),
)  # fmt: skip  # one record


def test_it_is_kept_tidily_and_agencies_in_one_order() -> None:
    kept = check_agreed(replace(TYPED, time_typed="2:30pm"), TODAY)
    assert (kept.agencies, kept.leads_post) == (("social_care", "police"), "Sergeant, schools")
    assert (kept.agreed, kept.held_at) == ("They look at the yard.", time(14, 30))


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"held_on": None}, ["held_on"]),
        ({"held_on": TODAY + timedelta(days=1)}, ["held_on"]),
        ({"held_on": TODAY - timedelta(days=367)}, ["held_on"]),
        ({"time_typed": "half past two"}, ["held_at"]),
        ({"agencies": ()}, ["agencies"]),
        ({"agencies": ("police", "casino")}, ["agencies"]),
        ({"leads": "casino"}, ["leads"]),
        ({"leads": "housing"}, ["leads"]),
        ({"leads_post": "x" * 101}, ["leads_post"]),
        ({"agreed": " "}, ["agreed"]),
        ({"agreed": "x" * 2_001}, ["agreed"]),
        ({"due_on": None}, ["due_on"]),
        ({"due_on": TODAY - timedelta(days=1)}, ["due_on"]),
        ({"due_on": TODAY + timedelta(days=367)}, ["due_on"]),
        ({"agreed": "", "leads": ""}, ["leads", "agreed"]),
    ],
)
def test_each_problem_stands_beside_its_question(change: dict[str, object], fields: list[str]) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_agreed(replace(TYPED, **change), TODAY)  # type: ignore[arg-type]  # one field
    assert [problem.field for problem in refused.value.problems] == fields


def test_a_day_that_has_passed_may_stay_and_be_recorded_late() -> None:
    past = TODAY - timedelta(days=3)
    assert check_agreed(replace(TYPED, due_on=past), TODAY, due_before=past).due_on == past
    held = replace(TYPED, held_on=TODAY - timedelta(days=9), due_on=past)
    assert check_agreed(held, TODAY).due_on == past
    long_ago = TODAY - timedelta(days=400)
    kept = check_agreed(replace(TYPED, held_on=long_ago, due_on=past), TODAY, due_before=past, held_before=long_ago)
    assert kept.held_on == long_ago, "what was recorded then can be put right later"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9:30", time(9, 30)), ("09.05", time(9, 5)), ("2:30 PM", time(14, 30)), ("12:00am", time(0)),
     ("12:15pm", time(12, 15)), ("13:00pm", None), ("24:00", None), ("9", None), ("", None), ("٩:٣٠", None)],
)  # fmt: skip  # a pair to each
def test_times_as_people_write_them(typed: str, read: time | None) -> None:
    assert read_time(typed) == read


def test_what_came_of_it_came_between_then_and_now() -> None:
    said = CameInput(came=" The yard is lit. ", came_on=TODAY)
    assert check_came(said, TODAY, TODAY) == ("The yard is lit.", TODAY)
    for day in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(IncompleteError):
            check_came(replace(said, came_on=day), TODAY, TODAY)
    for words in ("", "x" * 1_001):
        with pytest.raises(IncompleteError):
            check_came(replace(said, came=words), TODAY, TODAY)


def test_only_two_decisions_are_agreed_with_others_and_only_while_they_stand() -> None:
    assert kind_for("strategy_discussion", settled=True) is AgreedKind.STRATEGY_DISCUSSION
    assert kind_for("single_agency", settled=True) is AgreedKind.SINGLE_AGENCY
    assert kind_for("single_agency", settled=False) is None
    assert kind_for("advice", settled=True) is kind_for(None, settled=True) is None
