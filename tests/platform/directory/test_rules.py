"""Which councils a search finds, and what may be listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest

from commonground.platform.directory.rules import check_contact, find
from commonground.platform.directory.types import ContactInput, CouncilCard, Found
from commonground.platform.postcodes import Area, Located, Point
from commonground.platform.postcodes.tables import Several, invented
from commonground.platform.refusals import IncompleteError

DESK = ContactInput(kind="desk", name="Duty desk", phone="020 7946 0121")


def card(slug: str, *areas: str, name_cy: str = "") -> CouncilCard:
    return CouncilCard(uuid4(), slug, f"{slug.title()} Council", name_cy, areas, "1", "2")


LARKMERE, HALLOWDENE = card("larkmere", "London Borough of Larkmere"), card("hallowdene", "Hallowdene")
GLANWERN = card("glanwern", "Glan y Wern", "Bro Wern", name_cy="Cyngor Glanwern")
ALL = (LARKMERE, HALLOWDENE, GLANWERN)


def searched(words: str, councils: tuple[CouncilCard, ...] = ALL, most: int = 50) -> Found:
    return find(words, councils, invented(), most)


def slugs(found: Found) -> list[tuple[str, int]]:
    return [(each.council.slug, each.metres) for each in found.answers]


def test_a_boundary_street_answers_with_both_the_nearer_first() -> None:
    for postcode, expected in (
        ("lm91aa", [("larkmere", 0), ("hallowdene", 90)]),
        ("HW1 1AA", [("hallowdene", 0), ("larkmere", 90)]),
        ("HW1 1AB", [("hallowdene", 0), ("larkmere", 361)]),
    ):
        found = searched(postcode)
        assert slugs(found) == expected
        assert found.is_border
        assert found.served


def test_inside_an_area_there_is_one_answer() -> None:
    for postcode, expected in (("HW7 3QA", "hallowdene"), ("LM4 2QT", "larkmere")):
        found = searched(postcode)
        assert slugs(found) == [(expected, 0)]
        assert (found.is_border, found.near) == (False, ())


def test_an_area_of_nobody_here_is_named_and_so_is_one_that_begins_near_by() -> None:
    found = searched("HW1 1AA", (LARKMERE,))
    assert slugs(found) == [("larkmere", 90)]
    assert (found.area, found.served, found.near) == ("Hallow Vale, Hallowdene", False, ())
    found = searched("LM9 1AA", (LARKMERE,))
    assert slugs(found) == [("larkmere", 0)]
    assert (found.served, found.near, found.is_border) == (True, ("Hallow Vale, Hallowdene",), True)


def test_a_postcode_out_of_use_is_found_and_begins_nothing_near_by() -> None:
    assert not searched("LM4 9ZZ").in_use
    assert searched("LM4 2QT").in_use


def test_an_unknown_postcode_and_no_table_are_told_apart() -> None:
    assert (searched("ZZ9 9ZZ").knows, searched("ZZ9 9ZZ").area) == (True, "")
    assert not find("ZZ9 9ZZ", ALL, Several(()), 50).knows


def test_a_council_with_two_of_the_areas_stands_once_with_the_nearer() -> None:
    class Beside:
        is_there = True
        near_by: Mapping[Area, float] = {Area("A", "North", "A", "North"): 40.0, Area("B", "South", "B", "South"): 0.2}

        def find(self, postcode: str) -> Located | None:
            return Located(postcode, Point(0, 0), Area("B", "South", "B", "South"))

        def near(self, point: Point, metres: int) -> Mapping[Area, float]:
            assert (point, metres) == (Point(0, 0), 500)
            return self.near_by

        def names_area(self, name: str) -> bool:
            return bool(name)

    assert slugs(find("LM1 1AB", (card("both", "North", "South"),), Beside(), 9)) == [("both", 0)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("larkmere", ["larkmere"]), ("Hallowdene council", ["hallowdene"]), ("bro wern", ["glanwern"]),
        ("WERN", ["glanwern"]), ("cyngor glanwern", ["glanwern"]), ("elsewhere", []), ("%", []), ("--", []),
    ],
)  # fmt: skip  # a table
def test_by_the_name_of_a_council_or_of_its_area(words: str, expected: list[str]) -> None:
    found = searched(words)
    assert [each.council.slug for each in found.answers] == expected
    assert not found.is_border


def test_many_of_one_name_are_cut_off_and_say_so() -> None:
    found = searched("e", most=2)
    assert (len(found.answers), found.more) == (2, True)
    assert not searched("e", most=3).more


def fields(typed: ContactInput) -> list[str]:
    with pytest.raises(IncompleteError) as refused:
        check_contact(typed)
    return [problem.field for problem in refused.value.problems]


def test_a_desk_has_a_name_and_can_be_reached() -> None:
    assert check_contact(replace(DESK, name=" Duty  desk ")) == DESK
    assert check_contact(replace(DESK, kind="team", phone="", email="duty@council.example")).kind == "team"
    assert fields(ContactInput(kind="person", name=" ")) == ["kind", "name", "phone"]
    assert fields(replace(DESK, phone="ring me", email="nowhere")) == ["phone", "email"]
    assert fields(replace(DESK, name="x" * 121, about="x" * 501, hours="x" * 121)) == ["name", "about", "hours"]
