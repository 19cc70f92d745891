"""Keys and signed heads: what is signed, what is believed, and how lines are kept."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from commonground.platform.audit.heads import End, Head, HeadFiles, UnreadableError, keys_in, lines_of, sign
from commonground.platform.audit.keys import PublicKey, SigningKey, kept_key, new_key, signing_key
from commonground.platform.settings import Settings, SettingsError

KEY, OTHER = SigningKey(b"k" * 32), SigningKey(b"o" * 32)
COUNCIL = UUID(int=5)
NOW = datetime(2026, 11, 20, 9, 30, 0, 125, tzinfo=UTC)
HEAD = sign(KEY, End(COUNCIL, 7, b"h" * 32), NOW)
KEYS = {KEY.public.id: KEY.public, OTHER.public.id: OTHER.public}
PRODUCTION = Settings(mode="production", base_url="https://x.example")


def test_a_head_says_who_signed_what_and_when() -> None:
    assert Head.from_line(json.loads(HEAD.line)) == HEAD
    assert HEAD.is_genuine(KEYS)
    assert not HEAD.is_genuine({OTHER.public.id: OTHER.public}), "a key that nobody knows"


@pytest.mark.parametrize(
    "changed",
    [
        replace(HEAD, end=replace(HEAD.end, council=UUID(int=6))),
        replace(HEAD, end=replace(HEAD.end, sequence=8)),
        replace(HEAD, end=replace(HEAD.end, hash=b"i" * 32)),
        replace(HEAD, signed_at=NOW.replace(microsecond=126)),
        replace(HEAD, key_id=OTHER.public.id),
        replace(HEAD, signature=bytes(64)),
        replace(HEAD, signature=b"short"),
    ],
    ids=lambda head: str(head)[:60],
)
def test_nothing_of_it_can_be_changed(changed: Head) -> None:
    assert not changed.is_genuine(KEYS)


@pytest.mark.parametrize("name", ["council", "sequence", "hash", "signed_at", "key", "signature"])
def test_a_line_that_lacks_something_is_none(name: str) -> None:
    said = json.loads(HEAD.line)
    del said[name]
    with pytest.raises(UnreadableError):
        Head.from_line(said)


def test_lines_are_added_and_a_cut_one_spoils_nothing(tmp_path: Path) -> None:
    files, file = HeadFiles(tmp_path / "export"), tmp_path / "export" / f"{COUNCIL}.jsonl"
    files.add([HEAD])
    file.write_text(file.read_text() + HEAD.line[:40])
    files.add([HEAD, HEAD])
    said = [line for _, line in lines_of(file)]
    assert [line is not None and Head.from_line(line) == HEAD for line in said] == [True, False, True, True]


def test_a_key_is_published_once(tmp_path: Path) -> None:
    for key in (KEY, KEY, OTHER):
        HeadFiles(tmp_path).publish(key.public)
    assert keys_in(tmp_path) == KEYS
    assert len((tmp_path / "keys.jsonl").read_text().splitlines()) == 2


def test_a_key_is_a_seed_a_file_or_what_openssl_writes(tmp_path: Path) -> None:
    seed, plain, pem = base64.b64encode(KEY.seed).decode(), tmp_path / "plain", tmp_path / "pem"
    plain.write_text(seed + "\n")
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", pem], check=True)
    assert signing_key(replace(PRODUCTION, audit_key=seed)) == KEY
    assert signing_key(replace(PRODUCTION, audit_key=str(plain))) == KEY
    assert len(signing_key(replace(PRODUCTION, audit_key=str(pem))).seed) == 32


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "AUDIT_KEY is missing: in production"),
        ("no-such-file", "neither a seed in base64 nor a file"),
        ("c2hvcnQ=", "neither a seed in base64 nor a file"),
        (__file__, "holds no Ed25519 key"),
    ],
)
def test_without_a_key_production_says_so(said: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        signing_key(replace(PRODUCTION, audit_key=said))


def test_a_file_with_something_else_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("-----BEGIN NOTHING-----")
    with pytest.raises(SettingsError, match="holds no Ed25519 key"):
        signing_key(replace(PRODUCTION, audit_key=str(tmp_path / "key")))


def test_a_demonstration_makes_its_own_and_keeps_it(tmp_path: Path) -> None:
    chosen = replace(Settings(), state_dir=str(tmp_path))
    made = signing_key(chosen)
    assert signing_key(chosen) == made
    assert kept_key(tmp_path).stat().st_mode & 0o777 == 0o600
    assert str(made.seed) not in repr(made)
    with pytest.raises(FileExistsError):
        new_key(tmp_path / "audit-key")


def test_a_public_key_is_read_as_it_is_printed() -> None:
    assert PublicKey.from_text(KEY.public.text) == KEY.public
    with pytest.raises(ValueError, match="32 bytes"):
        PublicKey.from_text("nonsense")
