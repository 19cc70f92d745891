"""Names of files as people gave them, made safe to show and to save under."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from commonground.platform.files.kinds import SORTS, FileKind

LONGEST: Final = 120
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_NEVER: Final = frozenset('<>:"|?*\\/')
# Names that a disk of some system takes for a device.
_DEVICE: Final = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


def clean_name(given: str, kind: FileKind) -> str:
    """The last part of it without what turns text round, hides or steers; with the ending of what the file is."""
    stem = shown_name(given)
    while _ENDING.search(stem) and len(stem) > 1:
        stem = _ENDING.sub("", stem).strip(". ")
    stem = stem[:LONGEST].strip(". ")
    if not stem or _DEVICE.match(stem):
        stem = "file"
    return stem + SORTS[kind].ending


def shown_name(given: str) -> str:
    """The last part of it, without what turns text round, hides or steers; may be empty."""
    last = re.split(r"[/\\]", given)[-1]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", last[: 4 * LONGEST]) if _may_stand(sign))
    return " ".join(shown.split()).strip(". ")[:LONGEST]


def _may_stand(sign: str) -> bool:
    """No control sign, nothing invisible (U+202E among them), no half sign."""
    return sign not in _NEVER and (sign == " " or unicodedata.category(sign)[0] not in "CZ")


def disposition(name: str, *, inline: bool) -> str:
    """The header under which a browser saves it: in ASCII for old ones, and in full."""
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
