"""The tools that the other tests stand on: a browser that draws, and checkers that find something."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import browser
import npm
import vendor


def test_a_browser_that_draws_text_is_found() -> None:
    assert browser.find_browser().starts()


def test_a_program_that_is_no_browser_is_not_taken(tmp_path: Path) -> None:
    assert not browser.Program(Path("/bin/true")).starts()
    assert not browser.Program(tmp_path / "chromium").starts()


def test_unpacking_stays_inside_its_folder(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as files:
        for name in ("lib/inside", "../outside"):
            member = tarfile.TarInfo(name)
            member.size = 5
            files.addfile(member, io.BytesIO(b"words"))
    folder = tmp_path / "folder"
    browser._unpack(archive.getvalue(), folder)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["inside"]


def test_the_html_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    good = "<!DOCTYPE html><html lang=cy><title>Adroddiad</title><p>Diolch</p></html>"
    wrong, right = tmp_path / "wrong page.html", tmp_path / "right.html"
    wrong.write_text(good.replace("<p>", "<p><div>"))
    right.write_text(good)
    found = vendor.vnu_check([wrong, right])
    assert {problem.file for problem in found} == {wrong}
    assert "Unclosed element" in " ".join(problem.says for problem in found)
    assert vendor.vnu_check([]) == []


def test_axe_is_the_version_that_was_chosen() -> None:
    assert "axe v4.14.1" in vendor.axe_source()[:200]


def test_the_locks_name_no_registry() -> None:
    for lock in (Path(npm.__file__).parent / "node").glob("*/package-lock.json"):
        assert '"resolved"' not in lock.read_text()
