"""What only one kind of context has, and what must never stand in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commonground.tenants.contexts.details import DETAILS, establishment_number
from commonground.tenants.contexts.rules import check_context, context_problems
from commonground.tenants.contexts.types import ContextInput, ContextKind

NAMED = ContextInput(kind=ContextKind.PLACE, name="Golden Spoon")
ANSWERS = {"size": "6_10", "age_band": "13_15", "audience": "invited", "establishment": "217 4038"}


def fields(**typed: Any) -> list[str]:
    return [problem.field for problem in context_problems(replace(NAMED, **typed))]


@pytest.mark.parametrize("name", DETAILS)
@pytest.mark.parametrize("kind", ContextKind)
def test_each_is_of_one_kind_alone(name: str, kind: ContextKind) -> None:
    found = fields(kind=kind, **{name: ANSWERS.get(name, "Said")})
    assert found == ([] if DETAILS[name].kind is kind else [name])


@pytest.mark.parametrize("name", DETAILS)
def test_each_has_its_length_and_its_codes(name: str) -> None:
    assert set(fields(kind=DETAILS[name].kind, **{name: "x" * 201})) == {name}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("217/4038", "217/4038"), ("2174038", "217/4038"), (" 217 - 4038 ", "217/4038"), ("688 4055", "688/4055")],
)
def test_a_schools_number_is_kept_as_registers_write_it(typed: str, kept: str) -> None:
    assert establishment_number(typed) == kept
    school = replace(NAMED, kind=ContextKind.SCHOOL, establishment=typed, dsl_post="  Deputy   head ")
    assert (check_context(school).establishment, check_context(school).dsl_post) == (kept, "Deputy head")


@pytest.mark.parametrize("typed", ["217", "21740381", "017/4038", "217/0038", "abc/4038", "٢١٧/4038", "217/4038/1"])
def test_another_number_is_refused_at_its_field(typed: str) -> None:
    assert fields(kind=ContextKind.SCHOOL, establishment=typed) == ["establishment"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("handle", "nightriders password: owl9"),
        ("description", "They meet there. The passcode is 1234."),
        ("platform", "https://anna:secret@blockforge.example"),
        ("handle", "discord.gg/abcdef"),
        ("handle", "https://blockforge.example/join?invite=abc"),
        ("name", "Riders, login: owl"),
        ("handle", "https://discord.com/invite/abcd"),
        ("handle", "https://meet.example/j/81?pwd=abc"),
        ("aliases", ("Owls", "login: owls password: 9")),
        ("aliases", ("discord.gg/abcdef",)),
    ],
)
def test_a_way_in_to_an_online_space_is_refused(field: str, typed: str | tuple[str, ...]) -> None:
    assert fields(kind=ContextKind.ONLINE, **{field: typed}) == [field]


@pytest.mark.parametrize(
    "typed", ["facebook.com/profile.php?id=1000", "instagram.com/owls?igsh=x1", "tiktok.com/@owls?lang=en"]
)
def test_the_address_of_a_profile_is_no_way_in(typed: str) -> None:
    assert fields(kind=ContextKind.ONLINE, handle=typed) == []


def test_what_it_is_called_online_may_stand() -> None:
    said = "They say that everybody there needs a password. Adults log in at night."
    assert fields(kind=ContextKind.ONLINE, handle="@night.riders-uk", platform="Blockforge", description=said) == []
    assert fields(description="The door code is on the wall, the password is 99") == []
