"""What a council may be called, and which duties and languages follow its nation."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.councils.texts import default_texts
from commonground.platform.councils.types import (
    KIND_FACTS,
    LEGAL_POWER_LABELS,
    RESERVED_SHORT_NAMES,
    CouncilKind,
    CouncilRefusedError,
    LegalPower,
    Nation,
    check_kind,
    check_languages,
    check_phone,
    check_short_name,
    default_powers,
    required_languages,
)


@pytest.mark.parametrize("name", ["larkmere", "hallowdene", "glanwern", "north-wold", "a1b"])
def test_good_short_names(name: str) -> None:
    assert check_short_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "a" * 41,
        "Larkmere",
        "1st",
        "-lark",
        "lark-",
        "lark--mere",
        "lark mere",
        "larkmère",
        "../etc",
        "lark\n",
    ],
)
def test_short_names_that_cannot_stand_in_an_address(name: str) -> None:
    with pytest.raises(CouncilRefusedError) as refusal:
        check_short_name(name)
    assert refusal.value.field == "short_name"
    assert refusal.value.status == 422
    assert refusal.value.sentence.endswith(".")


def test_every_reserved_name_is_refused() -> None:
    assert {"static", "report", "referrals", "healthz", "sign-in", "contexts", "tracker"} <= RESERVED_SHORT_NAMES
    for name in RESERVED_SHORT_NAMES:
        with pytest.raises(CouncilRefusedError):
            check_short_name(name)


@given(st.text(max_size=60))
def test_an_accepted_name_is_safe_in_an_address_and_fits_the_column(name: str) -> None:
    try:
        accepted = check_short_name(name)
    except CouncilRefusedError:
        return
    assert re.fullmatch(r"[a-z][a-z0-9-]{1,38}[a-z0-9]", accepted)


def test_every_kind_and_power_is_described() -> None:
    assert set(KIND_FACTS) == set(CouncilKind)
    assert set(LEGAL_POWER_LABELS) == set(LegalPower)


def test_duties_follow_nation_and_kind() -> None:
    assert LegalPower.CHILDREN_ACT_1989_S47 in default_powers(CouncilKind.LONDON_BOROUGH, Nation.ENGLAND)
    assert LegalPower.SSWBA_2014_PART_7 in default_powers(CouncilKind.WELSH_PRINCIPAL_AREA, Nation.WALES)
    district = default_powers(CouncilKind.DISTRICT, Nation.ENGLAND)
    assert LegalPower.CHILDREN_ACT_1989_S17 not in district
    assert LegalPower.CHILDREN_ACT_1989_S47 not in district
    assert LegalPower.CHILDREN_ACT_2004_S11 in district


def test_a_kind_belongs_to_its_nation_and_areas() -> None:
    check_kind(CouncilKind.TRUST, Nation.ENGLAND, ("Northam", "Southam"))
    check_kind(CouncilKind.LONDON_BOROUGH, Nation.ENGLAND, ("Larkmere",))
    with pytest.raises(CouncilRefusedError, match="does not exist in this nation"):
        check_kind(CouncilKind.LONDON_BOROUGH, Nation.WALES, ("Larkmere",))
    with pytest.raises(CouncilRefusedError, match="serves one area"):
        check_kind(CouncilKind.COUNTY, Nation.ENGLAND, ("Hallowdene", "Larkmere"))
    with pytest.raises(CouncilRefusedError, match="at least one area"):
        check_kind(CouncilKind.COUNTY, Nation.ENGLAND, ())


def test_in_wales_both_languages_stand() -> None:
    assert required_languages(Nation.WALES) == ("cy", "en")
    check_languages(("en", "cy"), Nation.WALES)
    check_languages(("en", "cy"), Nation.ENGLAND)
    with pytest.raises(CouncilRefusedError, match="Welsh and in English"):
        check_languages(("en",), Nation.WALES)
    with pytest.raises(CouncilRefusedError, match="not fr"):
        check_languages(("en", "fr"), Nation.ENGLAND)


@pytest.mark.parametrize("power", LegalPower)
@pytest.mark.parametrize("lang", ["en", "cy"])
def test_default_texts_name_999_and_the_law(power: LegalPower, lang: str) -> None:
    texts = default_texts([power.value], lang)
    assert "999" in texts.emergency
    assert "{" not in texts.privacy
    (year,) = re.findall(r"\b[12]\d{3}\b", texts.privacy)
    assert year in LEGAL_POWER_LABELS[power]
    assert ("Oes rhywun" in texts.emergency) is (lang == "cy")


@pytest.mark.parametrize(
    "number",
    ["020 7946 0142", "01632 960142", "+44 (0)20 7946 0142", "016977 2345", "0800 1111", "0300 123 4567",
     "07700 900123", "0115 555 0142", "029 2018 0142", "0113 496 0142", "0808 157 0142", "101", "999", "116 123",
     "18000"],
)  # fmt: skip  # as people write them
def test_numbers_that_can_be_rung(number: str) -> None:
    assert check_phone("phone", "It", number) == number


@pytest.mark.parametrize(
    "number",
    ["999999", "12", "100", "7946 0142", "960142", "0300 123 456", "020 7946 01422", "0000 000 0000", "06632 960142",
     "01111 111111", "01222 222222", "02222 222222", "08888 888888", "+1 12", "call us"],
)  # fmt: skip
def test_numbers_that_can_not(number: str) -> None:
    with pytest.raises(CouncilRefusedError, match="can’t be rung"):
        check_phone("phone", "It", number)
