"""What a context must have, and when it may be closed or reopened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonground.tenants.contexts.errors import (
    ContextIncompleteError,
    ContextReasonMissingError,
    ContextStandsAlreadyError,
)
from commonground.tenants.contexts.rules import ContextVerb, check_context, check_reason, context_problems, next_status
from commonground.tenants.contexts.types import ContextInput, ContextKind, ContextStatus

TAKEAWAY = ContextInput(
    kind=ContextKind.PLACE,
    name="  Golden   Spoon ",
    aliases=("The chicken shop", "golden spoon", "the Chicken Shop", " "),
    venue="takeaway",
    address="14 Mill Lane",
    postcode="lm42qt",
)


def test_a_context_is_tidied_as_it_is_stored() -> None:
    stored = check_context(TAKEAWAY)
    assert stored.name == "Golden Spoon"
    assert stored.aliases == ("The chicken shop",)
    assert stored.postcode == "LM4 2QT"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"description": "x" * 4_001}, "description"),
        ({"venue": "school"}, "venue"),
        ({"venue": "castle"}, "venue"),
        ({"postcode": "LM4"}, "postcode"),
        ({"handle": "@nightriders"}, "handle"),
        ({"aliases": tuple(f"name {number}" for number in range(21))}, "aliases"),
    ],
)
def test_what_has_to_be_put_right(change: dict[str, str], field: str) -> None:
    typed = replace(TAKEAWAY, **change)  # type: ignore[arg-type]  # one field at a time, each of its own type
    assert [problem.field for problem in context_problems(typed)] == [field]
    with pytest.raises(ContextIncompleteError) as refusal:
        check_context(typed)
    assert refusal.value.status == 422
    assert refusal.value.problems[0].sentence.endswith(".")


def test_every_problem_is_told_at_once() -> None:
    typed = replace(TAKEAWAY, name="", postcode="nowhere", venue="castle")
    assert {problem.field for problem in context_problems(typed)} == {"name", "postcode", "venue"}


def test_an_online_space_has_an_app_and_a_name() -> None:
    typed = ContextInput(kind=ContextKind.ONLINE, name="Night Riders", platform="Game server", handle="@NightRiders")
    assert check_context(typed).handle == "@NightRiders"


def test_closing_and_reopening() -> None:
    assert next_status(ContextStatus.ACTIVE, ContextVerb.CLOSE) is ContextStatus.CLOSED
    assert next_status(ContextStatus.CLOSED, ContextVerb.REOPEN) is ContextStatus.ACTIVE
    for status in ContextStatus:
        assert next_status(status, ContextVerb.LINK) is status, "a closed context still takes new contacts"
    with pytest.raises(ContextStandsAlreadyError) as refusal:
        next_status(ContextStatus.CLOSED, ContextVerb.CLOSE)
    assert refusal.value.status == 409
    with pytest.raises(ContextStandsAlreadyError):
        next_status(ContextStatus.ACTIVE, ContextVerb.REOPEN)


@pytest.mark.parametrize("verb", [ContextVerb.CLOSE, ContextVerb.REOPEN, ContextVerb.RESTRICT])
def test_some_verbs_need_a_reason(verb: ContextVerb) -> None:
    assert check_reason(verb, " Quiet for a year. ") == "Quiet for a year."
    with pytest.raises(ContextReasonMissingError, match="Say why you want to"):
        check_reason(verb, "  ")
    assert check_reason(ContextVerb.NOTE, "") == ""
