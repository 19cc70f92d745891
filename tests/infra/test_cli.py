"""The `commonground` command as a person meets it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import click
import pytest
from click.testing import CliRunner

from commonground.infra.cli import main
from commonground.infra.postgres import Cluster
from commonground.infra.postgres.scratch import scratch_server
from commonground.platform.settings import settings


@pytest.fixture(autouse=True)
def fresh_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The program reads its settings once; here every test is a program of its own."""
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(tmp_path))
    settings.cache_clear()
    yield
    settings.cache_clear()


def names() -> list[str]:
    return main.list_commands(click.Context(main))


def test_every_module_is_a_command_with_help() -> None:
    assert {"run", "web", "relay", "worker", "provider", "mail-sink", "migrate", "database", "check"} <= set(names())
    for name in names():
        told = CliRunner().invoke(main, [name, "--help"])
        assert told.exit_code == 0, told.output
        assert "Usage: commonground" in told.output


def test_a_wrong_setting_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONGROUND_DATABSE_URL", "postgresql:///x")
    told = CliRunner().invoke(main, ["migrate"])
    assert told.exit_code == 1
    assert told.output == "Error: Unknown setting COMMONGROUND_DATABSE_URL. The README lists the settings.\n"


def test_migrate_uses_the_embedded_server_and_stops_it(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    try:
        for _ in range(2):
            told = CliRunner().invoke(main, ["migrate"])
            assert told.output == "The database is up to date.\n"
            assert not cluster.is_running()
        assert CliRunner().invoke(main, ["database", "remove", "--yes"]).output == "Removed.\n"
    finally:
        cluster.destroy()


def test_run_needs_the_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["run"])
    assert "start `commonground run` in the folder of the clone" in told.output


@pytest.mark.parametrize("name", ["provider", "mail-sink"])
def test_what_invents_people_is_refused_in_production(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for variable, value in {
        "MODE": "production", "BASE_URL": "https://cs.example", "SECRET_KEY": "s" * 32, "SMTP_URL": "smtp://mail.example",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"COMMONGROUND_{variable}", value)
    told = CliRunner().invoke(main, [name])
    assert told.exit_code != 0


@pytest.fixture(scope="module")
def own_server() -> Iterator[Cluster]:
    """A server as an administrator would have it: with nothing of ours in it."""
    with scratch_server() as cluster:
        yield cluster


def addresses(cluster: Cluster, **passwords: str) -> dict[str, str]:
    base = cluster.url().partition("?")[2]
    roles = {f"COMMONGROUND_DATABASE_{role.upper()}_URL": f"postgresql://cg_{role}:{password}@/postgres?{base}"
             for role, password in passwords.items()}  # fmt: skip
    return {"COMMONGROUND_DATABASE_URL": cluster.url(), **roles}


def test_prepare_gives_each_role_the_password_in_its_address(
    own_server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = addresses(own_server, app="a%2Fb", login="l", worker="w", relay="r'")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    told = CliRunner().invoke(main, ["database", "prepare"])
    assert told.output == "The roles are ready. Next: commonground migrate\n"

    async def names_of_all() -> list[str]:
        found = []
        for name, value in given.items():
            if name != "COMMONGROUND_DATABASE_URL":
                connection = await asyncpg.connect(value)
                found.append(await connection.fetchval("SELECT current_user"))
                await connection.close()
        return found

    assert asyncio.run(names_of_all()) == ["cg_app", "cg_login", "cg_worker", "cg_relay"]


@pytest.mark.parametrize(
    ("passwords", "told"),
    [
        ({"app": "a", "login": "l", "worker": "w"}, "COMMONGROUND_DATABASE_RELAY_URL is missing"),
        ({"app": "", "login": "l", "worker": "w", "relay": "r"}, "must be of the form postgresql://cg_app:password@"),
    ],
)
def test_prepare_says_what_is_missing(
    own_server: Cluster, monkeypatch: pytest.MonkeyPatch, passwords: dict[str, str], told: str
) -> None:
    for name, value in addresses(own_server, **passwords).items():
        monkeypatch.setenv(name, value)
    assert told in CliRunner().invoke(main, ["database", "prepare"]).output


def test_prepare_is_not_for_the_embedded_server() -> None:
    assert "the embedded server prepares itself" in CliRunner().invoke(main, ["database", "prepare"]).output
