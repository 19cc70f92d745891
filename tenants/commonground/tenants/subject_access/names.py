"""Where in a text a person is named: by their whole name, by another name of theirs, or by a part of it.

Accents, capitals, marks and characters without a shape between the letters make no difference. The same pattern is read
by PostgreSQL, to find the texts, and here, to find the places in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from commonground.tenants.intake.lexicon import fold, lexicon
from commonground.tenants.subject_access.types import Span

_UNSEEN: Final = "[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]*"
_APART: Final = r"[\W_]{1,4}"
_WORD: Final = re.compile(r"[^\W\d_]+")
_ACCENTED: Final = range(0xC0, 0x250)
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`likely`: a whole name, and not only a part of one."""

    span: Span
    likely: bool


def sought(names: Iterable[str]) -> str:
    """For PostgreSQL's `~*`: any word of any of the names, standing for itself."""
    words = dict.fromkeys(word for name in names for word in _words(name) if len(word) >= _SHORTEST)
    return rf"\m({'|'.join(_of_word(word) for word in words)})\M"


def occurrences(text: str, names: Sequence[str]) -> list[Occurrence]:
    """In the order of the text, and apart. A part of a name that is an ordinary word counts with a capital alone."""
    found: list[Occurrence] = []
    for pattern in (_pattern(_whole(name)) for name in names if _words(name)):
        found += [Occurrence(Span(*each.span()), True) for each in pattern.finditer(text)]
    parts = dict.fromkeys(word for name in names for word in _words(name) if len(word) >= _SHORTEST)
    for word in parts:
        for each in _pattern(_of_word(word)).finditer(text):
            span = Span(*each.span())
            if not any(_overlap(span, other.span) for other in found) and _counts(word, each[0]):
                found.append(Occurrence(span, False))
    return _apart(found)


def _counts(word: str, as_written: str) -> bool:
    return not as_written[:1].islower() or fold(word) not in lexicon().common


def _apart(found: list[Occurrence]) -> list[Occurrence]:
    kept: list[Occurrence] = []
    for each in sorted(found, key=lambda one: (one.span.start, -one.span.end)):
        if not kept or each.span.start >= kept[-1].span.end:
            kept.append(each)
    return kept


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _words(name: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(name)]


def _whole(name: str) -> str:
    return _APART.join(_of_word(word) for word in _words(name))


def _of_word(word: str) -> str:
    return _UNSEEN.join(_of_letter(letter) for letter in word) + _UNSEEN


@cache
def _of_letter(letter: str) -> str:
    """The letter and every accented form of it; two letters of one (“ß”) are looked for as they are typed."""
    forms = {chr(code) for code in _ACCENTED if fold(chr(code)) == letter} | {letter}
    return f"[{''.join(sorted(forms))}]" if len(forms) > 1 else letter


@cache
def _pattern(core: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){core}(?!\w)", re.IGNORECASE)
