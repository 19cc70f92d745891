"""The files that the web may serve to everybody, by name. A file that only lies beside them was put there by mistake.

A new one of ours is named here; those of others are in `static/vendor/manifest.json`, with what is in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

OWN: Final = frozenset(
    {
        "commonground.css",
        "commonground.js",
        "favicon.svg",
        "fonts/OFL.txt",
        "fonts/cg-400.woff2",
        "fonts/cg-700.woff2",
        "mark.svg",
        "moj.js",
    }
)
VENDOR: Final = "vendor"
MANIFEST: Final = f"{VENDOR}/manifest.json"


def named_files(folder: Path) -> frozenset[str]:
    """Every file that belongs into the folder, by its path inside it."""
    licences = {f"{VENDOR}/{each['licence_file']}" for each in _manifest(folder).values()}
    return OWN | {MANIFEST} | licences | set(vendored(folder))


def vendored(folder: Path) -> dict[str, str]:
    """The files of others, with the sha256 of each."""
    return {f"{VENDOR}/{name}": each["sha256"] for name, each in _manifest(folder).items()}


def _manifest(folder: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found
