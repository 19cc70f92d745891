"""The platform's own people by the command line: who is let in, as what, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonground.infra.cli import main
from commonground.platform.settings import settings
from councils import Person, World, sign_in_as
from postgres import Database
from told import ask, tell

OPERATOR, FACILITATOR = "platform_operator", "network_facilitator"
OPERATORS = "https://id.operator.example"


@pytest.fixture(autouse=True)
def on_this_database(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("COMMONGROUND_DATABASE_URL", database.owner_url)
    settings.cache_clear()
    yield
    settings.cache_clear()


def platform(*words: str) -> Result:
    return CliRunner().invoke(main, ["platform", *words])


async def come(*words: str) -> Result:
    return await asyncio.to_thread(platform, *words)


async def signs_in(world: World, subject: str) -> bool:
    try:
        return bool(await sign_in_as(world.database, "operator", OPERATORS, Person("", None, subject, ())))
    except AssertionError:
        return False


async def test_somebody_is_let_in_listed_ended_and_let_in_again_as_something_else(world: World) -> None:
    assert not await signs_in(world, "op-7")
    made = await come("person", "op-7", "--name", " Nia Farrow ", "--role", FACILITATOR)
    assert made.exit_code == 0, made.output
    assert "Nia Farrow can sign in at /sign-in/operator. Looks after the groups" in made.output
    assert await signs_in(world, "op-7")
    listed = (await come("people")).output
    assert "op-7\tNia Farrow\tNetwork facilitator\n" in listed
    assert "op-1\tOksana Operator\tPlatform operator\n" in listed
    assert (await come("end", "op-7")).exit_code == 0
    assert not await signs_in(world, "op-7")
    assert "op-7" not in (await come("people")).output
    assert (await come("person", "op-7", "--name", "Nia Farrow", "--role", OPERATOR)).exit_code == 0
    row = await ask(world, "select count(*), min(role) from identity.operators where display_name = 'Nia Farrow'")
    assert tuple(row) == (1, OPERATOR)
    assert await signs_in(world, "op-7")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("person", "op-1", "--name", "Twice", "--role", OPERATOR), "works for the platform already"),
        (("person", "op-8", "--name", " ", "--role", OPERATOR), "name"),
        (("person", "op-8", "--name", "Wren", "--role", "council_admin"), "is not one of"),
        (("end", "nobody"), "Nobody whom the provider calls"),
        (("provider", "--issuer", OPERATORS, "--client-id", "x"), "--client-secret-file"),
        (("provider",), "Name the provider"),
    ],
)
def test_what_is_refused_is_said_and_changes_nothing(world: World, words: tuple[str, ...], said: str) -> None:
    before = platform("people").output
    refused = platform(*words)
    assert refused.exit_code == 2
    assert said in refused.output
    assert platform("people").output == before


async def test_the_platform_has_one_provider_and_nobody_comes_in_without(world: World, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kept elsewhere\n")
    named = ("provider", "--issuer", OPERATORS, "--client-id", "commonground", "--client-secret-file", str(secret))
    assert "has a provider already" in (await come(*named)).output
    await tell(world, "update identity.providers set ended_at = now() where slug = 'operator'")
    without = await come("person", "op-9", "--name", "Wren", "--role", OPERATOR)
    assert "has no provider yet" in without.output
    made = await come(*named)
    assert "/sign-in/operator" in made.output
    row = await ask(world, "select client_secret, ended_at from identity.providers where slug = 'operator'")
    assert tuple(row) == ("kept elsewhere", None)
    assert await signs_in(world, "op-1")
