"""By when somebody is answered, where they are named, and what of a text is somebody else's."""

from __future__ import annotations

import itertools
import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.calendar import WorkingCalendar
from commonground.platform.councils.types import Nation
from commonground.platform.refusals import IncompleteError
from commonground.tenants.subject_access.names import occurrences, sought
from commonground.tenants.subject_access.redaction import HIDDEN, merged, places_of, redacted, suggestions
from commonground.tenants.subject_access.rules import (
    EXTENDED_MONTHS,
    answer_by,
    check_decided,
    check_extension,
    check_request,
)
from commonground.tenants.subject_access.types import (
    AskedBy,
    Decided,
    MentionDecision,
    RequestInput,
    Span,
    WithholdGround,
)

WORKING = WorkingCalendar(Nation.ENGLAND, opens=time(9), closes=time(17))
TODAY = date(2026, 11, 27)
ASKED = RequestInput(
    name="Tomos Reed", aliases=(), asked_by=AskedBy.THEMSELVES, identity_words="Passport seen", received_on=TODAY
)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # the 3rd is a Saturday
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 3, 24), date(2026, 4, 24)),
        (date(2027, 1, 29), date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2028, 1, 31), date(2028, 2, 29)),  # a leap year
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, and Boxing Day on the Monday
        (date(2025, 11, 30), date(2025, 12, 30)),
    ],
)
def test_a_month_by_the_calendar_and_on_to_a_working_day(received: date, due: date) -> None:
    assert answer_by(received, WORKING) == due


def test_three_months_when_it_is_extended() -> None:
    assert answer_by(date(2025, 11, 30), WORKING, EXTENDED_MONTHS) == date(2026, 3, 2)
    assert answer_by(date(2027, 11, 30), WORKING, EXTENDED_MONTHS) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": " "},
        {"name": "X."},
        {"name": "x" * 121},
        {"aliases": ("y",)},
        {"aliases": tuple(f"Name {chr(97 + n)}" for n in range(11))},
        {"asked_by": None},
        {"identity_words": ""},
        {"received_on": None},
        {"received_on": date(2026, 11, 28)},
        {"received_on": date(2025, 11, 1)},
    ],
)
def test_a_request_that_lacks_something(changed: dict[str, object]) -> None:
    check_request(ASKED, TODAY)
    with pytest.raises(IncompleteError):
        check_request(RequestInput(**{**_fields(ASKED), **changed}), TODAY)  # type: ignore[arg-type]  # by name


def _fields(typed: RequestInput) -> dict[str, object]:
    return {name: getattr(typed, name) for name in typed.__dataclass_fields__}


def test_a_request_is_tidied() -> None:
    typed = RequestInput(**{**_fields(ASKED), "name": "  Tomos   Reed ", "aliases": ("Tom", " Tom ", "")})  # type: ignore[arg-type]  # by name
    assert (check_request(typed, TODAY).name, check_request(typed, TODAY).aliases) == ("Tomos Reed", ("Tom",))


def test_withholding_needs_a_ground_and_a_reason() -> None:
    with pytest.raises(IncompleteError) as lacking:
        check_decided(Decided(decision=MentionDecision.WITHHOLD, hidden=(Span(0, 1),)))
    assert {problem.field for problem in lacking.value.problems} == {"ground", "words"}
    fine = Decided(decision=MentionDecision.WITHHOLD, ground=WithholdGround.CRIME, words=" Because ")
    assert check_decided(fine).words == "Because"
    given_out = check_decided(Decided(decision=MentionDecision.GIVE, ground=WithholdGround.CRIME))
    assert given_out.ground is None
    with pytest.raises(IncompleteError):
        check_extension(" ")


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("We saw Tomos Reed there", True),
        ("TOMOS REED", True),
        ("Tomos-Reed was there", True),
        ("Reed, Tomos", True),
        ("Reed\n Tomos", True),
        ("Reed saw Tomos", False),
        ("with tomos at the gate", False),
        ("Tómos Reéd", True),
        ("To\u200bmos Reed", True),
        ("Tomo\u0301s Reed", True),
        ("Tomos\u00a0Reed", True),
        ("they call him Tommo", True),
    ],
)
def test_where_somebody_is_named(text: str, likely: bool) -> None:
    found = occurrences(text, ["Tomos Reed", "Tommo"])
    assert found
    assert any(each.likely for each in found) is likely


@pytest.mark.parametrize(
    ("text", "likely"), [("我在学校看见李明", True), ("李 明 waits", True), ("with 李", False), ("那个李先生", False)]
)
def test_a_name_is_found_in_a_script_without_spaces(text: str, likely: bool) -> None:
    found = occurrences(text, ["李 明"])
    assert found
    assert any(each.likely for each in found) is likely


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("たかぎさんがいた", "たかぎ"),
        ("김철수는 거기", "김철수"),
        ("Видели Сергея и Сергей", "Сергей"),
        ("Nguyễn Văn", "Nguyen Van"),
    ],
)
def test_marks_of_other_scripts_belong_to_their_letters(text: str, name: str) -> None:
    assert occurrences(text, [name])


def test_an_initial_stands_everywhere_and_is_no_part_of_a_name() -> None:
    assert occurrences("Plan B is a plan", ["Tomos B Reed"]) == []
    assert [each.likely for each in occurrences("Tomos B. Reed", ["Tomos B Reed"])] == [True]
    assert sought(["A B", "Tomos B Reed"]).count(r"\m") == 4, "never a pattern that every text matches"


@pytest.mark.parametrize(
    ("names", "text", "found"),
    [
        (["Amy Young"], "AMY\r\nYOUNG", True),
        (["Amy Young"], "Young, Amy", True),
        (["Amy Jane Young"], "Young, Amy Jane", True),
        (["Amy Jane Young"], "Jane Young", False),
        (["Amy Young", "Ames"], "ames", True),
        (["Amy Young"], "Amy is a young person", False),
        (["Amy Young"], "Amy Younger", False),
        (["A B"], "Plan A", False),
        (["李 明"], "我在学校看见李明", True),
        (["李 明"], "那个李先生", False),
    ],
)
def test_a_whole_name_is_looked_for_in_either_order(names: list[str], text: str, found: bool) -> None:
    """As PostgreSQL reads the pattern, with the edges of words as Python writes them."""
    pattern = sought(names, whole=True).replace(r"\m", r"(?<!\w)").replace(r"\M", r"(?!\w)")
    assert bool(re.search(pattern, text, re.IGNORECASE)) is found
    assert any(each.likely for each in occurrences(text, names)) is found


@pytest.mark.parametrize("text", ["Tomosina", "the reeds", "Nobody", "", "unreedable"])
def test_where_nobody_is(text: str) -> None:
    assert occurrences(text, ["Tomos Reed"]) == []


def test_a_name_that_is_a_word_counts_with_a_capital() -> None:
    assert occurrences("she will come in may", ["Will May"]) == []
    assert len(occurrences("Will came with May", ["Will May"])) == 2


def test_what_is_somebody_elses_is_suggested_and_the_persons_own_is_not() -> None:
    text = "Tomos Reed was with Ayesha Khan and rang 07700 900 982. Tomos laughed."
    shown = redacted(text, suggestions(text, ["Tomos Reed"]))
    for theirs in ("Ayesha", "Khan", "07700"):
        assert theirs not in shown
    assert shown.startswith("Tomos Reed was with")
    assert shown.endswith("Tomos laughed.")
    assert HIDDEN in shown


def test_names_side_by_side_are_parted() -> None:
    text = "I saw Tomos Khan"
    assert [text[span.start : span.end] for span in suggestions(text, ["Tomos Reed"])] == ["Khan"]


def test_words_that_are_typed_are_hidden_everywhere() -> None:
    text = "The red car. A RED CAR again."
    assert redacted(text, places_of(text, "red car")).count(HIDDEN) == 2
    assert places_of(text, " ") == places_of(text, "blue") == []


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_nothing_hidden_is_left_whatever_the_spans(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, end) for start, end in pairs]
    kept = merged(spans, len(text))
    left = "".join(
        character for place, character in enumerate(text) if not any(s.start <= place < s.end for s in spans)
    )
    assert redacted(text, spans).replace(HIDDEN, "") == left.replace(HIDDEN, "")
    assert all(one.end < other.start for one, other in itertools.pairwise(kept))
