"""What counts as evidence: stated or found, whole, and of the version that stands now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commonground.platform.councils.evidence import Given, Said
from commonground.platform.councils.gate import Ask, GateClosedError, Item, Standing, check_said, check_stands
from commonground.platform.refusals import IncompleteError
from commonground.tenants.going_live.items import BY_KEY, ITEMS

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
SIGNED = Item("signed", "Signed", "It is signed.", asks={Ask.WHO: "Who", Ask.ON_DAY: "When", Ask.NOTE: "What"})
WHOLE = Said(who=" Iris ", on_day=date(2026, 11, 2), note="All well")


def standing(**how: object) -> Standing:
    return replace(Standing(SIGNED), **how)  # type: ignore[arg-type]  # parts of it


@pytest.mark.parametrize(
    ("how", "stands"),
    [
        ({}, False),
        ({"given": Given(WHOLE, "Iris", NOW)}, True),
        ({"given": Given(WHOLE, "Iris", NOW), "outdated": True}, False),
        ({"words": "Found in the records"}, True),
        ({"words": "Found in the records", "given": Given(WHOLE, "Iris", NOW), "outdated": True}, True),
    ],
)
def test_it_stands_by_what_was_given_now_or_by_what_was_found(how: dict[str, object], stands: bool) -> None:
    assert standing(**how).stands is stands


def test_the_gate_names_what_is_missing_and_nothing_else() -> None:
    there, missing = standing(words="Found"), Standing(replace(SIGNED, title="Tried"))
    check_stands([there])
    with pytest.raises(GateClosedError, match=r"Still without evidence: Tried\.$"):
        check_stands([there, missing])


def test_what_is_said_is_kept_without_spaces_around_it() -> None:
    assert check_said(SIGNED, WHOLE, NOW.date()) == replace(WHOLE, who="Iris")


@pytest.mark.parametrize("left_out", ["who", "on_day", "note"])
def test_every_part_that_is_asked_for_is_needed(left_out: str) -> None:
    lacking = replace(WHOLE, **{left_out: None if left_out == "on_day" else " "})  # type: ignore[arg-type]  # a part
    with pytest.raises(IncompleteError) as refused:
        check_said(SIGNED, lacking, NOW.date())
    assert [problem.field for problem in refused.value.problems] == [f"signed_{left_out}"]


@pytest.mark.parametrize("day", [NOW.date() + timedelta(days=1), date(26, 11, 2)])
def test_a_day_to_come_or_of_a_mistyped_year_is_no_evidence(day: date) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_said(SIGNED, replace(WHOLE, on_day=day), NOW.date())
    assert [problem.field for problem in refused.value.problems] == ["signed_on_day"]
    check_said(SIGNED, replace(WHOLE, on_day=NOW.date()), NOW.date())


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(IncompleteError, match="300 characters"):
        check_said(SIGNED, replace(WHOLE, note="x" * 301), NOW.date())
    check_said(SIGNED, replace(WHOLE, note="x" * 300), NOW.date())


def test_every_item_of_the_list_can_be_shown() -> None:
    """One that nobody can state and nothing can find would keep every form closed for ever."""
    assert len(BY_KEY) == len(ITEMS)
    for item in ITEMS:
        assert item.asks or item.found, item.key
        assert bool(item.version) is bool(item.href), item.key
