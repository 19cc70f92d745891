"""A chain as lines of JSON: one to a link, with the values that its hash covers.

All of it in ASCII: some readers end a line at U+2028 too, which a reason may hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from commonground.platform.audit.canonical import FIELDS, genesis
from commonground.platform.audit.keys import PublicKey

Values = Sequence[bytes | None]


def chain_line(council: UUID, *, first: int = 1, before: bytes | None = None) -> str:
    """The head of a file: whose chain, and the hash of the link that stands before its first one."""
    said = {"kind": "chain", "form": 1, "council": str(council), "first": first}
    return json.dumps(said | {"before": (before or genesis(council)).hex()})


def link_line(number: int, link_hash: bytes, entry: str, values: Values | None) -> str:
    """`entry` null: the link names an entry that is not there."""
    said = {"kind": "link", "sequence": number, "hash": link_hash.hex(), "id": entry}
    return json.dumps(said | {"entry": None if values is None else _entry(values)})


def unlinked_line(values: Values, *, waits: bool) -> str:
    """An entry without a link; `waits` where it was put in as every entry is, and will be linked within seconds."""
    return json.dumps({"kind": "unlinked", "waits": waits, "entry": _entry(values)})


def key_line(key: PublicKey) -> str:
    return json.dumps({"kind": "key", "key": key.id, "public": key.text})


def _entry(values: Values) -> dict[str, str | None]:
    texts = (None if value is None else value.decode() for value in values)
    return dict(zip(FIELDS, texts, strict=True))
