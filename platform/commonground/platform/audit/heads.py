"""Signed heads: where a chain ended and when, in a line that can be kept by somebody else."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from commonground.platform.audit.canonical import moment_text
from commonground.platform.audit.keys import PublicKey, SigningKey
from commonground.platform.audit.lines import key_line

KEYS: Final = "keys.jsonl"
HASH_BYTES: Final = 32


class UnreadableError(ValueError):
    """A line of an export that is none of ours."""


@dataclass(frozen=True)
class End:
    """Where a council's chain ends."""

    council: UUID
    sequence: int
    hash: bytes


@dataclass(frozen=True)
class Head:
    """A signed end."""

    end: End
    signed_at: datetime
    key_id: str
    signature: bytes

    @property
    def message(self) -> bytes:
        return _message(self.end, self.signed_at, self.key_id)

    @property
    def line(self) -> str:
        """As it stands in an export."""
        said = {
            "kind": "head", "council": str(self.end.council), "sequence": self.end.sequence,
            "hash": self.end.hash.hex(), "signed_at": moment_text(self.signed_at), "key": self.key_id,
            "signature": base64.b64encode(self.signature).decode(),
        }  # fmt: skip  # one line
        return json.dumps(said)

    @classmethod
    def from_line(cls, said: Mapping[str, object]) -> Head:
        """Raises `UnreadableError`."""
        try:
            end = End(UUID(str(said["council"])), int(str(said["sequence"])), bytes.fromhex(str(said["hash"])))
            signature = base64.b64decode(str(said["signature"]), validate=True)
            return cls(end, datetime.fromisoformat(str(said["signed_at"])), str(said["key"]), signature)
        except (KeyError, ValueError) as error:
            raise UnreadableError("a head that can't be read") from error

    def is_genuine(self, keys: Mapping[str, PublicKey]) -> bool:
        key = keys.get(self.key_id)
        return key is not None and key.signed(self.message, self.signature)


def sign(key: SigningKey, end: End, now: datetime) -> Head:
    key_id = key.public.id
    return Head(end, now, key_id, key.sign(_message(end, now, key_id)))


def _message(end: End, signed_at: datetime, key_id: str) -> bytes:
    said = (f"{end.council}", f"{end.sequence}", end.hash.hex(), moment_text(signed_at), key_id)
    return "\n".join(("commonground audit head 1", *said)).encode()


@dataclass(frozen=True)
class HeadFiles:
    """The export folder: one file to a council, to which lines are added, and the public keys."""

    folder: Path

    def publish(self, key: PublicKey) -> None:
        """Name the key beside the heads that it signs."""
        file, line = self.folder / KEYS, key_line(key)
        if not file.exists() or line not in file.read_text(encoding="utf-8").splitlines():
            _append(file, line)

    def add(self, heads: Iterable[Head]) -> None:
        """On the disk when this returns."""
        for head in heads:
            _append(self.folder / f"{head.end.council}.jsonl", head.line)


def _append(file: Path, line: str) -> None:
    """Never in the place of what is there; after a line that a crash cut short, on a line of its own."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("ab+") as kept:
        size = kept.seek(0, os.SEEK_END)
        cut = size > 0 and (kept.seek(size - 1), kept.read(1))[1] != b"\n"
        kept.write((b"\n" if cut else b"") + line.encode() + b"\n")
        kept.flush()
        os.fsync(kept.fileno())
    if size == 0:
        _keep_name(file.parent)


def _keep_name(folder: Path) -> None:
    """A new file is there after a power cut only when its folder was written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def lines_of(place: Path) -> Iterator[tuple[str, Mapping[str, object] | None]]:
    """Every line of an export file, or of all files of a folder, with where it stands; None for one that is no JSON."""
    for file in sorted(place.glob("*.jsonl")) if place.is_dir() else [place]:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                yield f"line {number} of {file.name}", _parsed(line)


def _parsed(line: str) -> Mapping[str, object] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def keys_in(place: Path) -> dict[str, PublicKey]:
    """The public keys that an export names, by id."""
    found: dict[str, PublicKey] = {}
    for _, said in lines_of(place):
        if said is not None and said.get("kind") == "key":
            key = PublicKey.from_text(str(said.get("public")))
            found[key.id] = key
    return found
