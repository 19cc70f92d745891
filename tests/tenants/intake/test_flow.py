"""The way through the public report: short, never stuck, and led away where somebody else can act sooner."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.reference import CHILD_BANDS, PUBLIC_HARMS
from commonground.tenants.intake.flow import PATH, REQUIRED, answer_problems, missing, next_page
from commonground.tenants.intake.types import Answers, ContactBy, ContactChoice, Danger, Page, ReportSubject

ON_THE_PATH = [subject for subject in ReportSubject if subject is not ReportSubject.ONE_CHILD]
WHOLE = Answers(
    subject=ReportSubject.PLACE,
    where="Golden Spoon, Mill Lane",
    danger=Danger.NO,
    harms=("cce",),
    what="Two older lads drive up and give them food and phones.",
    contact_choice=ContactChoice.UNKNOWN,
)
ANSWERS = st.builds(
    Answers,
    subject=st.sampled_from([None, *ReportSubject]),
    where=st.sampled_from(["", " ", "The park"]),
    danger=st.sampled_from([None, *Danger]),
    danger_page_seen=st.booleans(),
    harms=st.sampled_from([(), ("cce",)]),
    what=st.sampled_from(["", "Something"]),
    contact_choice=st.sampled_from([None, *ContactChoice]),
    contact_by=st.sampled_from([None, *ContactBy]),
    contact_value=st.sampled_from(["", "someone@example.com"]),
)


def test_five_pages_and_six_required_answers() -> None:
    assert len(PATH) <= 5
    assert sum(len(required) for required in REQUIRED.values()) <= 6


def test_no_question_asks_for_names_pictures_or_ethnicity() -> None:
    asked = {field.name for field in fields(Answers)}
    assert not {name for name in asked if any(part in name for part in ("ethnic", "photo", "child_name", "member"))}
    assert {name for name in asked if "name" in name} == {"contact_name"}, "the reporter's own, and optional"


@pytest.mark.parametrize("subject", ON_THE_PATH)
def test_every_kind_of_subject_gets_through_answering_page_by_page(subject: ReportSubject) -> None:
    seen = []
    answers = Answers()
    while (page := next_page(answers)) is not Page.CHECK:
        seen.append(page)
        given_here = {field: getattr(WHOLE, field) for field in REQUIRED[page]}
        answers = replace(answers, **(given_here | ({"subject": subject} if page is Page.SUBJECT else {})))
    assert seen == list(PATH[:-1])


def test_one_child_is_led_to_the_front_door() -> None:
    assert next_page(Answers(subject=ReportSubject.ONE_CHILD)) is Page.ONE_CHILD
    assert next_page(replace(WHOLE, subject=ReportSubject.ONE_CHILD)) is Page.ONE_CHILD


def test_danger_stands_in_the_way_until_999_was_shown() -> None:
    answers = replace(WHOLE, danger=Danger.YES)
    assert next_page(answers) is Page.DANGER
    assert next_page(replace(answers, danger_page_seen=True)) is Page.CHECK
    assert next_page(replace(WHOLE, danger=Danger.NOT_SURE)) is Page.CHECK


def test_who_wants_to_be_contacted_says_how() -> None:
    answers = replace(WHOLE, contact_choice=ContactChoice.CONTACT)
    assert missing(Page.YOU, answers) == ("contact_by", "contact_value")
    answers = replace(answers, contact_by=ContactBy.EMAIL, contact_value="someone@example.com")
    assert next_page(answers) is Page.CHECK


def test_blanks_are_no_answer() -> None:
    assert missing(Page.WHERE, replace(WHOLE, where=" \n")) == ("where",)


@given(ANSWERS)
def test_check_is_reached_with_everything_required_and_never_before(answers: Answers) -> None:
    page = next_page(answers)
    complete = not any(missing(each, answers) for each in PATH)
    if page is Page.CHECK:
        assert complete
        assert answers.subject is not ReportSubject.ONE_CHILD
        assert answers.danger is not Danger.YES or answers.danger_page_seen
    elif page in PATH:
        assert missing(page, answers)
        assert not any(missing(earlier, answers) for earlier in PATH[: PATH.index(page)])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": "x" * 5_001}, "what"),
        ({"where": "x" * 201}, "where"),
        ({"harms": ("cce", "witchcraft")}, "harms"),
        ({"harms": ("county_lines",)}, "harms"),
        ({"venue": "school"}, "venue"),
        ({"children": "12"}, "children"),
        ({"group_size": "huge"}, "group_size"),
        ({"how_often": "often"}, "how_often"),
        ({"ages": ("13_15", "90")}, "ages"),
    ],
)
def test_what_was_tampered_with_is_refused(change: dict[str, str], field: str) -> None:
    answers = replace(WHOLE, **change)  # type: ignore[arg-type]  # one field at a time, each of its own type
    assert [problem.field for problem in answer_problems(answers)] == [field]


def test_what_the_form_offers_is_taken() -> None:
    for harm in PUBLIC_HARMS:
        for children in CHILD_BANDS:
            assert answer_problems(replace(WHOLE, venue="takeaway", harms=(harm.code,), children=children.code)) == ()
