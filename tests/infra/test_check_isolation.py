"""`commonground check isolation` as somebody types it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from commonground.infra.cli import main
from commonground.platform.isolation.report import SignedReport
from commonground.platform.settings import settings
from councils import TestCouncil, World, make_world
from postgres import Database
from trails import KEY


@pytest.fixture
def world(own_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    (tmp_path / "state").mkdir(mode=0o700)
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("COMMONGROUND_AUDIT_KEY", base64.b64encode(KEY.seed).decode())
    monkeypatch.setenv("COMMONGROUND_DATABASE_URL", own_database.owner_url)
    for role in ("app", "login", "worker", "relay"):
        monkeypatch.setenv(f"COMMONGROUND_DATABASE_{role.upper()}_URL", getattr(own_database, f"{role}_url"))
    settings.cache_clear()
    yield asyncio.run(make_world(own_database))
    settings.cache_clear()


def isolation(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", "isolation", *words])


def kept(world: World) -> list[tuple[str, str, SignedReport]]:
    """Whose, the verdict, and the report, oldest first."""
    query = (
        "select c.slug, r.verdict, r.body, r.key_id, r.signature from audit.isolation_reports r"
        " join commons.councils c on c.id = r.tenant_id order by r.at"
    )
    with psycopg.connect(world.database.owner_url) as connection:
        return [(row[0], row[1], SignedReport(*row[2:])) for row in connection.execute(query)]


@pytest.mark.slow
def test_green_then_red_each_kept_signed_and_verified(world: World, tmp_path: Path) -> None:
    green = isolation("--all")
    assert green.exit_code == 0, green.output
    assert green.output.splitlines()[-1].startswith("larkmere: green: ")
    with psycopg.connect(world.database.owner_url) as connection:
        connection.execute("drop policy council on tenants.contexts")
    red = isolation("--tenant", "larkmere", "--json")
    assert red.exit_code == 1
    assert json.loads(red.output)["verdict"] == "red"
    reports = kept(world)
    told = [(slug, verdict) for slug, verdict, _ in reports]
    assert told == [("hallowdene", "green"), ("larkmere", "green"), ("larkmere", "red")]
    for slug, _, signed in reports:
        check_that_nobody_is_named(signed.body, getattr(world, slug))
    check_verifying(tmp_path / "report.jsonl", reports[1][2], reports[2][2])


def check_that_nobody_is_named(body: str, council: TestCouncil) -> None:
    assert str(council.id) in body
    people = council.people.values()
    assert not any(str(person.staff_id) in body or person.name in body for person in people)
    assert "canary" not in body


def check_verifying(file: Path, green: SignedReport, red: SignedReport) -> None:
    public = KEY.public.text
    file.write_text(red.file)
    genuine = isolation("--verify", str(file), "--key", public)
    assert genuine.exit_code == 0, genuine.output
    assert genuine.output.startswith("report.jsonl: genuine. larkmere: red: ")
    file.write_text(red.file.replace('"red"', '"green"'))
    assert isolation("--verify", str(file), "--key", public).exit_code == 1
    file.write_text(green.file.replace("larkmere", "hallowdene"))
    forged = isolation("--verify", str(file), "--key", public, "--json")
    assert (forged.exit_code, json.loads(forged.output)["genuine"]) == (1, False)


@pytest.mark.parametrize("words", [(), ("--tenant", "larkmere", "--all"), ("--tenant", "nowhere")])
def test_nothing_is_tried_unless_it_is_said_for_whom(world: World, words: tuple[str, ...]) -> None:
    assert isolation(*words).exit_code == 2
    assert kept(world) == []
