"""What a council may call a code: every label is checked beside its code, and no two of one list are called alike."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.platform.labels.rules import CODES, LABEL_LIMIT, Code, changed, checked, known
from commonground.platform.reference import AGENCIES, DECISIONS, HARMS, KINDS, LABELLED, SOURCES, TABLES, TEAM_KINDS
from commonground.platform.reference.own import OURS, in_words_of
from commonground.platform.refusals import IncompleteError
from commonground.tenants.referrals.types import Outcome
from commonground.ui.shell.forms import Form, TextField, coded

DOOR, SPECIALIST = Code("team_kind", "front_door"), Code("team_kind", "specialist")


def refused(typed: dict[Code, str]) -> dict[str, str]:
    with pytest.raises(IncompleteError) as refusal:
        checked(typed)
    return {problem.field: problem.sentence for problem in refusal.value.problems}


def test_a_label_is_kept_on_one_line_and_a_blank_one_is_ours() -> None:
    assert checked({DOOR: "  Single  point\tof access ", SPECIALIST: " ", Code("harm", "cse"): ""}) == {
        "team_kind": {"front_door": "Single point of access"}
    }
    assert checked({}) == {}


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("x" * (LABEL_LIMIT + 1), "at most 80 characters. This one has 81"),
        ("MASH\u202e", "no hidden signs"),
        ("MA\x00SH", "no hidden signs"),
        ("–", "letters or digits"),
        ("<b>MASH</b>", "leave out < and >"),
        ("MASH>", "leave out < and >"),
        ("specialist", "This is what “Specialist” is called already"),
        ("SPECIALIST ", "This is what “Specialist” is called already"),
    ],
)
def test_what_is_no_label_is_refused_beside_its_code(label: str, words: str) -> None:
    assert words in refused({DOOR: label})[DOOR.field]


def test_of_two_that_are_typed_alike_the_later_one_gives_way() -> None:
    assert refused({DOOR: "Hub", SPECIALIST: "hub"}) == {
        SPECIALIST.field: "This is what “Front door” is called already. Choose another word."
    }


def test_two_codes_may_change_their_words_and_two_lists_share_one() -> None:
    swapped = checked({DOOR: "Specialist", SPECIALIST: "Front door"})
    assert swapped == {"team_kind": {"front_door": "Specialist", "specialist": "Front door"}}
    assert checked({DOOR: "Hub", Code("agency", "police"): "Hub"})


def test_a_word_that_only_a_column_or_a_question_shows_is_taken_too() -> None:
    assert Code("harm", "cse").field in refused({Code("harm", "cse"): "Criminal exploitation"})
    assert Code("kind", "place").field in refused({Code("kind", "place"): "A school or college"})


def test_our_own_words_can_stand_as_a_councils() -> None:
    every = {each: LABELLED[each.table][each.code].label() for each in CODES}
    assert sum(map(len, checked(every).values())) == len(CODES) == len({each.field for each in CODES})


def test_the_lists_are_tables_and_the_decisions_are_all_there_are() -> None:
    for key, table in LABELLED.items():
        assert (table.key, TABLES[key]) == (key, table)
    assert {table.key for table in TABLES.values() if table.key} == set(LABELLED)
    assert set(DECISIONS.codes) == set(Outcome)


def test_what_the_database_holds_of_no_code_of_ours_is_no_label() -> None:
    kept = {"team_kind": {"front_door": "MASH", "gone": "x", "specialist": 7}, "nothing": {"a": "b"}, "harm": ["cse"]}
    assert known(kept) == {"team_kind": {"front_door": "MASH"}}


def test_what_changed_is_told_by_code() -> None:
    before, after = {"team_kind": {"front_door": "MASH"}}, {"harm": {"cse": "CSE"}}
    assert changed(before, after) == [DOOR, Code("harm", "cse")]
    assert changed(before, before) == []


def test_a_councils_word_stands_wherever_staff_read_the_code_and_nowhere_that_the_public_does() -> None:
    labels = {"harm": {"cse": "CSE risk"}, "kind": {"place": "Spot"}, "source": {"public": "PUBLIC"}}
    with in_words_of(labels):
        assert {HARMS.label("cse"), HARMS.short_label("cse"), HARMS.within("cse", short=True)} == {"CSE risk"}
        assert HARMS.public_label("cse") == "Somebody using young people sexually"
        assert (KINDS.asked_label("place"), KINDS.public_label("place")) == ("Spot", "A place")
        assert SOURCES.within("public") == "PUBLIC"
        assert dict(HARMS.labels(short=True))["cse"] == "CSE risk"
        assert AGENCIES.label("police") == "Police"
        with in_words_of(OURS):
            assert HARMS.label("cse") == "Child sexual exploitation"
        assert HARMS.label("cse") == "CSE risk"
    assert (HARMS.label("cse"), TEAM_KINDS.within("front_door")) == ("Child sexual exploitation", "front door")


def test_a_form_that_was_made_once_speaks_to_each_council_in_its_own_words() -> None:
    (choice,) = coded(TEAM_KINDS.label, ["front_door"])
    with in_words_of({"team_kind": {"front_door": "MASH"}}):
        assert str(choice.label) == "MASH"
    with in_words_of({"team_kind": {"front_door": "Hub"}}):
        assert str(choice.label) == "Hub"
    assert str(choice.label) == "Front door"


class OneLabel(Form):
    label = TextField("Front door")


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_refused_or_comes_back_as_typed_and_never_as_markup(text: str) -> None:
    try:
        label = checked({DOOR: text}).get("team_kind", {}).get("front_door", "")
    except IncompleteError:
        return
    assert label == " ".join(text.split())
    assert not set(label) & set("<>\x00\n")
    shown = str(OneLabel(None, {"label": label}).label())
    assert shown.count("<") == str(OneLabel(None, {"label": ""}).label()).count("<"), "a label makes no element"
    if label:
        assert html.unescape(shown.split('value="')[1].split('"', maxsplit=1)[0]) == label
