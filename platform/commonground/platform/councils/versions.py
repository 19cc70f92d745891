"""Which version of its settings a council has shown, read or signed for: a short mark that changes with every word."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from commonground.platform.councils.models import Council
from commonground.platform.councils.texts import public_texts

_PUBLIC = (
    "name", "name_cy", "nation", "languages", "front_door_phone", "out_of_hours_phone", "reads_from",
    "reads_until", "colour", "logo_alt", "logo_digest", "legal_powers",
)  # fmt: skip  # column names
SETTINGS = (*_PUBLIC, "texts", "kind", "areas", "closures", "switched_off", "issuer")


def public_version(council: Council) -> str:
    """Of everything that the public reads of it, our own words where it has none."""
    facts = facts_of(council, _PUBLIC)
    facts["words"] = {
        lang: asdict(public_texts(council.texts, council.legal_powers, lang)) for lang in council.languages
    }
    return mark(facts)


def facts_of(council: Council, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(council, name) for name in names}


def mark(facts: Mapping[str, object]) -> str:
    """The version of these facts: eight characters that differ when any of them does."""
    written = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
    digest = hashlib.sha256(written.encode()).hexdigest()[:8].upper()
    return f"{digest[:4]}-{digest[4:]}"
