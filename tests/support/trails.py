"""Two councils' trails, linked and signed, and both verifiers to look at them."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from commonground.infra.trail import rows
from commonground.infra.trail.export import exported
from commonground.infra.trail.verify import Exported, Trust, unreadable, verify
from commonground.platform.audit.heads import End, Head, HeadFiles, lines_of, sign
from commonground.platform.audit.keys import SigningKey
from npm import node
from tampers import Hand, Tamper, Target

KEY = SigningKey(b"k" * 32)
KEYS = {KEY.public.id: KEY.public}
VERIFIER = Path(rows.__file__).with_name("verify.mjs")
_TEXTS = (
    "read_referral",
    "search",
    "ŵyneb",
    "a\\b",
    "line\nline",
    "a\u2028b\u2029c",
    "tab\there",
    "",
    "0",
    "null",
    "x" * 300,
)
_PUT_IN = "insert into audit.entries values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Ground:
    """`folder` holds the exported heads."""

    owner_url: str
    own: Target
    other: Target
    folder: Path

    def hand(self) -> Hand:
        return Hand(self.own, self.other)


def make_trails(owner_url: str, folder: Path, councils: tuple[UUID, UUID], entries: int = 60) -> Ground:
    """Each with a head after every third of its entries, and a few entries after the last head."""
    dice = random.Random(20261127)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        targets = [_trail(connection, HeadFiles(folder), council, entries, dice) for council in councils]
    return Ground(owner_url, targets[0], targets[1], folder)


def _trail(
    connection: psycopg.Connection, files: HeadFiles, council: UUID, entries: int, dice: random.Random
) -> Target:
    heads: list[Head] = []
    for _ in range(3):
        _add(connection, council, entries // 3, dice)
        heads += _signed(connection, council)
    _add(connection, council, 4, dice)
    files.publish(KEY.public)
    files.add(heads)
    found = connection.execute("select sequence, entry_id from audit.links where tenant_id = %s", (council,))
    return Target(council, {int(number): entry for number, entry in found}, tuple(heads))


def _add(connection: psycopg.Connection, council: UUID, number: int, dice: random.Random) -> None:
    start = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def text() -> str | None:
        return dice.choice((None, *_TEXTS))

    for _ in range(number):
        at = start + timedelta(seconds=dice.random() * 86_400 * 60)
        ids = [dice.choice((None, UUID(int=dice.getrandbits(128)))) for _ in range(3)]
        connection.execute(_PUT_IN, (council, uuid4(), at, ids[0], dice.choice(_TEXTS), text(), ids[1], text(), text(),
                                     text(), text(), ids[2]))  # fmt: skip
    connection.execute("select audit.councils_to_link()")
    connection.execute("select audit.link(%s, 1000)", (council,))


def _signed(connection: psycopg.Connection, council: UUID) -> Iterator[Head]:
    due = connection.execute("select * from audit.heads_due()").fetchall()
    for found, number, made in due:
        if found == council:
            head = sign(KEY, End(council, number, made), datetime.now(UTC))
            values = (council, number, made, head.signed_at, head.key_id, head.signature)
            connection.execute("select audit.keep_head(%s, %s, %s, %s, %s, %s)", values)
            yield head


@contextmanager
def tampered(ground: Ground, tamper: Tamper, folder: Path) -> Iterator[tuple[psycopg.Connection, Path]]:
    """The database and the export as they are afterwards; all of it undone at the end."""
    place = ground.folder
    if tamper.heads is not None:
        place = folder / "export"
        place.mkdir(parents=True, exist_ok=True)
        for file in ground.folder.glob("*.jsonl"):
            (place / file.name).write_bytes(file.read_bytes())
        (place / f"{ground.own.council}.jsonl").write_text("".join(f"{line}\n" for line in tamper.heads))
    with psycopg.connect(ground.owner_url) as connection:
        connection.execute("set local session_replication_role = replica")
        connection.execute("set local datestyle = 'ISO'")
        for statement in tamper.sql:
            connection.execute(statement.encode())
        yield connection, place
        connection.rollback()


def sentences(connection: psycopg.Connection, ground: Ground, place: Path) -> list[str]:
    """What our own verifier says."""
    trust = Trust(KEYS, Exported.read(place))
    reports = [verify(connection, council, trust) for council in (ground.own.council, ground.other.council)]
    return [found.sentence for found in (*(each for r in reports for each in r.findings), *unreadable(trust))]


def write_exports(connection: psycopg.Connection, ground: Ground, place: Path, folder: Path) -> list[Path]:
    """Both councils' chains, each with the lines of the heads' export as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for council in (ground.own.council, ground.other.council):
        file = folder / f"{council}.jsonl"
        heads = (place / f"{council}.jsonl").read_text()
        file.write_text("".join(f"{line}\n" for line in exported(connection, council, [KEY.public])) + heads)
        files.append(file)
    return files


@dataclass(frozen=True)
class Said:
    """What the second verifier says of one file."""

    fits: bool
    sentences: tuple[str, ...]


def second_verifier(files: Sequence[Path], *more: str, key: str = KEY.public.text) -> dict[Path, Said]:
    """All files in one process; its exit code is the worst of them. Without a key those that the files name count."""
    believed = ("--key", key) if key else ()
    command = [str(node()), str(VERIFIER), *map(str, files), *believed, *more]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stderr == "", ran.stderr
    found = {file: _said(ran.stdout, file) for file in files}
    assert (ran.returncode == 0) is all(each.fits for each in found.values())
    return found


def _said(output: str, file: Path) -> Said:
    lines = [line.removeprefix(f"{file}: ") for line in output.splitlines() if line.startswith(f"{file}: ")]
    assert lines, f"nothing is said of {file}"
    return Said(lines[-1].startswith("fits: "), tuple(lines[:-1] or lines))


def head_lines(ground: Ground) -> list[str]:
    return [where for where, _ in lines_of(ground.folder)]
