"""What may be written around a context."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from commonground.platform.refusals import IncompleteError
from commonground.tenants.around.rules import (
    BelievedInput,
    PersonInput,
    case_reference,
    check_believed,
    check_person,
    check_review,
)

TODAY = date(2026, 11, 28)
BELIEVED = BelievedInput(band="3_5", age_band="13_15", source="school", believed_on=TODAY)
PERSON = PersonInput(
    case_reference="lcs 204417", role="at_risk", reason="To plan.", review_on=TODAY + timedelta(days=90)
)


def test_how_many_are_believed_has_its_day_and_source() -> None:
    assert check_believed(BELIEVED, TODAY) == TODAY
    assert check_believed(replace(BELIEVED, age_band=""), TODAY) == TODAY


@pytest.mark.parametrize(
    "changed",
    [
        {"band": "many"},
        {"age_band": "young"},
        {"source": "somebody"},
        {"believed_on": None},
        {"believed_on": TODAY + timedelta(days=1)},
        {"words": "x" * 1001},
    ],
)
def test_what_is_wrong_is_said_at_its_field(changed: dict[str, Any]) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_believed(replace(BELIEVED, **changed), TODAY)
    assert [problem.field for problem in refused.value.problems] == list(changed)


def test_a_case_reference_is_kept_as_the_case_system_writes_it() -> None:
    assert check_person(PERSON, TODAY) == ("LCS204417", TODAY + timedelta(days=90))
    assert [case_reference(each) for each in ("204417", "ch/20-44", "A.12")] == ["204417", "CH/20-44", "A.12"]


@pytest.mark.parametrize("typed", ["", "Jaydon", "Jaydon Smith", "12", "x" * 41, "Jaydon’s 2nd", "é123", "-123"])
def test_a_name_is_no_case_reference(typed: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_person(replace(PERSON, case_reference=typed), TODAY)
    assert [problem.field for problem in refused.value.problems] == ["case_reference"]


def test_everything_that_is_wrong_with_a_link_is_said_at_once() -> None:
    with pytest.raises(IncompleteError) as refused:
        check_person(PersonInput(case_reference="Ann", role="thief", reason=" ", review_on=None), TODAY)
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["case_reference", "role", "reason", "review_on"]


@pytest.mark.parametrize("days", [0, -1, 184])
def test_a_link_is_looked_at_again_within_half_a_year(days: int) -> None:
    with pytest.raises(IncompleteError):
        check_review(TODAY + timedelta(days=days), TODAY)
    assert check_review(TODAY + timedelta(days=183), TODAY) > TODAY
