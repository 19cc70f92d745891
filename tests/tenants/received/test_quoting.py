"""Another council's words are quoted whole, in as many quotes as it takes."""

from __future__ import annotations

import pytest

from commonground.tenants.intake.types import WHAT_LIMIT
from commonground.tenants.received.quoting import cut, quotes

_WHO = "Larkmere Council wrote (HO-0000-000)"


def test_what_fits_is_one_quote_without_a_number() -> None:
    assert quotes(_WHO, ["Lawful basis: a duty", "Worry: short"]) == [f"{_WHO}:\nLawful basis: a duty\nWorry: short"]


def test_each_piece_stands_whole_in_one_of_them_in_its_order() -> None:
    pieces = [f"Field {no}: " + "word " * 700 for no in range(5)]
    found = quotes(_WHO, pieces)
    assert all(len(each) <= WHAT_LIMIT for each in found)
    assert [each.splitlines()[0] for each in found] == [f"{_WHO} ({no} of 5):" for no in range(1, 6)]
    assert [each.split("\n", 1)[1] for each in found] == pieces


def test_a_piece_that_alone_is_too_long_goes_on_in_the_next() -> None:
    whole = "They stood there again. " * 500
    found = quotes(_WHO, ["Lawful basis: a duty", f"Worry: {whole}", "Ask: ring us"])
    assert all(len(each) <= WHAT_LIMIT for each in found)
    assert whole in "".join(each.split("\n", 1)[1] for each in found).replace("\nAsk", "Ask")
    assert found[-1].endswith("Ask: ring us")


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("one two three. four five six", "three. "),
        ("one two three\nfour five six seven", "three\n"),
        ("one two three four five six", "four "),
        ("x" * 50, "x"),
    ],
)
def test_it_is_cut_between_sentences_else_between_words(words: str, ends: str) -> None:
    found = cut(words, 20)
    assert "".join(found) == words, "not a letter is lost"
    assert all(len(each) <= 20 for each in found)
    assert found[0].endswith(ends)
