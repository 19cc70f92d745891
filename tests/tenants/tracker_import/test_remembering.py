"""Which words of a file are kept for the next one."""

from __future__ import annotations

import pytest

from commonground.tenants.tracker_import.columns import every_name, plain
from commonground.tenants.tracker_import.remembering import LONGEST, may_be_remembered
from commonground.tenants.tracker_import.words import every_word


@pytest.mark.parametrize(
    "words",
    ["told kayden petrovsky off", "petrovsky", "kieran", "sam", "jo s dad", "police jahmarni", "rose green", "may",
     "kieran doyle filmed it", "zorbing", "siân"],
)  # fmt: skip  # one list
def test_what_may_be_a_name_is_not(words: str) -> None:
    assert not may_be_remembered(words)


@pytest.mark.parametrize("words", ["12 03 11", "panel 07700 900123", "log 4411", "park " * 13])
def test_nor_what_is_a_number_of_somebodys_or_a_sentence(words: str) -> None:
    assert not may_be_remembered(words.strip())


@pytest.mark.parametrize("words", ["rough sleeping", "date recd", "s47", "wdp", "police sso", "knife crime", "", "l2"])
def test_ordinary_words_and_abbreviations_are(words: str) -> None:
    assert may_be_remembered(words)


def test_all_that_trackers_are_known_to_say_is() -> None:
    assert [each for each in (*every_name(), *every_word()) if not may_be_remembered(plain(each))] == []
    assert max(map(len, every_name())) <= LONGEST
