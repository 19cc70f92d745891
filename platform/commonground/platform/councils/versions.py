"""Which version of its settings a council has shown, read or signed for: a short mark that changes with every word."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from commonground.platform.councils.models import Council

_PUBLIC = (
    "name", "name_cy", "nation", "languages", "texts", "front_door_phone", "out_of_hours_phone", "reads_from",
    "reads_until", "colour", "logo_alt", "logo_digest",
)  # fmt: skip  # column names
_SETTINGS = (*_PUBLIC, "kind", "legal_powers", "areas", "closures", "switched_off", "issuer")


def public_version(council: Council) -> str:
    """Of everything that the public reads of it."""
    return _mark({name: getattr(council, name) for name in _PUBLIC})


def settings_version(council: Council) -> str:
    """Of what the council itself has set and an assessment rests on. Not of its people, contacts, partners and choices
    of retention, which change from day to day: the assessment says so."""
    return _mark({name: getattr(council, name) for name in _SETTINGS})


def _mark(facts: Mapping[str, object]) -> str:
    written = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
    digest = hashlib.sha256(written.encode()).hexdigest()[:8].upper()
    return f"{digest[:4]}-{digest[4:]}"
