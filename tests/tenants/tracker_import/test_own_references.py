"""What a column of references holds: true references are shown, and a name with an age is none."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commonground.platform.words import lexicon
from commonground.tenants.tracker_import.own_references import is_reference

NAMES = sorted(lexicon().given | lexicon().doubtful)
ABBREVIATIONS = (
    "CIN", "MASH", "LS", "LM", "CS", "CP", "LAC", "MACE", "EFRP", "CSE", "CCE", "NRM", "CAD", "CRIS", "URN", "ICPC",
    "UASC", "LADO", "YJS", "DSL", "EHCP", "SEN", "FGM", "MARAC", "CAMHS", "MAPPA", "MOSAIC", "REF", "CASE", "PANEL",
)  # fmt: skip  # one list
NUMBERS = st.integers(1, 99_999)


@given(st.sampled_from(NAMES), st.integers(5, 25), st.sampled_from(("{} {}", "{} ({})", "{}, {}", "{} {}yrs",
       "{} aged {}", "{} AGE {}", "  {}   {} ")), st.sampled_from((str.upper, str.title)))  # fmt: skip
def test_a_name_that_is_known_with_an_age_is_never_a_reference(name: str, age: int, shape: str, case: object) -> None:
    assert callable(case)
    assert not is_reference(shape.format(case(name), age))


@given(st.sampled_from([name for name in sorted(lexicon().given) if len(name) > 3]), NUMBERS,
       st.sampled_from(("{}{}", "{}-{}", "{}/{}", "{} {}", "{1} {0}")))  # fmt: skip
def test_a_longer_name_that_is_nothing_else_is_none_beside_any_number(name: str, number: int, shape: str) -> None:
    assert not is_reference(shape.format(name.upper(), number))


SHAPES = ("{0} {1}", "{0}-{2}-{1:03}", "{0}/{2}/{1}", "{0}{1}", "{0}-{1:05}", "{0} {2} {1:03}")


@given(st.sampled_from(ABBREVIATIONS), NUMBERS, st.integers(2000, 2030), st.sampled_from(SHAPES))
def test_an_abbreviation_with_a_number_is_a_reference(short: str, number: int, year: int, shape: str) -> None:
    assert is_reference(shape.format(short, number, year))


@given(st.text(string.ascii_uppercase, min_size=1, max_size=4), st.integers(2000, 2030), NUMBERS)
def test_so_is_every_short_code_that_is_no_name(code: str, year: int, number: int) -> None:
    known, asked = lexicon(), code.lower()
    assume(asked not in known.given | known.doubtful | known.family)
    assert is_reference(f"{code}/{year}/{number}")
    assert is_reference(f"{code} {number}")


@given(st.text(string.ascii_uppercase, min_size=5, max_size=12), st.integers(5, 25))
def test_a_long_word_that_nobody_knows_beside_an_age_alone_may_be_a_name(word: str, age: int) -> None:
    assume(lexicon().is_unknown(word.lower()) and word not in ABBREVIATIONS)
    assume(word.lower() not in {"enquiry", "location", "assessment", "casefile", "cyfeirnod", "concern", "incident"})
    assert not is_reference(f"{word} {age}")


@pytest.mark.parametrize(
    "words",
    ["JAYDEN 14", "JAHMARNI 14", "LEE 12", "SMITH 14", "SMITH001", "O'BRIEN 14", "ANNE-MARIE 13", "SIÔN 14", "Jo 14",
     "JAYDEN 2011", "14 JAYDEN", "JB 14 yo", "JAYDEN 02/03/2011", "JAYDEN", ""],
)  # fmt: skip  # one list
def test_names_as_people_type_them(words: str) -> None:
    assert not is_reference(words)


@pytest.mark.parametrize(
    "words",
    ["CIN 4411", "MASH-2025-014", "LS/2024/17", "CIN 14", "cs 14", "Cs 17", "HACKNEY 14", "ROSE/2024/17", "No 14",
     "LARKMERE/14", "Ref 12", "24-061b", "CS 25 061", "CRIS 4411234/25", "17"],
)  # fmt: skip  # one list
def test_references_as_councils_write_them(words: str) -> None:
    assert is_reference(words)
