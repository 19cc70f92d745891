"""Names, postcodes and handles in one form, whatever the hand that wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.postcodes import parse_postcode
from commonground.tenants.contexts.names import normal_name, normal_school, other_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Rose & Crown", "rose and crown"),
        ("Mill Ln.", "MILL LANE"),
        ("St. Mary's Rd", "Saint Marys Road"),
        ("High St", "The High Street"),
        ("Café Zoë", "cafe zoe"),
        ("Northgate Pk", "Northgate Park"),
        ("Parc Northgate", "park northgate"),
        ("Lôn y Felin", "lon felin"),
        ("Elder Hse, Stairwell C", "elder house stairwell c"),
    ],
)
def test_one_name_written_two_ways(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("St Mary's Church", "Street Marys Church"), ("Mill Lane", "Mill Road"), ("Elder C", "Elder D")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


def test_a_school_without_what_every_school_is_called() -> None:
    for written in (
        "Brook Lane School",
        "Brook Lane Academy",
        "Brook Lane Secondary Sch",
        "BROOK LANE COMMUNITY COLLEGE",
    ):
        assert normal_school(written) == "brook lane"
    assert normal_school("Ysgol Gyfun Brynteg") == "brynteg"
    assert normal_school("Brook Lane Primary") == "brook lane primary"
    assert normal_school("The Academy") == "academy"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("lm4 2qt", "LM4 2QT"),
        ("LM42QT", "LM4 2QT"),
        (" sw1a  1aa ", "SW1A 1AA"),
        ("NW1 OAB", "NW1 0AB"),
        ("m1-iae", "M1 1AE"),
        ("GIR 0AA", "GIR 0AA"),
        ("LM4", None),
        ("", None),
        ("Mill Lane", None),
        ("12345", None),
        ("LM4 2QTX", None),
        ("x" * 5_000, None),
    ],
)
def test_postcodes(typed: str, written: str | None) -> None:
    assert parse_postcode(typed) == written


def test_each_other_name_is_said_once() -> None:
    called = ("The Spoon", "golden  spoon", "Yard", "the spoon")
    assert other_names("Golden Spoon", called) == ["The Spoon", "Yard"]


@given(st.text(max_size=80))
def test_any_text_has_a_form_and_the_form_of_a_form_is_itself(text: str) -> None:
    once = normal_name(text)
    assert normal_name(once) == once
    postcode = parse_postcode(text)
    assert postcode is None or parse_postcode(postcode) == postcode


@given(st.text(max_size=2_000))
def test_long_text_is_cut_before_it_costs_anything(text: str) -> None:
    assert len(normal_name(text * 20)) < 4_000
