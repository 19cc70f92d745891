"""What is offered to whoever answers: the council's own words where it has some, else ours."""

from __future__ import annotations

import pytest

from commonground.tenants.referrals.own_words import own_words
from commonground.tenants.referrals.safe_replies import safe_reply
from commonground.tenants.referrals.safe_words import check_reply
from commonground.tenants.referrals.types import Outcome
from commonground.tenants.replies.library import CHANGE, CODES, LANGUAGES, OURS, Library

OWN = Library(3, {"advice": {"en": "Thank you. We talked about it.", "cy": ""}})


def test_own_words_take_the_place_of_ours_in_the_language_they_are_there_in() -> None:
    assert OWN.reply(Outcome.ADVICE, "en") == "Thank you. We talked about it."
    assert OWN.reply(Outcome.ADVICE, "cy") == safe_reply(Outcome.ADVICE, "cy")
    assert OWN.reply(Outcome.PANEL, "en") == safe_reply(Outcome.PANEL, "en")
    assert OWN.is_own("advice")
    assert not OWN.is_own("panel")


def test_ready_words_are_known_as_such_in_either_language_and_others_are_not() -> None:
    assert OWN.language_of("Thank you. We talked about it.") == "en"
    assert OWN.language_of(safe_reply(Outcome.ADVICE, "en")) == "en", "an older draft has ours"
    assert OWN.language_of(safe_reply(Outcome.ADVICE, "cy")) == "cy"
    assert OWN.language_of("Thank you. It is at an end.") == ""
    assert OWN.in_english(safe_reply(Outcome.ADVICE, "cy"), "cy") == "Thank you. We talked about it."


def test_only_what_is_added_to_ready_words_is_ones_own() -> None:
    reply = "Thank you. We talked about it. The gate is mended."
    assert own_words(reply, OWN.sentences) == "The gate is mended."
    assert own_words("We talked about  it", OWN.sentences) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_ours_keep_every_rule(code: str, lang: str) -> None:
    assert check_reply(OURS[code].in_language(lang)) == ()


def test_there_is_one_for_each_outcome_and_one_for_a_change() -> None:
    assert set(CODES) == {*Outcome, CHANGE}
