"""A migration that has landed has run somewhere: whoever edits it makes two kinds of database of one version.

`landed_migrations.txt` has each that has, with the digest of its file. A migration is added to it when it lands."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from commonground.infra import migrations

VERSIONS = Path(next(iter(migrations.__path__))) / "versions"
LANDED = dict(line.split() for line in (Path(__file__).parent / "landed_migrations.txt").read_text().splitlines())


def digest(written: bytes) -> str:
    return sha256(written).hexdigest()


@pytest.mark.parametrize("name", sorted(LANDED))
def test_it_stands_as_it_landed(name: str) -> None:
    assert digest((VERSIONS / name).read_bytes()) == LANDED[name], f"{name} has landed: write another migration"


def test_none_is_left_out_before_the_last_that_is_listed() -> None:
    there = sorted(path.name for path in VERSIONS.glob("[0-9]*.py"))
    assert there[: len(LANDED)] == sorted(LANDED)
    assert len(LANDED) >= 52


def test_an_edit_is_seen() -> None:
    name, landed = next(iter(LANDED.items()))
    assert digest((VERSIONS / name).read_bytes() + b"\n") != landed
