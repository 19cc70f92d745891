"""`commonground import tracker`, as whoever runs the server types it."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from by_command import run_here
from commonground.infra.cli import main
from councils import World, make_world
from earlier_tracker import HEADER, ROWS, as_csv, earlier_tracker
from postgres import Database
from told import ask, tell

BAD = ("LM/009", "no idea", *ROWS[0][2:])


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, database: Database, tmp_path: Path) -> None:
    run_here(monkeypatch, database, tmp_path, whole=True)


def _import(world: World, file: Path, *more: str, person: str = "manager") -> Result:
    email, who = f"{person}@larkmere.example", world.larkmere.people[person].staff_id
    asyncio.run(tell(world, "update council.staff set email = :email where id = :id", email=email, id=who))
    return CliRunner().invoke(main, ["import", "tracker", str(file), "--tenant", "larkmere", "--as", email, *more])


def _number(world: World) -> int:
    return int(asyncio.run(ask(world, "select count(*) from tenants.referrals where route = 'tracker'"))[0])


def test_a_dry_run_says_what_would_come_and_writes_nothing(world: World, tmp_path: Path) -> None:
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(earlier_tracker())
    ran = _import(world, file, "--dry-run")
    assert ran.exit_code == 0, ran.output
    assert "Would come in: 5" in ran.output
    assert "Location / Group name → subject" in ran.output
    assert _number(world) == 0
    assert asyncio.run(ask(world, "select count(*) from tenants.tracker_imports"))[0] == 0


def test_a_sheet_that_is_not_read_is_named(world: World, tmp_path: Path) -> None:
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(earlier_tracker(next_year="2027"))
    ran = _import(world, file, "--dry-run")
    assert "Not read: sheet “2027”, 1 row\n" in ran.output
    assert ran.output.count("Not read") == 1, "none of what is hidden, nor lists"
    assert json.loads(_import(world, file, "--dry-run", "--json").output)["sheets_not_read"] == {"2027": 1}


def test_rows_that_can_not_be_read_stop_it_and_are_written_beside(world: World, tmp_path: Path) -> None:
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(earlier_tracker(more=[BAD]))
    ran = _import(world, file)
    assert ran.exit_code == 3, ran.output
    assert _number(world) == 0
    copy = (tmp_path / "tracker.xlsx.look.csv").read_text("utf-8-sig")
    assert "B10: “no idea” isn’t a day" in copy
    assert "'=1+1" in copy, "a cell that looks like a formula stays text"
    assert (tmp_path / "tracker.xlsx.look.csv").stat().st_mode & 0o077 == 0


def test_it_is_brought_in_once(world: World, tmp_path: Path) -> None:
    file = tmp_path / "tracker.csv"
    file.write_bytes(as_csv())
    said = [json.loads(_import(world, file, "--json").output) for _ in range(2)]
    assert [each["brought_in"] for each in said] == [5, 0]
    assert said[1]["here_already"] == 5
    assert _number(world) == 5


def test_others_may_not_and_a_wrong_file_is_said_in_a_sentence(world: World, tmp_path: Path) -> None:
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(b"%PDF-1.7 no workbook")
    ran = _import(world, file)
    assert (ran.exit_code, "isn’t a workbook" in ran.output) == (2, True), ran.output
    ran = _import(world, file, person="screener")
    assert (ran.exit_code, "may not do this" in ran.output) == (2, True), ran.output


def test_another_sheet_is_read_by_its_name(world: World, tmp_path: Path) -> None:
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(earlier_tracker(next_year="Year 2027"))
    usual = _import(world, file, "--dry-run").output
    assert "Not read: sheet “Year 2027”, 1 row\nTo read another sheet: --sheet NAME\n" in usual
    for name in ("Year 2027", " year  2027 "):
        said = json.loads(_import(world, file, "--dry-run", "--json", "--sheet", name).output)
        assert (said["sheet"], said["can_not_be_read"], said["sheets_not_read"]) == (
            "Year 2027", 1, {"CS Referrals": 5},
        )  # fmt: skip  # one row that lacks its place


def test_the_named_sheet_is_the_one_that_is_brought_in(world: World, tmp_path: Path) -> None:
    before = _number(world)
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made:
        for name, numbers in (("Long", range(9)), ("Short", range(100, 102))):
            sheet = made.add_worksheet(name)
            for place, row in enumerate(
                [HEADER, *((f"SH/{number}", "01/02/2026", *ROWS[0][2:]) for number in numbers)]
            ):
                sheet.write_row(place, 0, row)
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(book.getvalue())
    ran = _import(world, file, "--sheet", "Short")
    assert "Brought in: 2\n" in ran.output, ran.output
    assert _number(world) == before + 2


@pytest.mark.parametrize("name", ["2026", "Sheet1", "CS Referral", "\x00", "“"])
def test_an_unknown_sheet_is_said_with_those_that_there_are(world: World, tmp_path: Path, name: str) -> None:
    file, before = tmp_path / "tracker.xlsx", _number(world)
    file.write_bytes(earlier_tracker(next_year="2027"))
    ran = _import(world, file, "--sheet", name)
    assert ran.exit_code == 2, ran.output
    assert "with anything in it. It has: “CS Referrals”, “Lists”, “OLD (do not use)”, “2027”." in ran.output
    assert f"called “{name}”" in ran.output
    assert _number(world) == before
