"""Preferred words are suggested where they stand, whatever their dashes, and the text itself is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.reference.wording import PREFERRED_WORDS
from commonground.tenants.referrals.wording import suggest_words


@pytest.mark.parametrize("phrase", [phrase for word in PREFERRED_WORDS for phrase in word.seen])
def test_every_phrase_left_behind_is_found(phrase: str) -> None:
    [suggestion] = suggest_words(f"It says {phrase} here.")
    assert suggestion.phrase == phrase
    assert suggestion.preferred


@pytest.mark.parametrize(
    ("text", "phrase", "preferred"),
    [
        ("a HOT-SPOT for vapes", "HOT-SPOT", "location, or place"),
        ("two gang members", "gang members", "young person; name a gang only with its source"),
        ("peer–on–peer abuse", "peer–on–peer", "child-on-child"),
        ("she won’t engage", "won’t engage", "we have not yet found a way to reach them"),
        ("putting  herself at risk", "putting  herself at risk", "is being exploited, or: is not safe there"),
    ],
)
def test_spelling_does_not_matter(text: str, phrase: str, preferred: str) -> None:
    [suggestion] = suggest_words(text)
    assert (suggestion.phrase, suggestion.preferred) == (phrase, preferred)


def test_blame_is_marked() -> None:
    [choice] = suggest_words("It was a lifestyle choice.")
    assert choice.blames
    [name] = suggest_words("The knife crime team")
    assert not name.blames


def test_good_words_are_left_alone() -> None:
    assert suggest_words("A young person was groomed at this location and went missing.") == ()


@given(st.text(max_size=300))
def test_suggestions_stand_where_they_say(text: str) -> None:
    for suggestion in suggest_words(text):
        assert text[suggestion.start : suggestion.end] == suggestion.phrase
