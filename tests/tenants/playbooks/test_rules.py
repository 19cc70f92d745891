"""What a council's own playbook and a contact must say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonground.platform.reference.playbooks import PLAYBOOKS, Playbook, Step, Words
from commonground.platform.refusals import IncompleteError
from commonground.tenants.playbooks.rules import (
    LINE_LIMIT,
    ContactInput,
    check_contact,
    check_words,
    kept,
    read,
    words_of,
)

OURS = PLAYBOOKS["shop"].words
DESK = ContactInput(agency="licensing", post="Duty desk", phone="020 7946 0121")


def fields(words: Words) -> list[str]:
    with pytest.raises(IncompleteError) as refused:
        check_words(words)
    return [each.field for each in refused.value.problems]


@pytest.mark.parametrize("playbook", PLAYBOOKS.values(), ids=lambda each: each.code)
def test_ours_could_be_a_councils_own_and_comes_back_as_it_was_kept(playbook: Playbook) -> None:
    assert check_words(playbook.words) == playbook.words
    assert read(kept(playbook.words)) == playbook.words
    assert words_of(playbook, None) is playbook.words


def test_what_is_left_blank_is_left_out() -> None:
    typed = replace(OURS, steps=(Step(" Ring  the lead ", ""), Step("", " ")), say=("", "  "), record=())
    words = check_words(typed)
    assert words.steps == (Step("Ring the lead"),)
    assert words.say == words.record == ()


def test_every_problem_is_said_beside_its_part() -> None:
    assert fields(replace(OURS, steps=())) == ["step_1"]
    assert fields(replace(OURS, steps=(Step("Go"), Step("", "Only why")))) == ["step_2"]
    assert fields(replace(OURS, steps=(Step("x" * (LINE_LIMIT + 1)),))) == ["step_1"]
    assert fields(replace(OURS, steps=tuple(Step(f"Step {n}") for n in range(6)))) == ["step_5"]
    assert fields(replace(OURS, escalate=(), avoid=())) == ["escalate", "avoid"]
    assert fields(replace(OURS, record=tuple(f"Line {n}" for n in range(9)), say=("x" * 201,))) == ["say", "record"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (replace(DESK, agency="somebody"), ["agency"]),
        (replace(DESK, post=" "), ["post"]),
        (replace(DESK, phone=""), ["phone"]),
        (replace(DESK, phone="ask Joan"), ["phone"]),
        (replace(DESK, email="licensing at council"), ["email"]),
        (replace(DESK, hours="x" * 121), ["hours"]),
    ],
)
def test_a_contact_is_a_post_that_can_be_reached(typed: ContactInput, wrong: list[str]) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_contact(typed)
    assert [each.field for each in refused.value.problems] == wrong


def test_usual_ways_to_write_a_number_are_taken() -> None:
    for phone in ("101", "+44 (0)20 7946 0121", "020 7946 0121 ext 14", "01632 960001, option 2"):
        assert check_contact(replace(DESK, phone=f" {phone} ")).phone == phone
    assert check_contact(replace(DESK, phone="", email="desk@licensing.example")).email == "desk@licensing.example"
