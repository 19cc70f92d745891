"""The one form of an entry that is hashed, as `infra/decisions/0015-audit-chain.md` writes it down.

The database says the same in `database/sql/061_chain.sql`, and links by it; whoever verifies uses this one, so that a
function that was changed in the database deceives nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

FIELDS: Final = (
    "tenant_id", "id", "at", "staff_id", "action", "subject_kind", "subject_id", "reference", "why", "address",
    "request_id", "session_id",
)  # fmt: skip  # in this order
_FORM: Final = b"\x01"
_NO_VALUE: Final = b"\xff\xff\xff\xff"


def canonical(values: Iterable[bytes | None]) -> bytes:
    """The values of `FIELDS`, each as UTF-8: ids in small letters with hyphens, the moment as `moment_text` has it."""
    measured = [_NO_VALUE if value is None else len(value).to_bytes(4, "big") + value for value in values]
    return _FORM + b"".join(measured)


def genesis(council: UUID) -> bytes:
    """What stands before the first link."""
    return hashlib.sha256(f"commonground audit 1 {council}".encode()).digest()


def next_hash(before: bytes, values: Iterable[bytes | None]) -> bytes:
    return hashlib.sha256(before + canonical(values)).digest()


def moment_text(at: datetime) -> str:
    """In UTC, with microseconds: `2026-11-20T09:30:00.000000Z`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
