"""The one form of what is sealed: JSON by RFC 8785 (JSON Canonicalization Scheme), and its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, cast

import rfc8785

Sealable = Mapping[str, "Sealable"] | Sequence["Sealable"] | str | int | bool | None


def canonical(said: Sealable) -> str:
    """The text whose bytes, in UTF-8, are hashed. `database/sql/068_crossings.sql` says the same of receipts."""
    return rfc8785.dumps(cast(Any, said)).decode()


def digest_of(text: str) -> bytes:
    # Half a sign, which no text of ours holds, is hashed too: whoever verifies a file says what is wrong with it.
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()


def fingerprint(digest: bytes) -> str:
    """The first 16 digits in fours, as people read them to one another over the telephone."""
    digits = digest.hex()[:16].upper()
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))
