"""Text from strangers, made fit to keep: one kind of newline, composed letters, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
MOST_RESHOWN = 100_000


class Cleaned(NamedTuple):
    text: str
    had_hidden: bool
    """Something was taken out that the writer could not see; they should read it through again."""


def clean(raw: str, *, lines: bool = False) -> Cleaned:
    """`raw` as it may be stored. Without `lines`, line breaks become spaces."""
    text = NEWLINES.sub("\n", raw[:MOST_RESHOWN]).replace("\t", " ")
    if not lines:
        text = text.replace("\n", " ")
    visible = HIDDEN.sub("", text)
    return Cleaned(unicodedata.normalize("NFC", visible).strip(), visible != text)
