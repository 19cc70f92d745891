"""Languages: chosen, spoken, put back."""

from __future__ import annotations

import re

import pytest

from commonground.ui.shell.i18n import choose_language, gettext, language, lazy, ngettext, speaking, translations

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{n\}|%\{count\}")


@pytest.mark.parametrize(
    ("offered", "asked", "kept", "chosen"),
    [
        (("en", "cy"), None, None, "en"),
        (("en", "cy"), "cy", None, "cy"),
        (("en", "cy"), None, "cy", "cy"),
        (("en", "cy"), "en", "cy", "en"),
        (("cy", "en"), None, None, "cy"),
        (("en",), "cy", "cy", "en"),
        (("en",), "../../etc", "\x00", "en"),
        ((), None, None, "en"),
    ],
)
def test_the_language_is_one_the_council_offers(
    offered: tuple[str, ...], asked: str | None, kept: str | None, chosen: str
) -> None:
    assert choose_language(offered, asked, kept) == chosen


def test_welsh_is_spoken_and_english_comes_back() -> None:
    with speaking("cy"):
        assert (language(), gettext("Back")) == ("cy", "Yn ôl")
    assert (language(), gettext("Back")) == ("en", "Back")


def test_a_language_we_lack_is_english() -> None:
    with speaking("xx"):
        assert gettext("Back") == "Back"


def test_numbers_take_the_welsh_forms() -> None:
    one, many = "One thing to put right", "%(num)d things to put right"
    with speaking("cy"):
        said = [ngettext(one, many, number) % {"num": number} for number in (1, 2, 3, 4)]
    assert said == ["Un peth i’w gywiro", "2 beth i’w cywiro", "3 pheth i’w cywiro", "4 peth i’w gywiro"]


def test_a_lazy_text_is_translated_when_it_is_read() -> None:
    text = lazy("Use %(most)s characters or fewer. You have typed %(typed)s", most=5, typed=7)
    assert str(text) == "Use 5 characters or fewer. You have typed 7"
    with speaking("cy"):
        assert str(text) == "Defnyddiwch 5 nod neu lai. Rydych wedi teipio 7"


def test_translations_keep_every_value() -> None:
    for english, welsh in vars(translations("cy"))["_catalog"].items():
        if isinstance(english, str) and english:
            assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(welsh)), english


def test_translations_keep_every_element() -> None:
    for english, welsh in vars(translations("cy"))["_catalog"].items():
        if isinstance(english, str) and english:
            assert re.findall("<[^>]+>", english) == re.findall("<[^>]+>", welsh), english
