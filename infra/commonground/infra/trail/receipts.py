"""A council's receipts of what crossed its borders, read out of its own rows."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import psycopg

from commonground.platform.audit.keys import PublicKey
from commonground.platform.crossings.receipts import SignedReceipt

_RECEIPT: Final = """
    select r.id, r.manifest, r.digest, r.signed_at, r.key_id, r.key, r.signature from council.receipts r
     where r.tenant_id = %(council)s and r.reference = %(reference)s and (%(number)s::int is null or r.no = %(number)s)
     order by r.no desc limit 1
"""


class NotThereError(LookupError):
    """No such receipt, or none yet. Its text is a sentence for whoever asked."""


def receipt_called(connection: psycopg.Connection, council: UUID, reference: str, number: int | None) -> SignedReceipt:
    """The council's own copy, the last one or that of this number. Raises `NotThereError`."""
    asked = {"council": council, "reference": reference, "number": number}
    row = connection.execute(_RECEIPT, asked).fetchone()
    if row is None:
        raise NotThereError(f"This council has no such receipt of {reference}.")
    receipt, manifest, digest, signed_at, key_id, key, signature = row
    if signature is None:
        raise NotThereError("Nobody has signed it yet. `commonground relay` does, within seconds of what happened.")
    return SignedReceipt(receipt, manifest, digest, signed_at, key_id, PublicKey.from_text(key), signature)
