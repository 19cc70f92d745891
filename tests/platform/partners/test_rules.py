"""What an organisation and an agreement must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.partners.rules import check_agreement, check_organisation, in_force
from commonground.platform.partners.types import POLICE, AgreementInput, OrganisationInput, is_police
from commonground.platform.reference import AGENCIES
from commonground.platform.refusals import IncompleteError

TODAY = date(2026, 11, 27)
MENTORS = OrganisationInput(name="Riverside Mentors", kind="vcs")
AGREED = AgreementInput(
    kind="information_sharing",
    edition="2.1",
    signed_on=TODAY,
    signed_by="Both directors",
    valid_from=TODAY,
    valid_until=TODAY + timedelta(days=700),
)


def fields(of: OrganisationInput | AgreementInput) -> list[str]:
    with pytest.raises(IncompleteError) as refused:
        check_organisation(of) if isinstance(of, OrganisationInput) else check_agreement(of, TODAY)
    return [problem.field for problem in refused.value.problems]


@pytest.mark.parametrize("kind", AGENCIES.codes)
def test_an_organisation_of_every_kind(kind: str) -> None:
    assert check_organisation(replace(MENTORS, name="  Riverside   Mentors ", kind=kind)).name == "Riverside Mentors"


def test_it_has_a_name_and_a_kind_of_ours() -> None:
    assert fields(replace(MENTORS, name=" ", kind="circus")) == ["name", "kind"]
    assert fields(replace(MENTORS, name="x" * 161, contact_name="x" * 201, about="x" * 1_001)) == [
        "name", "contact_name", "about",
    ]  # fmt: skip


def test_an_agreement_says_what_who_and_when() -> None:
    assert check_agreement(AGREED, TODAY) == AGREED
    nothing = AgreementInput(kind="", edition=" ", signed_on=None, signed_by="", valid_from=None, valid_until=None)
    assert fields(nothing) == ["kind", "edition", "signed_by", "signed_on", "valid_from", "valid_until"]
    assert fields(replace(AGREED, signed_on=TODAY + timedelta(days=1))) == ["signed_on"]
    assert fields(replace(AGREED, valid_until=TODAY - timedelta(days=1))) == ["valid_until"]
    assert fields(replace(AGREED, valid_until=TODAY + timedelta(days=4_000))) == ["valid_until"]


@given(st.integers(-50, 50), st.integers(0, 50))
def test_in_force_from_the_first_day_to_the_last(start: int, lasts: int) -> None:
    first = TODAY + timedelta(days=start)
    assert in_force(first, first + timedelta(days=lasts), TODAY) is (start <= 0 <= start + lasts)


def test_the_kinds_of_police_are_the_databases_too() -> None:
    """`045_shared.sql` asks for the beginning of the code."""
    assert {code for code in AGENCIES.codes if code.startswith("police")} == POLICE
    assert is_police("police_bcu")
    assert not is_police("probation")
