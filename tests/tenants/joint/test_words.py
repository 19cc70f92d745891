"""What is looked for in words before another council reads them."""

from __future__ import annotations

import pytest

from commonground.tenants.joint.words import look_through


@pytest.mark.parametrize(
    ("words", "never"),
    [
        ("Ring 07700 900123 at night.", "07700 900123"),
        ("Her number is 943 476 5919.", "943 476 5919"),
        ("It was at SW1A 1AA again.", "SW1A 1AA"),
        ("It stands on CR-7K3F-29M.", "CR-7K3F-29M"),
    ],
)
def test_numbers_places_and_records_are_never_let_through(words: str, never: str) -> None:
    assert never in " ".join(look_through(words).never)


def test_what_may_be_a_name_is_asked_about() -> None:
    found = look_through("We spoke with Ayesha Khan there.")
    assert any("Ayesha" in each for each in found.maybe)
    assert found.never == ()


def test_plain_words_pass() -> None:
    for words in ("They come on two routes, after five.", "Ten of them; bus 207, most days.", "See JC-0000-000."):
        assert look_through(words).never == (), words
