"""A council's colour carries white words: checked against known contrasts, and never refused without a way out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.councils.colour import (
    ColourRefusedError,
    Rgb,
    as_hex,
    check_council_colour,
    contrast,
    nearest_darker,
    parse_hex,
)

CHANNEL = st.integers(0, 255)
COLOURS = st.tuples(CHANNEL, CHANNEL, CHANNEL)


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#24478f", 8.9), ("#7b1e4b", 9.9), ("#8a3a12", 7.8), ("#767676", 4.54)],
)
def test_known_contrasts_against_white(colour: str, ratio: float) -> None:
    assert contrast(parse_hex(colour)) == pytest.approx(ratio, abs=0.06)


@pytest.mark.parametrize(
    ("typed", "kept"), [("#24478F", "#24478f"), ("24478f", "#24478f"), (" #036 ", "#003366"), ("#767676", "#767676")]
)
def test_colours_that_pass_are_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert check_council_colour(typed) == kept


def test_a_pale_colour_is_refused_with_a_darker_one() -> None:
    with pytest.raises(ColourRefusedError) as refusal:
        check_council_colour("#f2b233")
    assert refusal.value.status == 422
    assert refusal.value.suggestion is not None
    assert refusal.value.suggestion in refusal.value.sentence
    assert "too pale" in refusal.value.sentence
    assert check_council_colour(refusal.value.suggestion) == refusal.value.suggestion


def test_just_under_the_line_never_reads_as_on_it() -> None:
    with pytest.raises(ColourRefusedError, match=r"contrast of 4\.4, and reading needs 4\.5"):
        check_council_colour("#777777")


@pytest.mark.parametrize("text", ["", "red", "#12", "#1234", "#gggggg", "#24478f;}", "rgb(0,0,0)"])
def test_what_is_no_colour_is_refused_without_a_suggestion(text: str) -> None:
    with pytest.raises(ColourRefusedError) as refusal:
        check_council_colour(text)
    assert refusal.value.suggestion is None
    assert refusal.value.field == "colour"


@given(COLOURS)
def test_every_colour_passes_or_comes_with_one_that_does(colour: Rgb) -> None:
    if contrast(colour) >= 4.5:
        assert re.fullmatch(r"#[0-9a-f]{6}", check_council_colour(as_hex(colour)))
        return
    with pytest.raises(ColourRefusedError) as refusal:
        check_council_colour(as_hex(colour))
    assert refusal.value.suggestion is not None
    assert contrast(parse_hex(refusal.value.suggestion)) >= 4.5


@given(COLOURS)
def test_the_suggestion_is_darker_but_not_darker_than_needed(colour: Rgb) -> None:
    darker = nearest_darker(colour)
    assert all(after <= before for after, before in zip(darker, colour, strict=True))
    if contrast(colour) < 4.5:
        assert contrast(darker) < 4.75


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_bounded(one: Rgb, other: Rgb) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.01
