"""Signs that people type, or leave out, never make the difference between found and not found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.searched import APOSTROPHES, pieces_of, words_typed


@pytest.mark.parametrize(
    ("typed", "words"),
    [("Kings Head - Mill Lane", ["Kings", "Head", "Mill", "Lane"]), ("  ", []), ("? !", ["?", "!"]),
     ("@fox & hounds", ["@fox", "hounds"]), ("a b c d e f", ["a", "b", "c", "d"])],
)  # fmt: skip  # one search to a case
def test_a_lone_sign_is_no_word_beside_others(typed: str, words: list[str]) -> None:
    assert words_typed(typed, most=4) == words


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("King’s", ["Kings"]),
        ("Head/Lane,", ["Head", "Lane"]),
        ("-", []),
        ("plain", ["plain"]),
        ("Tŷ", ["Tŷ"]),
        ("@fox_99", ["fox_99"]),
    ],
)
def test_a_word_is_read_without_its_signs(word: str, pieces: list[str]) -> None:
    assert pieces_of(word) == pieces


@given(st.text(max_size=40))
def test_pieces_are_letters_and_figures_and_nothing_else(word: str) -> None:
    for piece in pieces_of(word):
        assert all(each.isalnum() or each == "_" or each.isidentifier() or not each.isascii() for each in piece)
        assert not set(piece) & set(APOSTROPHES)
        assert pieces_of(piece) == [piece]
