"""Every rule of `commonground check layout`, seen to fail when it is broken and to pass when it is kept."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonground.infra.checks import layout
from commonground.infra.cli import main

HOME = "/" + "home/somebody/clone"
REGISTRY = "https://" + "pypi" + ".org/simple"


def write(root: Path, name: str, text: str = "") -> str:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return name


@pytest.mark.parametrize(
    "name",
    ["platform/__init__.py", "platform/commonground/__init__.py", "infra/commonground/__init__.py", "tests/__init__.py",
     "tests/isolation/__init__.py"],
)  # fmt: skip
def test_a_package_file_that_hides_a_module_is_refused(tmp_path: Path, name: str) -> None:
    assert list(layout.no_hiding_packages(tmp_path, [name]))


def test_package_files_inside_a_room_are_fine(tmp_path: Path) -> None:
    names = ["platform/commonground/platform/__init__.py", "ui/commonground/ui/shell/__init__.py"]
    assert not list(layout.no_hiding_packages(tmp_path, names))


@pytest.mark.parametrize(
    "line",
    [f"-i {REGISTRY}", "resolved: https://" + "registry." + "npmjs.example/x", f"open('{HOME}/x')",
     "/" + "Users/Somebody/clone", "cat /" + "root/.profile", "pip install --extra-index" + "-url=https://x"],
)  # fmt: skip
def test_a_registry_or_a_machine_in_any_file_is_refused(tmp_path: Path, line: str) -> None:
    name = write(tmp_path, "README.md", f"# A heading\n{line}\n")
    (fault,) = list(layout.no_registry_or_machine(tmp_path, [name]))
    assert fault.startswith("README.md:2: ")


def test_the_clones_own_place_is_refused(tmp_path: Path) -> None:
    name = write(tmp_path, "notes.txt", f"cd {tmp_path.resolve()} && make run\n")
    assert list(layout.no_registry_or_machine(tmp_path, [name]))


def test_pictures_and_ordinary_addresses_are_fine(tmp_path: Path) -> None:
    picture = tmp_path / "mark.png"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    text = write(tmp_path, "README.md", "http://127.0.0.1:8000/larkmere/report\n/var/lib/commonground\n")
    assert not list(layout.no_registry_or_machine(tmp_path, ["mark.png", text]))


@pytest.mark.parametrize("comment", ["# noqa", "# noqa: S108", "# type: ignore", "# type: ignore[arg-type]",
                                     "# pragma: no cover", "# nosec"])  # fmt: skip
def test_a_suppression_needs_a_reason(tmp_path: Path, comment: str) -> None:
    bare = write(tmp_path, "bare.py", f"x = 1  {comment}\n")
    told = write(tmp_path, "told.py", f"x = 1  {comment}  # the folder is checked before use\n")
    text = write(tmp_path, "text.py", f"x = '{comment}'\n")
    assert list(layout.reasons_beside_suppressions(tmp_path, [bare, told, text])) == [
        "bare.py:1: suppresses without a reason beside it"
    ]


def test_a_file_may_grow_only_with_a_reason(tmp_path: Path) -> None:
    long = write(tmp_path, "ui/long.py", "x = 1\n" * 301)
    said = write(tmp_path, "ui/said.py", "# Long: one table, read from top to bottom\n" + "x = 1\n" * 301)
    short = write(tmp_path, "ui/short.py", "x = 1\n" * 300)
    assert [fault.partition(":")[0] for fault in layout.readable_sizes(tmp_path, [long, said, short])] == [long]


def test_a_function_may_grow_only_with_a_reason(tmp_path: Path) -> None:
    body = "    x = 1\n" * 40
    name = write(
        tmp_path,
        "ui/functions.py",
        f"def short():\n{body[10:]}\n\ndef long():\n{body}\n\ndef said():  # Long: a protocol's steps\n{body}\n",
    )
    (fault,) = list(layout.readable_sizes(tmp_path, [name]))
    assert ": long has 41 lines" in fault


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    name = write(tmp_path, "film.mp4", "x" * 500_001)
    assert list(layout.readable_sizes(tmp_path, [name]))


@pytest.mark.parametrize("broken", ['strict = true\nfiles = ["platform/commonground"]', "strict = false\nfiles = []"])
def test_mypy_must_be_strict_and_see_every_folder(tmp_path: Path, broken: str) -> None:
    write(tmp_path, "pyproject.toml", f"[tool.mypy]\n{broken}\n")
    assert list(layout.seen_by_mypy(tmp_path, []))


def test_python_stands_in_a_room(tmp_path: Path) -> None:
    good = ["ui/commonground/ui/app.py", "tests/infra/test_x.py"]
    bad = ["setup.py", "scripts/x.py", "ui/x.py", "ui/commonground/platform/x.py"]
    assert [fault.partition(":")[0] for fault in layout.known_top_folders(tmp_path, [*good, *bad])] == bad


def test_files_not_yet_added_are_seen_and_ignored_ones_are_not(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for name in ("added.py", "new.py", "ignored.py"):
        write(tmp_path, name)
    write(tmp_path, ".gitignore", "ignored.py\n")
    subprocess.run(["git", "add", "added.py"], cwd=tmp_path, check=True)
    assert layout.tracked_files(tmp_path) == [".gitignore", "added.py", "new.py"]


def test_the_command_fails_when_a_check_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "check", lambda: ["ui/x.py:1: broken"])
    told = CliRunner().invoke(main, ["check", "layout"])
    assert (told.exit_code, told.output) == (1, "layout: 1 found\n  ui/x.py:1: broken\n")

    monkeypatch.setattr(layout, "check", list)
    assert CliRunner().invoke(main, ["check", "layout"]).exit_code == 0
