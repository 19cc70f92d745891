"""Whose signatures count: the keys that somebody named; else our own, and those that an export names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from commonground.platform.audit.heads import keys_in
from commonground.platform.audit.keys import PublicKey, signing_key
from commonground.platform.settings import Settings


def trusted_keys(chosen: Settings, place: Path | None, named: Iterable[str]) -> dict[str, PublicKey]:
    """By id. `place`: a file or folder of exported heads. Raises `ValueError` for a named key that is none."""
    keys = {key.id: key for key in (PublicKey.from_text(text) for text in named)}
    if keys:
        return keys
    found = keys_in(place) if place else {}
    # Ours, where this machine has it.
    if chosen.audit_key or (chosen.is_demo and (Path(chosen.state_dir) / "audit-key").exists()):
        own = signing_key(chosen).public
        found[own.id] = own
    return found
