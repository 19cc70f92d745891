"""Cells of files that people open as spreadsheets: whatever stands in them is shown, and nothing is computed."""

from __future__ import annotations

import unicodedata

_FORMULA = ("=", "+", "-", "\u2212", "@")
_CONTROLS = ("\t", "\r", "\n")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet reads as a formula (OWASP, CSV injection), however wide its first sign is and whatever
    stands before it unseen."""
    return f"'{text}" if text.startswith(_CONTROLS) or _first_seen(text).startswith(_FORMULA) else text


def _first_seen(text: str) -> str:
    """The first sign that is seen, in its usual width."""
    signs = (sign for sign in text if sign not in _FILLERS and unicodedata.category(sign) not in _UNSEEN)
    return unicodedata.normalize("NFKC", next(signs, ""))
