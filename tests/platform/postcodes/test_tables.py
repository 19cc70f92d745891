"""Which table is asked, and what it answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.infra.demo.larkmere import SETTINGS
from commonground.infra.postcodes.build import build
from commonground.infra.postcodes.entries import Entry
from commonground.platform.postcodes import Area, attribution, parse_postcode, point_of, postcodes
from commonground.platform.postcodes.file import PostcodeFile, number_of
from commonground.platform.postcodes.sides import Side, side_of
from commonground.platform.postcodes.tables import Several, invented
from commonground.platform.postcodes.written import plain_area
from commonground.platform.settings import settings

AREAS = {"X1": Area("X1", "Hallow Vale", "X9", "Hallowdene")}


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Where this machine's table would stand."""
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(tmp_path))
    settings.cache_clear()
    yield settings().postcodes_file
    settings.cache_clear()


def in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "MODE": "production",
        "BASE_URL": "https://commonground.example",
        "SECRET_KEY": "x" * 32,
        "SMTP_URL": "smtp://127.0.0.1:25",
    }.items():
        monkeypatch.setenv(f"COMMONGROUND_{name}", value)
    settings.cache_clear()


def test_without_a_table_nothing_is_known_and_nothing_fails(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    in_production(monkeypatch)
    assert not file.exists()
    assert not postcodes().is_there
    assert postcodes().find("LM4 2QT") is None, "invented postcodes are the demonstration's alone"
    assert point_of("LM4 2QT") is None


def test_a_table_built_anew_counts_at_once(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    in_production(monkeypatch)
    for easting in (500_000, 500_100):
        build(file, [Entry("ZX1 1AA", "X1", easting, 200_000, True)], AREAS)
        located = postcodes().find("zx11aa")
        assert located is not None
        assert (located.point.easting, located.area, located.in_use) == (easting, AREAS["X1"], True)
    assert AREAS["X1"].words == "Hallow Vale, Hallowdene"
    assert postcodes().names_area("Hallowdene County Council")


def test_a_file_that_cannot_be_read_is_as_none(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    in_production(monkeypatch)
    file.write_bytes(b"no database" * 500)
    assert not postcodes().is_there


def test_the_demonstration_has_invented_ones_beside_a_built_table(file: Path) -> None:
    build(file, [Entry("ZX1 1AA", "X1", 500_000, 200_000)], AREAS)
    found = [postcodes().find(each) for each in ("LM4 2QT", "ZX1 1AA")]
    assert [each.in_use if each else "lost" for each in found] == [True, None]


def test_whose_data_it_is_is_said_where_it_is_used(file: Path) -> None:
    assert attribution() == "", "invented postcodes are nobody's"
    build(file, [Entry("ZX1 1AA", "X1", 500_000, 200_000)], AREAS)
    assert "Open Government Licence" in attribution()


def test_a_question_takes_less_than_a_millisecond(tmp_path: Path) -> None:
    """Far less: the bound is wide, because machines are slow at times."""
    entries = (
        Entry(f"ZX{n // 9000 % 9 + 1}{'ABCDEFGH'[n // 1000 % 8]} {n % 9}AA", "X1", n + 1, n + 1) for n in range(70_000)
    )
    build(tmp_path / "table", entries, AREAS)
    table = PostcodeFile(tmp_path / "table")
    begin = time.perf_counter()
    for _ in range(1_000):
        table.find("ZX1A 3AA")
    assert time.perf_counter() - begin < 1


@given(st.text(max_size=20))
def test_any_text_is_looked_up(typed: str) -> None:
    located = postcodes().find(typed)
    assert located is None or located.postcode == parse_postcode(typed)


@given(st.sets(st.from_regex(r"\A[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}\Z"), min_size=2, max_size=2))
def test_no_two_postcodes_share_a_number(two: set[str]) -> None:
    assert len({number_of(each) for each in two}) == 2


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("London Borough of Larkmere", "larkmere"),
        ("Larkmere Council", "larkmere"),
        ("Bristol, City of", "bristol"),
        ("City of London", "city of london"),
        ("Cyngor Ynys Môn", "ynys mon"),
        ("Bath & North East Somerset", "bath and north east somerset"),
    ],
)
def test_a_councils_style_is_no_part_of_its_areas_name(name: str, plain: str) -> None:
    assert plain_area(name) == plain


@pytest.mark.parametrize(
    ("postcode", "areas", "side"),
    [
        ("LM9 1AA", ["Larkmere"], Side.OWN),
        ("HW1 1AA", ["London Borough of Larkmere"], Side.NEIGHBOUR),
        ("HW1 1AA", ["Hallowdene"], Side.OWN),
        ("HW1 1AA", ["Hallow Vale"], Side.OWN),
        ("HW7 3QA", ["Larkmere", "Hallowdene County Council"], Side.OWN),
        # Written so that the table knows it not: perhaps it is the same area all the same.
        ("HW1 1AA", ["Larkmere and Lock End"], Side.UNSURE),
        ("HW1 1AA", ["Larkmere", "Hallow Valley"], Side.UNSURE),
        ("HW1 1AA", [], Side.UNSURE),
    ],
)
def test_the_border(postcode: str, areas: list[str], side: Side) -> None:
    located = invented().find(postcode)
    assert located is not None
    assert side_of(located, areas, invented()) is side


def test_the_border_runs_between_two_neighbouring_doors() -> None:
    here, there = point_of("LM9 1AA"), point_of("HW1 1AA")
    assert here is not None
    assert there is not None
    assert here.metres_to(there) == 90


def test_the_demonstrations_places_lie_somewhere_and_one_of_them_next_door() -> None:
    lies = {each.key: invented().find(each.postcode) for each in SETTINGS if each.postcode}
    sides = {key: located and side_of(located, ["Larkmere"], invented()) for key, located in lies.items()}
    assert set(sides.values()) == {Side.OWN, Side.NEIGHBOUR}


def test_areas_near_by_are_told_with_how_far_their_nearest_house_is() -> None:
    there = point_of("LM9 1AA")
    assert there is not None
    for metres, expected in ((89, {"Larkmere": 0}), (90, {"Larkmere": 0, "Hallow Vale": 90})):
        assert {area.name: away for area, away in postcodes().near(there, metres).items()} == expected
    assert Several([invented(), invented()]).near(there, 90) == invented().near(there, 90)
