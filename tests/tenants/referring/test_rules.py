"""What a professional must answer, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonground.platform.ids import uuid7
from commonground.platform.reference import AGENCIES, SOURCES
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.intake.types import Danger
from commonground.tenants.referring.rules import OTHER_SOURCE, REQUIRED, problems, source_of, tidy
from commonground.tenants.referring.types import LawfulBasis, Openness, Referring


def typed(**changes: object) -> Referring:
    whole = Referring(
        key=uuid7(),
        kind=SubjectKind.PLACE,
        where="The bandstand in Elm Park",
        what="Older teenagers hand out phones there after school.",
        harms=("cce",),
        children="3_5",
        danger=Danger.NO,
        openness=Openness.TOLD,
        basis=LawfulBasis.PUBLIC_TASK,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields of it


def test_nobody_is_made_to_answer_more_than_ten_questions() -> None:
    assert len(REQUIRED) <= 10
    assert problems(typed()) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"where": " "}, "where"),
        ({"what": ""}, "what"),
        ({"what": "a" * 5_001}, "what"),
        ({"harms": ()}, "harms"),
        ({"openness": Openness.NOT_TOLD}, "untold_why"),
        ({"establishment": "4012"}, "establishment"),
        ({"establishment": "Elm Park Academy"}, "establishment"),
        ({"case_references": ("Ayesha Khan",)}, "case_references"),
        ({"case_references": ("Ayesha",)}, "case_references"),
        ({"case_references": tuple(f"LK{n}" for n in range(31))}, "case_references"),
    ],
)
def test_what_is_wrong_stands_at_its_question(changes: dict[str, object], field: str) -> None:
    assert [each.field for each in problems(typed(**changes))] == [field]


@pytest.mark.parametrize("basis", list(LawfulBasis))
def test_no_basis_is_refused_consent_least_of_all(basis: LawfulBasis) -> None:
    assert problems(typed(basis=basis)) == ()


def test_whoever_did_not_tell_says_why() -> None:
    assert not problems(typed(openness=Openness.NOT_TOLD, untold_why="It could put somebody at risk."))


@pytest.mark.parametrize("reference", ["LK-2024/118", "118842", "M.1029_b"])
def test_references_of_case_systems_pass(reference: str) -> None:
    assert not problems(typed(case_references=(reference,)))


@pytest.mark.parametrize(
    ("number", "kept"), [("217 4038", "217/4038"), (" 217-4038 ", "217/4038"), ("217/4038", "217/4038"), ("  ", "")]
)
def test_a_schools_number_is_kept_as_registers_write_it(number: str, kept: str) -> None:
    assert not problems(typed(establishment=number))
    assert tidy(typed(establishment=number)).establishment == kept


def test_every_kind_of_partner_is_a_source_and_never_one_of_the_public() -> None:
    found = {agency: source_of(agency) for agency in AGENCIES.codes}
    assert set(found.values()) <= set(SOURCES.codes)
    assert not set(found.values()) & {"public", "anonymous", "young_person", "individual_family", "panel"}
    assert (found["police_safer_schools"], found["school_dsl"], found["business"]) == ("police", "school", "business")
    assert (found["fire"], source_of("no such agency")) == (OTHER_SOURCE, OTHER_SOURCE)
