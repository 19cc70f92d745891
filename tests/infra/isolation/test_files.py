"""A file that was made public turns the report red."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commonground.infra.isolation.files import look_at_files, own_places
from commonground.platform.isolation.report import Verdict
from commonground.platform.settings import Settings
from commonground.ui.shell import assets
from commonground.ui.shell.public_files import named_files


@pytest.fixture
def static(tmp_path: Path) -> Path:
    return Path(shutil.copytree(assets.FOLDER, tmp_path / "static"))


def findings(static: Path, state: Path) -> tuple[str, ...]:
    return look_at_files(static, [state]).findings


def test_every_public_file_is_named_and_there() -> None:
    there = {path.relative_to(assets.FOLDER).as_posix() for path in assets.FOLDER.rglob("*") if path.is_file()}
    assert there == named_files(assets.FOLDER)


def test_as_it_should_be(static: Path, state: Path) -> None:
    part = look_at_files(static, [state])
    assert part.verdict is Verdict.GREEN
    assert part.tried == len(named_files(static)) + 2


@pytest.mark.parametrize("name", ["referrals.csv", "vendor/letter.txt", "fonts/.kept"])
def test_a_file_that_was_put_among_the_public_ones(static: Path, state: Path, name: str) -> None:
    (static / name).write_text("Elm Park")
    assert findings(static, state) == (f"{name} lies in the folder of public files, and nobody named it.",)


def test_a_link_out_of_the_folder_of_public_files(static: Path, state: Path) -> None:
    (static / "mark.svg").unlink()
    (static / "mark.svg").symlink_to(state / "audit-key")
    assert findings(static, state) == ("mark.svg lies in the folder of public files, and nobody named it.",)


def test_a_library_that_was_changed(static: Path, state: Path) -> None:
    with (static / "vendor/htmx.min.js").open("a") as file:
        file.write("// and more")
    assert "vendor/htmx.min.js" in findings(static, state)[0]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_key_that_others_can_read(static: Path, state: Path, mode: int) -> None:
    (state / "audit-key").chmod(mode)
    said = "state/audit-key can be reached by others on this machine: only its owner may."
    assert findings(static, state) == (said,)


def test_a_folder_that_nobody_else_may_enter_is_closed_whatever_is_in_it(static: Path, state: Path) -> None:
    (state / "mail" / "one.eml").write_text("Dear Sam")
    assert findings(static, state) == ()
    (state / "mail").chmod(0o755)
    assert findings(static, state)[0].startswith("state/mail/one.eml can be reached by others")


def test_more_than_a_few_are_counted(static: Path, state: Path) -> None:
    for number in range(30):
        (state / f"{number}.txt").write_text("")
    assert findings(static, state)[-1] == "So can 10 more."


def test_places_are_looked_at_once(state: Path, tmp_path: Path) -> None:
    heads, key = tmp_path / "heads", tmp_path / "key"
    heads.mkdir()
    key.touch()
    chosen = Settings(state_dir=str(state), audit_export=str(heads), audit_key=str(key))
    assert own_places(chosen, embedded=False) == [state, heads, key]
    assert own_places(Settings(state_dir=str(state), audit_key="A" * 43 + "="), embedded=False) == [state]
