"""The Procfile: `name: command`, one process a line."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

_LINE = re.compile(r"^(?P<name>[a-z][a-z0-9_-]*):\s*(?P<words>\S.*)$")


@dataclass(frozen=True)
class Entry:
    """One process as the Procfile names it."""

    name: str
    words: tuple[str, ...]


def read_procfile(path: Path) -> list[Entry]:
    """Every process, in the file's order. Raises `FileNotFoundError`, or `ValueError` for a line that is none."""
    entries = []
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        found = _LINE.match(text)
        if not found:
            raise ValueError(f"{path}, line {number}: `name: command` is expected, not {text!r}.")
        entries.append(Entry(found["name"], tuple(shlex.split(found["words"]))))
    return entries
