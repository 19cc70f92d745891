"""Bringing a council on: what is refused in one sentence, and what is said to be missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from commonground.infra.cli import main
from commonground.platform.database.addresses import sync_url
from commonground.platform.settings import settings
from postgres import Database

GIVEN = {
    "--name": "Brackwater Council",
    "--kind": "unitary",
    "--nation": "england",
    "--area": "Brackwater",
    "--colour": "#24478f",
    "--front-door-phone": "01632 960170",
    "--out-of-hours-phone": "101",
}


@pytest.fixture(autouse=True)
def on_this_database(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("COMMONGROUND_DATABASE_URL", database.owner_url)
    settings.cache_clear()
    yield
    settings.cache_clear()


def tenant(*words: str) -> Result:
    return CliRunner().invoke(main, ["tenant", *words])


def create(slug: str, changed: dict[str, str] | None = None) -> Result:
    return tenant("create", slug, *(word for pair in (GIVEN | (changed or {})).items() for word in pair))


@pytest.mark.parametrize(
    ("option", "typed", "sentence"),
    [
        ("--name", "  ", "The name needs letters that people can read."),
        ("--name", "x" * 121, "The name has at most 120 characters."),
        ("--name-cy", " ", "The Welsh name needs letters that people can read."),
        ("--area", "", "Each area needs letters that people can read."),
        ("--front-door-phone", "abc", "The front door’s number can’t be rung: “abc”. Write it like 01632 960142."),
        ("--front-door-phone", "12", "The front door’s number can’t be rung: “12”. Write it like 01632 960142."),
        ("--out-of-hours-phone", " ", "The out-of-hours number is missing: people are told to ring it."),
        ("--reads-until", "07:00", "Reports are read from an earlier hour until a later one."),
        ("--intro", " ", "The public text “intro” is blank. Leave it out to have ours."),
        ("--intro-cy", "Dwedwch", "There are words in a language in which the public pages do not stand."),
    ],
)
def test_nonsense_is_refused_in_one_sentence(option: str, typed: str, sentence: str) -> None:
    told = create("nonsense", {option: typed})
    assert (told.exit_code, told.output) == (2, f"Error: {sentence}\n")


def test_a_council_comes_on_step_by_step(tmp_path: Path) -> None:
    """What is missing is said each time; a repeat is refused without a traceback."""
    told = create("brackwater", {"--name": " Brackwater  Council "})
    assert told.exit_code == 0, told.output
    assert "Brackwater Council is on the platform: /brackwater\nStill missing:\n- Nobody can sign in" in told.output
    assert "report form is closed" in told.output
    again = create("brackwater")
    assert (again.exit_code, again.output) == (
        2, "Error: “brackwater” is the short name of a council that is on the platform already.\n",
    )  # fmt: skip
    secret = tmp_path / "secret"
    secret.write_text("s")
    with_provider = (
        "--issuer",
        "https://id.brackwater.example",
        "--client-id",
        "b",
        "--client-secret-file",
        str(secret),
    )
    told = tenant("provider", "brackwater", *with_provider)
    assert told.exit_code == 0, told.output
    assert "Nobody can sign in" not in told.output
    assert tenant("provider", "brackwater", *with_provider).exit_code == 2
    told = tenant("group", "brackwater", "screeners", "--role", "front_door_screener", "--team", "Front door")
    assert "No group" not in told.output
    assert "report form is closed" in told.output


def test_a_locality_team_can_be_made(database: Database) -> None:
    assert create("eastwater").exit_code == 0
    told = tenant("team", "eastwater", "East", "--kind", "locality", "--area", "Eastwater")
    assert (told.exit_code, told.output) == (0, "eastwater has a team “East” (locality).\n")
    assert (
        tenant("team", "eastwater", "East", "--kind", "locality").output == "Error: There is a team “East” already.\n"
    )
    assert tenant("team", "nowhere", "East", "--kind", "locality").exit_code == 2
    assert tenant("team", "eastwater", " ", "--kind", "locality").exit_code == 2
    engine = create_engine(sync_url(database.owner_url))
    with engine.connect() as connection:
        found = connection.execute(text("select kind, area from council.teams where name = 'East'")).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [("locality", "Eastwater")]


def test_words_and_hours_of_the_councils_own(database: Database) -> None:
    told = create("gwaun", {"--kind": "welsh_principal_area", "--nation": "wales", "--intro-cy": "Dwedwch wrthym.",
                            "--privacy": "Ours.", "--reads-from": "09:00"})  # fmt: skip
    assert told.exit_code == 0, told.output
    engine = create_engine(sync_url(database.owner_url))
    with engine.connect() as connection:
        (row,) = connection.execute(text("select texts, reads_from from commons.councils where slug = 'gwaun'")).all()
    engine.dispose()
    assert (row.texts["cy"]["intro"], row.texts["en"]["privacy"]) == ("Dwedwch wrthym.", "Ours.")
    assert row.reads_from.hour == 9
