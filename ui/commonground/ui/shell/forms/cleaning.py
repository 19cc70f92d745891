"""Text from strangers, made fit to keep: one kind of newline, composed letters, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
SHAPELESS = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"  # behind a black flag they make that of Wales
    "|(?<![^\x00-\u02ff\u1e00-\u206f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u02ff\u1e00-\u206f])"
)
"""What has no shape and comes along with what is pasted: gone, the text still reads as its writer saw it. The two that
join letters or pictures stay between those that they join, which in Latin script are none."""
UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""What no text of a database can hold: taken from nobody’s password, and so refused in one."""
UNSEEN = frozenset({"Cf", "Mn", "Me", "Zs"})
BLANK = "\u115f\u1160\u2800"
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
    composed = unicodedata.normalize("NFC", SHAPELESS.sub("", visible)).strip()
    return Cleaned(composed if _can_be_seen(composed) else "", visible != text)


def _can_be_seen(text: str) -> bool:
    return any(character.isalnum() or unicodedata.category(character) not in UNSEEN for character in text.strip(BLANK))
