"""A receipt as a file: what both councils hold, with the signature over it. It is verified without a database, also
after the other party has left the platform.

What is signed: the lines `commonground receipt 1`, the receipt's id, the SHA-256 of its manifest in small hexadecimal
digits, the moment and the key's id, with a line feed between them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.platform.audit.canonical import moment_text
from commonground.platform.audit.keys import PublicKey, SigningKey
from commonground.platform.crossings.canonical import digest_of
from commonground.platform.crossings.models import Receipt

FORM: Final = "commonground receipt file 1"
SEALED: Final = "commonground receipt 1"
_PARTS: Final = ("form", "receipt", "manifest", "digest", "signed_at", "key", "public_key", "signature")


class Fault(StrEnum):
    """Why a file proves nothing."""

    UNREADABLE = "unreadable"
    CHANGED = "changed"
    ANOTHER = "another"
    WRONG_KEY = "wrong_key"
    UNKNOWN_KEY = "unknown_key"
    NOT_SIGNED = "not_signed"


SENTENCES: Final[Mapping[Fault, str]] = MappingProxyType(
    {
        Fault.UNREADABLE: "This is no receipt, or parts of it are missing or spelt otherwise than it was written.",
        Fault.CHANGED: "What the receipt says was changed: it has another hash than the file names.",
        Fault.ANOTHER: "The file is of one receipt and its text is of another.",
        Fault.WRONG_KEY: "The key in the file is not the one that the file says it is signed with.",
        Fault.UNKNOWN_KEY: "It is signed with a key that is not believed here.",
        Fault.NOT_SIGNED: "The signature is not of this receipt: its hash, its moment or its number was changed.",
    }
)


class NoReceiptError(ValueError):
    """A text that is no receipt of ours."""


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """`manifest` is the text whose bytes were hashed; nothing in it may be written anew."""

    receipt: UUID
    manifest: str
    digest: bytes
    signed_at: datetime
    key_id: str
    public_key: PublicKey
    signature: bytes

    @property
    def text(self) -> str:
        """As it stands in a file: one JSON object."""
        said = {
            "form": FORM, "receipt": str(self.receipt), "manifest": self.manifest, "digest": self.digest.hex(),
            "signed_at": moment_text(self.signed_at), "key": self.key_id, "public_key": self.public_key.text,
            "signature": base64.b64encode(self.signature).decode(),
        }  # fmt: skip  # one object
        return _written(said)

    @classmethod
    def from_text(cls, text: str) -> SignedReceipt:
        """Raises `NoReceiptError` also where a part is spelt otherwise than we write it: two files that differ can't
        both be the one receipt."""
        said = _object(text)
        if sorted(said) != sorted(_PARTS) or said["form"] != FORM:
            raise NoReceiptError
        try:
            found = cls(
                UUID(said["receipt"]), said["manifest"], bytes.fromhex(said["digest"]),
                datetime.fromisoformat(said["signed_at"]), said["key"], PublicKey.from_text(said["public_key"]),
                base64.b64decode(said["signature"], validate=True),
            )  # fmt: skip  # one object
            if json.loads(found.text) != said:
                raise NoReceiptError
        except (ValueError, binascii.Error) as error:
            raise NoReceiptError from error
        return found

    @property
    def says(self) -> Mapping[str, object]:
        """The manifest, read. Believe it only once `fault` is None. Raises `NoReceiptError`."""
        return _object(self.manifest, texts=False)


def file_of(row: Receipt) -> str:
    """A council's own row as the file that is verified; nothing verifies it as long as nobody has signed it."""
    said = {
        "form": FORM, "receipt": str(row.id), "manifest": row.manifest, "digest": row.digest.hex(),
        "signed_at": moment_text(row.signed_at) if row.signed_at else None, "key": row.key_id, "public_key": row.key,
        "signature": base64.b64encode(row.signature).decode() if row.signature else None,
    }  # fmt: skip  # one object, as `SignedReceipt.text` has it
    return _written(said)


def _written(said: Mapping[str, object]) -> str:
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _object(text: str, *, texts: bool = True) -> dict[str, str]:
    """One JSON object without a name that stands twice, which readers would take differently."""
    try:
        said = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NoReceiptError from error
    if not isinstance(said, dict) or (texts and not all(isinstance(value, str) for value in said.values())):
        raise NoReceiptError
    return said


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NoReceiptError
    return found


def message(receipt: UUID, digest: bytes, signed_at: datetime, key_id: str) -> bytes:
    return "\n".join((SEALED, str(receipt), digest.hex(), moment_text(signed_at), key_id)).encode()


def sign(key: SigningKey, receipt: UUID, digest: bytes, now: datetime) -> bytes:
    return key.sign(message(receipt, digest, now, key.public.id))


def fault(found: SignedReceipt, believed: Mapping[str, PublicKey]) -> Fault | None:
    """Why it proves nothing; None for a genuine one. `believed`: keys by id."""
    if digest_of(found.manifest) != found.digest:
        return Fault.CHANGED
    try:
        said = found.says
    except NoReceiptError:
        return Fault.UNREADABLE
    if said.get("receipt") != str(found.receipt) or said.get("form") != SEALED:
        return Fault.ANOTHER
    if found.public_key.id != found.key_id:
        return Fault.WRONG_KEY
    if believed.get(found.key_id) != found.public_key:
        return Fault.UNKNOWN_KEY
    signed = message(found.receipt, found.digest, found.signed_at, found.key_id)
    return None if found.public_key.signed(signed, found.signature) else Fault.NOT_SIGNED
