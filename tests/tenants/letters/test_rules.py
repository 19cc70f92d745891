"""What a printed letter may hold: what says nothing of anybody, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.mail.models import MailState
from commonground.platform.refusals import IncompleteError
from commonground.tenants.letters.rules import KEYS, arrival_of, check_words, filled, words_for
from commonground.tenants.letters.texts import OURS
from commonground.tenants.letters.types import PRINTED, WORDS_LIMIT, Arrival, Field, LetterKind, OwnWords

VALUES = {
    Field.COUNCIL: "Larkmere Council",
    Field.REFERENCE: "CR-7K3F-29M",
    Field.RECEIVED: "18 November 2026",
    Field.TODAY: "20 November 2026",
    Field.PHONE: "020 7946 0142",
    Field.OUT_OF_HOURS: "020 7946 0143",
    Field.ANSWER: "We are looking at the bus stop with the people who run it.",
}


@pytest.mark.parametrize("key", KEYS)
def test_ours_are_in_order_and_filled_whole(key: str) -> None:
    assert check_words({key: OURS[key]}) == {key: OURS[key]}
    said = filled(OURS[key], VALUES)
    assert "{" not in said
    for each in ("CR-7K3F-29M", "020 7946 0142", "Larkmere Council", "999"):
        assert each in said


def test_the_councils_own_words_are_used_before_ours_and_each_language_by_itself() -> None:
    own = OwnWords(1, {"school.cy": "Ein rhai ni {reference} {phone}"})
    assert words_for(own, LetterKind.SCHOOL, "cy").startswith("Ein rhai ni")
    assert words_for(own, LetterKind.SCHOOL, "en") == OURS["school.en"]
    assert words_for(own, LetterKind.SCHOOL, "fr") == OURS["school.en"]
    assert all(words_for(OwnWords(), kind, "en") for kind in PRINTED)


@pytest.mark.parametrize(
    "said",
    ["{reference} {phone} {name}", "{reference} {phone} {title}", "{reference} {phone} {", "{phone}", "{reference}",
     "{reference} {phone} }", "{reference} {phone}" + "a" * WORDS_LIMIT, "{reference} {phone} {0}",
     "{} {reference} {phone}"],
)  # fmt: skip  # one letter to a case
def test_nothing_else_can_be_filled_in_and_it_can_be_answered(said: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_words({"business.en": said})
    assert {each.field for each in refused.value.problems} == {"business.en"}


def test_what_was_answered_stands_in_a_letter_to_whoever_told_us_alone() -> None:
    told, others = OURS["referrer.en"], [key for key in KEYS if not key.startswith("referrer")]
    assert VALUES[Field.ANSWER] in filled(told, VALUES).split("\n\n")
    without = filled(told, VALUES | {Field.ANSWER: ""})
    assert "{" not in without
    assert "\n\n\n" not in without, "no gap where there was no answer"
    for key in others:
        with pytest.raises(IncompleteError):
            check_words({key: "{reference} {phone} {answer}"})


def test_what_is_left_empty_is_not_kept() -> None:
    assert check_words({"school.en": "  ", "other": "x"}) == {}


@given(st.text(alphabet="{}abcreference. %", max_size=60))
def test_whatever_is_typed_is_filled_once_and_never_breaks(said: str) -> None:
    once = filled(said, VALUES | {Field.COUNCIL: "{phone}"})
    assert "020 7946 0142" not in once or "{phone}" in said


@pytest.mark.parametrize(
    ("state", "arrival"),
    [(None, Arrival.ON_ITS_WAY), (MailState.QUEUED, Arrival.ON_ITS_WAY), (MailState.SENT, Arrival.TAKEN),
     (MailState.REFUSED, Arrival.LOST), (MailState.GAVE_UP, Arrival.LOST), (MailState.NO_ADDRESS, Arrival.LOST),
     (MailState.SET_ASIDE, Arrival.LOST), (MailState.NOT_SENT, Arrival.LOST)],
)  # fmt: skip  # one state to a pair
def test_what_became_of_an_e_mail(state: MailState | None, arrival: Arrival) -> None:
    assert arrival_of(state) is arrival
