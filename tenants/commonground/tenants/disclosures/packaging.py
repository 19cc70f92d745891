"""From what was chosen to the sealed package, and from a sealed package to what is read of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commonground.platform.audit.canonical import moment_text
from commonground.platform.crossings.canonical import Sealable, canonical, digest_of
from commonground.platform.crossings.types import KIND_LABELS, VERB_LABELS, Kind, Verb
from commonground.platform.files.kinds import SORTS, FileKind
from commonground.platform.work import Work
from commonground.tenants.attachments.types import Attached
from commonground.tenants.disclosures.fields import FIELDS
from commonground.tenants.disclosures.models import Disclosure, Package
from commonground.tenants.disclosures.rules import says_names
from commonground.tenants.disclosures.types import TOLD_LABELS, PackageView, Told
from commonground.tenants.sharing.types import BASIS_LABELS, Basis

FORM: Final = "commonground package 1"
_NONCE_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends in words, and how to reach whoever sends it."""

    sender: str
    receiver: str
    contact: str
    phone: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is chosen: fields by code with their words, in order, and files."""

    parts: Mapping[str, str]
    files: Sequence[Attached] = ()


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is kept and hashed. `fields`: which, by code."""

    canonical: str
    digest: bytes
    fields: tuple[str, ...]
    names: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a package says of its own sharing: whether they were told, why not, and the basis, each as it was chosen;
    `basis_words` as people read it. Empty where it was erased."""

    told: str
    untold_why: str
    basis: str
    basis_words: str


def seal(work: Work, row: Disclosure, ends: Ends, content: Content, no: int) -> Sealed:
    """The package of exactly these fields. A number drawn by lot stands in it, so that whoever has the hash alone can't
    try likely words until one fits."""
    text = canonical(_said(work, row, ends, content, no) | {"nonce": secrets.token_hex(_NONCE_BYTES)})
    return Sealed(text, digest_of(text), tuple(content.parts), says_names(content.parts))


def _said(work: Work, row: Disclosure, ends: Ends, content: Content, no: int) -> dict[str, Sealable]:
    return {
        "form": FORM,
        "crossing": str(row.id),
        "reference": row.reference,
        "no": no,
        "made_at": moment_text(work.now),
        "from": ends.sender,
        "to": ends.receiver,
        "verb": row.verb,
        "kind": row.kind,
        "purpose": row.purpose,
        "basis": row.basis,
        "told": row.openness,
        "untold_why": row.untold_why,
        "contact": ends.contact,
        "phone": ends.phone,
        "fields": [
            {"code": code, "label": FIELDS[code].label, "words": words} for code, words in content.parts.items()
        ],
        "files": [_file(each) for each in content.files],
    }


def _file(each: Attached) -> Mapping[str, Sealable]:
    """As it is called where it is saved: a name in which somebody’s may stand crosses nowhere."""
    return {"name": each.given_name, "kind": each.kind.value, "size": each.size, "sha256": each.digest.hex()}


def preview(work: Work, row: Disclosure, ends: Ends, content: Content) -> PackageView:
    """As the receiver will see it: made by the very same function, from the very same form."""
    said = _said(work, row, ends, content, 1)
    return PackageView(row.id, 1, b"", _fields(said), _facts(said), _files(said), work.now, None,
                       says_names(content.parts))  # fmt: skip  # as `read`


def read(row: Package) -> PackageView:
    """A sealed package in words; of one that was erased, that it was."""
    said = json.loads(row.canonical) if row.canonical else {}
    return PackageView(row.id, row.no, row.digest, _fields(said), _facts(said), _files(said), row.made_at,
                       row.erased_at, row.names)  # fmt: skip  # as its columns


def words_in(row: Package) -> dict[str, str]:
    """By field, what was sealed; nothing of what was erased."""
    said = json.loads(row.canonical) if row.canonical else {}
    return {str(each["code"]): str(each["words"]) for each in said.get("fields", ())}


def _fields(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The label that stands in it: what the sender's form asked that day."""
    return tuple((str(each["label"]), str(each["words"])) for each in said.get("fields", ()))


def _facts(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if not said:
        return ()
    verb, kind = VERB_LABELS[Verb(said["verb"])], KIND_LABELS[Kind(said["kind"])]
    told = TOLD_LABELS[Told(said["told"])] if said["told"] in set(Told) else ""
    facts = (
        ("What it is", f"{verb}: {kind}"),
        ("For what", said["purpose"]),
        ("Lawful basis", _basis(said)),
        ("Were they told?", " ".join(filter(None, (told and f"{told}.", said["untold_why"])))),
        ("From", ", ".join(filter(None, (said["contact"], said["from"], said["phone"])))),
    )
    return tuple((term, words) for term, words in facts if words)


def _basis(said: Mapping[str, Any]) -> str:
    chosen = str(said["basis"])
    return BASIS_LABELS[Basis(chosen)] if chosen in set(Basis) else chosen


def reasons_in(row: Package) -> Reasons:
    """Of a sealed package, whichever side's."""
    if not row.canonical:
        return Reasons("", "", "", "")
    said = json.loads(row.canonical)
    return Reasons(str(said["told"]), str(said["untold_why"]), str(said["basis"]), _basis(said))


def _files(said: Mapping[str, Any]) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (each["name"], SORTS[FileKind(each["kind"])].words, int(each["size"])) for each in said.get("files", ())
    )
