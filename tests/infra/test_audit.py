"""`commonground audit …` as somebody types it, and the second verifier on what it writes."""

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
from commonground.platform.audit.heads import sign
from commonground.platform.settings import settings
from councils import make_world
from postgres import Database
from tampers import FORGER
from trails import KEY, VERIFIER, Ground, make_trails, second_verifier


@pytest.fixture
def ground(own_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Ground]:
    world = asyncio.run(make_world(own_database))
    folder = tmp_path / "heads"
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("COMMONGROUND_DATABASE_URL", own_database.owner_url)
    monkeypatch.setenv("COMMONGROUND_AUDIT_KEY", base64.b64encode(KEY.seed).decode())
    monkeypatch.setenv("COMMONGROUND_AUDIT_EXPORT", str(folder))
    settings.cache_clear()
    yield make_trails(own_database.owner_url, folder, (world.larkmere.id, world.hallowdene.id), 30)
    settings.cache_clear()


def audit(*words: str) -> Result:
    return CliRunner().invoke(main, ["audit", *words])


def do(ground: Ground, *statements: str) -> None:
    with psycopg.connect(ground.owner_url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_what_fits_ends_with_nought(ground: Ground) -> None:
    one, everybody = audit("verify", "--tenant", "larkmere"), audit("verify", "--all")
    assert (one.exit_code, everybody.exit_code) == (0, 0), one.output
    assert one.output.startswith("larkmere: fits: 34 links, 6 heads, 0 waiting (")
    assert [line.split(":")[0] for line in everybody.output.splitlines()] == ["larkmere", "hallowdene"]


def test_what_does_not_is_said_in_a_sentence(ground: Ground) -> None:
    entry = ground.own.entries[7]
    do(ground, f"update audit.entries set why = 'other', action = 'search' where id = '{entry}'")
    told = audit("verify", "--tenant", str(ground.own.council))
    assert told.exit_code == 1
    assert f"  Entry {entry} (search" in told.output
    assert "link 7, is not what was linked." in told.output
    assert audit("verify", "--tenant", "hallowdene").exit_code == 0, "the neighbour's fits"
    assert audit("verify", "--all").exit_code == 1


def test_for_machines_it_is_json(ground: Ground) -> None:
    do(ground, f"delete from audit.entries where id = '{ground.own.entries[7]}'")
    said = [json.loads(line) for line in audit("verify", "--all", "--json").output.splitlines()]
    assert [(each["slug"], each["fits"], each["links"]) for each in said] == [
        ("larkmere", False, 34), ("hallowdene", True, 34),
    ]  # fmt: skip
    (finding,) = said[0]["findings"]
    assert (finding["fault"], finding["sequence"], finding["entry"]) == ("deleted", 7, str(ground.own.entries[7]))


def test_a_cut_trail_is_found_by_what_was_exported(ground: Ground) -> None:
    """And not without it: whoever cuts a trail takes the heads in the database with it."""
    council, last = ground.own.council, 12
    gone = ", ".join(f"'{entry}'" for number, entry in ground.own.entries.items() if number > last)
    do(
        ground,
        f"delete from audit.links where tenant_id = '{council}' and sequence > {last}",
        f"delete from audit.heads where tenant_id = '{council}' and sequence > {last}",
        f"delete from audit.entries where tenant_id = '{council}' and id in ({gone})",
        f"update audit.chains set sequence = {last}, hash = (select hash from audit.links where"
        f" tenant_id = '{council}' and sequence = {last}) where tenant_id = '{council}'",
    )
    told = audit("verify", "--tenant", "larkmere")
    assert told.exit_code == 1
    assert "The chain ends at link 12; at " in told.output
    empty = ground.folder.with_name("empty")
    empty.mkdir()
    assert audit("verify", "--tenant", "larkmere", "--heads", str(empty)).exit_code == 0


def test_a_council_that_is_gone_altogether_is_found(ground: Ground) -> None:
    head = sign(KEY, ground.own.heads[0].end, ground.own.heads[0].signed_at)
    stranger = head.line.replace(str(ground.own.council), "00000000-0000-7000-8000-000000000001")
    (ground.folder / "stranger.jsonl").write_text(f"{stranger}\n")
    told = audit("verify", "--all")
    assert told.exit_code == 1
    assert "00000000-0000-7000-8000-000000000001: 1 found" in told.output


def test_another_key_is_not_believed(ground: Ground) -> None:
    told = audit("verify", "--tenant", "larkmere", "--key", FORGER.public.text)
    assert told.exit_code == 1
    assert f"nobody knows its key {KEY.public.id}" in told.output


def test_an_entry_that_waits_is_no_fault_and_one_past_the_chain_is(ground: Ground) -> None:
    row = "insert into audit.entries (tenant_id, id, at, action) values"
    do(ground, f"{row} ('{ground.own.council}', gen_random_uuid(), now(), 'x')")
    assert "1 waiting" in audit("verify", "--tenant", "larkmere").output
    do(ground, "delete from audit.waiting")
    assert "it was put in past the chain" in audit("verify", "--tenant", "larkmere").output
    do(ground, "insert into audit.waiting select tenant_id, id from audit.entries where action = 'x'",
       "delete from audit.entries where action = 'x'")  # fmt: skip
    assert "waits to be linked and is not in the trail" in audit("verify", "--tenant", "larkmere").output


@pytest.mark.parametrize(
    "words", [(), ("--all", "--tenant", "larkmere"), ("--tenant", "nowhere"), ("--all", "--key", "x")]
)
def test_what_cannot_be_looked_at_is_told(ground: Ground, words: tuple[str, ...]) -> None:
    told = audit("verify", *words)
    assert told.exit_code == 2
    assert told.output.startswith("Error: ")


def test_an_export_is_read_by_the_second_verifier(ground: Ground, tmp_path: Path) -> None:
    out = tmp_path / "larkmere.jsonl"
    assert f" lines in {out}" in audit("export", "--tenant", "larkmere", "--out", str(out)).output
    assert second_verifier([out])[out].fits
    lines = out.read_text().splitlines()
    changed = json.loads(lines[5])
    changed["entry"]["why"] = "something else"
    out.write_text("\n".join([*lines[:5], json.dumps(changed), *lines[6:]]))
    (sentence,) = second_verifier([out])[out].sentences
    assert f"Entry {ground.own.entries[5]}" in sentence


def test_a_lost_head_is_told(ground: Ground) -> None:
    do(ground, f"delete from audit.heads where tenant_id = '{ground.own.council}' and sequence < 20")
    told = audit("verify", "--tenant", "larkmere")
    assert "The head of link 10 in line 1 of" in told.output
    assert "is no longer kept in the database" in told.output


def test_the_key_is_published_and_made(ground: Ground, tmp_path: Path) -> None:
    assert audit("key").output == f"{KEY.public.text}  (Ed25519, id {KEY.public.id})\n"
    made = json.loads(audit("key", "--new", str(tmp_path / "key"), "--json").output)
    assert made["key"] != KEY.public.id
    again = audit("key", "--new", str(tmp_path / "key"))
    assert (again.exit_code, again.output.endswith("a key is never replaced.\n")) == (2, True)


def test_the_second_verifier_is_short_and_stands_alone(ground: Ground) -> None:
    source = VERIFIER.read_text()
    assert len(source.splitlines()) <= 150
    imports = {line.split(" from ")[1] for line in source.splitlines() if line.startswith("import ")}
    assert all(each.startswith('"node:') for each in imports)
    assert str(VERIFIER) in audit("verifier").output
