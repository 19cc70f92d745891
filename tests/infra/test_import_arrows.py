"""The contract of `pyproject.toml` refuses every import that goes upwards or sideways."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
ALLOWED = {
    "infra": {"ui", "workers", "tenants", "platform"},
    "ui": {"tenants", "platform"},
    "workers": {"tenants", "platform"},
    "tenants": {"platform"},
    "platform": set[str](),
}
UPWARDS_OR_SIDEWAYS = [(start, end) for start, end in permutations(ALLOWED, 2) if end not in ALLOWED[start]]


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    """Five empty rooms under the project's own contract."""
    for room in ALLOWED:
        package = tmp_path / "commonground" / room
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "there.py").touch()
    (tmp_path / "pyproject.toml").write_text(PYPROJECT.read_text())
    return tmp_path


def lint(rooms: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    environment = {**os.environ, "PYTHONPATH": str(rooms)}
    return subprocess.run(command, cwd=rooms, env=environment, capture_output=True, text=True, check=False)


def add_arrow(rooms: Path, start: str, end: str) -> None:
    (rooms / "commonground" / start / f"to_{end}.py").write_text(f"import commonground.{end}.there\n")


def test_downwards_is_allowed(rooms: Path) -> None:
    for start, ends in ALLOWED.items():
        for end in ends:
            add_arrow(rooms, start, end)
    done = lint(rooms)
    assert "Contracts: 1 kept, 0 broken" in done.stdout
    assert done.returncode == 0


def test_every_other_arrow_is_refused(rooms: Path) -> None:
    for start, end in UPWARDS_OR_SIDEWAYS:
        add_arrow(rooms, start, end)
    done = lint(rooms)
    assert done.returncode == 1
    told = " ".join(done.stdout.split())
    for start, end in UPWARDS_OR_SIDEWAYS:
        assert f"commonground.{start} is not allowed to import commonground.{end}" in told
