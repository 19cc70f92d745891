"""Cells of the tracker's file: whatever stands in them, a spreadsheet shows it and computes nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.ui.shell.cells import safe_cell

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212\u207a\u208b"
BLANKS = " \u00a0\u115f\u2003\u2028\u2800\u3000\u3164"
UNSEEN = f"{BLANKS}\u00ad\u034f\u061c\u180e\u200b\u200d\u200e\u2060\ufe0f\ufeff\U000e0041\x00\x1f"


@pytest.mark.parametrize("sign", SIGNS)
def test_no_width_of_a_sign_makes_a_formula(sign: str) -> None:
    assert safe_cell(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("unseen", UNSEEN)
def test_nothing_unseen_before_a_sign_hides_it(unseen: str) -> None:
    assert safe_cell(f"{unseen}=1+1") == f"'{unseen}=1+1"
    assert safe_cell(f" {unseen}{unseen}\uff1d1+1").startswith("'")


@pytest.mark.parametrize("text", ["\t1", "\r1", "\n1"])
def test_what_parts_cells_does_not_begin_one(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bandstand",
        "2 + 2 boys",
        "Elm Park - by the gate",
        "\u200bElm Park",
        "[name hidden]=x",
        "\u2013 quiet",
        "\u0645",
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text(max_size=20))
def test_the_first_sign_of_a_cell_that_is_seen_begins_no_formula(text: str) -> None:
    cell = safe_cell(text)
    assert cell in {text, f"'{text}"}
    plain = "".join(c for c in unicodedata.normalize("NFKC", cell) if c.isprintable()).lstrip()
    assert not plain.startswith(("=", "+", "-", "@"))
