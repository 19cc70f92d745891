"""Bringing a council on: what is refused in one sentence, and what is said to be missing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, create_engine, text

from by_command import create, run_here, tenant
from commonground.infra.processes.own_secret import with_kept_secret, with_own_secret
from commonground.platform.access import Role
from commonground.platform.councils.onboard import NewStaff, acting_as_setup, add_staff, council_of, team_of
from commonground.platform.database.addresses import sync_url
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.settings import settings
from councils import TestCouncil, World
from postgres import Database
from trying import removed


@pytest.fixture(autouse=True)
def on_this_database(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    run_here(monkeypatch, database, tmp_path)
    yield
    settings.cache_clear()


def asked(database: Database, query: str) -> Row[Any]:
    """The one row."""
    engine = create_engine(sync_url(database.owner_url))
    with engine.connect() as connection:
        row = connection.execute(text(query)).one()
    engine.dispose()
    return row


@pytest.mark.parametrize(
    ("kind", "nation", "power"),
    [("scottish_council", "scotland", "ca1989_s47"), ("district", "england", "csa1995")],
)
def test_no_body_has_a_duty_under_another_nations_law(kind: str, nation: str, power: str) -> None:
    refused = create("lawless", {"--kind": kind, "--nation": nation, "--power": power})
    assert refused.exit_code == 2
    assert "Not law in" in refused.output


def test_what_is_refused_on_the_page_is_refused_here(database: Database, tmp_path: Path) -> None:
    assert create("sternwater").exit_code == 0
    secret = tmp_path / "secret"
    secret.write_text("hush")
    named = ("--client-id", "c", "--client-secret-file", str(secret))
    for issuer in ("nonsense", "https://id.example/?t=1", "https://id.example/#t"):
        refused = tenant("provider", "sternwater", "--issuer", issuer, *named)
        assert (refused.exit_code, "has no ? and no #" in refused.output) == (2, True), refused.output
    for day in ("2099-01-01", "0026-11-02"):
        refused = tenant("evidence", "sternwater", "agreement", "--who", "I", "--on", day, "--version", "1")
        assert refused.exit_code == 2, refused.output


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


def test_a_council_comes_on_step_by_step(database: Database, tmp_path: Path) -> None:
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
    trail = "select string_agg(why, '; ' order by id) as said from audit.entries where tenant_id ="
    assert asked(database, f"{trail} (select id from commons.councils where slug = 'brackwater')").said == (
        "Put it on the platform, from the command line; Changed how its people sign in, from the command line;"
        " Its provider’s group “screeners” gives the role Front door screener and the team Front door from now on,"
        " from the command line"
    )


def test_evidence_of_what_was_read_before_it_changed_does_not_count(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    assert create("midwater").exit_code == 0
    assert "- dpia: there" in tenant("evidence", "midwater", "dpia", "--who", "Noor Ash").output
    provider = ("--issuer", "https://id.midwater.example", "--client-id", "b", "--client-secret-file", str(secret))
    assert tenant("provider", "midwater", *provider).exit_code == 0
    assert "- dpia: for an earlier version" in tenant("checklist", "midwater").output
    assert "- dpia: there" in tenant("evidence", "midwater", "dpia", "--who", "Noor Ash").output


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


SECRET = "tests-only-" + "k" * 32


def test_an_invitation_is_sealed_with_the_key_of_the_demonstration(database: Database, tmp_path: Path) -> None:
    """Where the environment names none; a second key is never made, and none is looked for in production."""
    assert create("keywater").exit_code == 0
    invited = ("invite", "keywater", "--name", "Ana Brook", "--email", "Ana@Keywater.example")
    refused = tenant(*invited)
    assert (refused.exit_code, "COMMONGROUND_SECRET_KEY is needed" in refused.output) == (1, True), refused.output
    assert list(tmp_path.glob("secret-key*")) == []
    key = with_own_secret(settings()).secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert tenant(*invited).exit_code == 0
    letter = asked(database, "select id, token, address from identity.letters where slug = 'keywater'")
    assert letter.address == "ana@keywater.example"
    assert len(Seals(key).open_token(bytes(letter.token), letter.id)) == 43
    assert with_own_secret(settings()).secret_key == key
    assert with_kept_secret(replace(settings(), secret_key=SECRET)).secret_key == SECRET
    assert with_own_secret(replace(settings(), mode="production")).secret_key == ""


@pytest.mark.parametrize(
    ("item", "said", "sentence"),
    [
        ("agreement", ("--who", "Iris"), "Agreement signed: The day on which it was signed is missing."),
        ("agreement", ("--on", "2.11.2025"), "Write a day like 2026-11-21."),
        ("read", (), "'read' is not one of"),
        ("disposal", ("--who", "Iris"), "'disposal' is not one of"),
    ],
)
def test_evidence_that_is_none_is_refused(item: str, said: tuple[str, ...], sentence: str) -> None:
    create("upwater")
    told = tenant("evidence", "upwater", item, *said)
    assert told.exit_code == 2
    assert sentence in told.output


@pytest.fixture
def web_role(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done in somebody's name is done with the rights of the pages."""
    monkeypatch.setenv("COMMONGROUND_DATABASE_APP_URL", database.app_url)
    settings.cache_clear()


def test_the_procedures_are_tried_from_the_command_line(database: Database, web_role: None) -> None:
    """As two people of the council, each under their own pass; a neighbour's people are nobody here."""
    councils = [_with_people(database, slug) for slug in ("tryborough", "nextborough")]
    first, second, stranger = "ada@tryborough.example", "noor@tryborough.example", "ada@nextborough.example"
    for by, words in ((stranger, "Nobody who works for tryborough"), (second, "may not do this in tryborough")):
        refused = tenant("trial", "tryborough", "--by", by)
        assert (refused.exit_code, words in refused.output) == (2, True), refused.output
    assert "No trial record waits" in tenant("trial", "tryborough", "--by", second, "--confirm").output
    told = tenant("trial", "tryborough", "--by", first)
    assert (told.exit_code, "A second person has to confirm" in told.output) == (0, True), told.output
    assert "wait for a second person" in tenant("trial", "tryborough", "--by", first).output
    alone = tenant("trial", "tryborough", "--by", first, "--confirm")
    assert (alone.exit_code, "A second person has to confirm it" in alone.output) == (2, True), alone.output
    told = tenant("trial", "tryborough", "--by", second, "--confirm", "--json")
    assert json.loads(told.output)["confirmed"] is True
    asyncio.run(removed(World(database, *councils)))
    for slug, state in (("tryborough", True), ("nextborough", False)):
        stands = json.loads(tenant("checklist", slug, "--json").output)
        assert (stands["subject_access"], stands["disposal"]) == (state, state), slug
    trail = asked(database, "select count(*) as many from audit.entries e join commons.councils c on c.id = e.tenant_id"
                  " where c.slug = 'tryborough' and e.why = 'From the command line, in their name'"
                  " and e.staff_id is not null")  # fmt: skip
    assert trail.many > 3
    assert asked(database, "select count(*) as many from identity.sessions where agent = 'command line'").many == 0


def test_the_pack_is_read_from_the_command_line(database: Database, web_role: None) -> None:
    """The facts of its page, of the version that evidence is given for."""
    _with_people(database, "packborough")
    first = "ada@packborough.example"
    told = tenant("assessment", "packborough", "--by", first)
    assert told.exit_code == 0, told.output
    for words in ("Controller: Brackwater Council", "Kind: Unitary council", "People: 1; Opens cases: No",
                  "What was seen and where", "lasts 3 hours", "In English, on the report form"):  # fmt: skip
        assert words in told.output, words
    assert first not in told.output
    pack = json.loads(tenant("assessment", "packborough", "--by", first, "--json").output)
    tenant("evidence", "packborough", "dpia", "--who", "Noor Ash")
    given = asked(database, "select e.version from council.evidence e join commons.councils c on c.id = e.tenant_id"
                  " where c.slug = 'packborough' and e.item = 'dpia'")  # fmt: skip
    assert pack["version"] == given.version
    assert [section["title"][:2] for section in pack["sections"]] == [f"{number}." for number in range(1, 10)]
    assert tenant("assessment", "packborough", "--by", "noor@packborough.example").exit_code == 2
    for command in ("trial", "assessment"):
        assert "--by TEXT" in tenant(command, "--help").output


def _with_people(database: Database, slug: str) -> TestCouncil:
    """An administrator and somebody who answers for information governance."""

    async def come() -> TestCouncil:
        async with acting_as_setup(database.owner_url) as connection:
            council = await council_of(connection, slug)
            assert council is not None
            team = await team_of(connection, council, "Front door")
            assert team is not None
            for name, role in (("Ada", Role.COUNCIL_ADMIN), ("Noor", Role.IG_LEAD)):
                address = f"{name.lower()}@{slug}.example"
                new = NewStaff(name=name, roles=(role,), team_ids=(team,), email=address)
                await add_staff(connection, slug, council, new)
            return TestCouncil(council, slug, "")

    assert create(slug).exit_code == 0
    return asyncio.run(come())
