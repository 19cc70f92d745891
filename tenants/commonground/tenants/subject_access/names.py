"""Where in a text a person is named: by their whole name, by another name of theirs, or by a part of it.

In a script without spaces between words a name stands anywhere in a text, in one piece or apart. Accents, capitals,
marks and characters without a shape between the letters make no difference. The same pattern is read by PostgreSQL, to
find the texts, and here, to find the places in them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from commonground.platform.words import fold, lexicon
from commonground.tenants.subject_access.types import Span

_UNSEEN: Final = "[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]*"
_APART, _MAYBE_APART = r"[\W_]{1,4}", r"[\W_]{0,4}"
_WORD: Final = re.compile(r"[^\W\d_]+")
_ACCENTED: Final = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts without spaces around a name: Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`likely`: a whole name, and not only a part of one."""

    span: Span
    likely: bool


def sought(names: Iterable[str], *, whole: bool = False) -> str:
    """For PostgreSQL's `~*`: any part of any of the names, standing for itself; of initials alone, each of them. With
    `whole`, any of the names as it is, in whichever order it is written."""
    if whole:
        return "|".join(_edged(letters, core, r"\m", r"\M") for name in names for letters, core in _wholes(name))
    words = dict.fromkeys(word for name in names for word in _parts([name]) or _words(name))
    return "|".join(_edged(word, _of_word(word), r"\m", r"\M") for word in words)


def occurrences(text: str, names: Sequence[str]) -> list[Occurrence]:
    """In the order of the text, and apart. A part of a name that is an ordinary word counts with a capital alone."""
    found: list[Occurrence] = []
    for letters, core in (each for name in names for each in _wholes(name)):
        found += [Occurrence(Span(*each.span()), True) for each in _pattern(letters, core).finditer(text)]
    for word in _parts(names):
        for each in _pattern(word, _of_word(word)).finditer(text):
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
    return ["".join(_plain(letter) for letter in word) for word in _WORD.findall(name)]


def _plain(letter: str) -> str:
    """Without its accent, if it is one of ours: in other scripts the letter without its mark is another letter."""
    return fold(letter) if letter.isascii() or ord(letter) in _ACCENTED else letter.lower()


def _parts(names: Iterable[str]) -> list[str]:
    """Each word once. One letter of ours is an initial and stands everywhere; of another script it can be a name."""
    words = (word for name in names for word in _words(name))
    return list(dict.fromkeys(word for word in words if len(word) > 1 or not word.isascii()))


def _wholes(name: str) -> Iterator[tuple[str, str]]:
    """The name in the order it was typed, and with the last word first, as registers write it: its letters, and what
    they match."""
    words = _words(name)
    if words:
        yield "".join(words), _whole(words)
    if len(words) > 1:
        yield "".join([words[-1], *words[:-1]]), _of_word(words[-1]) + _APART + _whole(words[:-1])


def _whole(words: Sequence[str]) -> str:
    joined = _of_word(words[0])
    for before, after in itertools.pairwise(words):
        unspaced = _UNSPACED.match(before[-1]) and _UNSPACED.match(after[0])
        joined += (_MAYBE_APART if unspaced else _APART) + _of_word(after)
    return joined


def _edged(letters: str, core: str, start: str, end: str) -> str:
    """With the edges of a word around it, where its script has such."""
    return ("" if _UNSPACED.match(letters[0]) else start) + core + ("" if _UNSPACED.match(letters[-1]) else end)


def _of_word(word: str) -> str:
    return _UNSEEN.join(_of_letter(letter) for letter in word) + _UNSEEN


@cache
def _of_letter(letter: str) -> str:
    """The letter and every accented form of it; two letters of one (“ß”) are looked for as they are typed."""
    forms = {chr(code) for code in _ACCENTED if fold(chr(code)) == letter} | {letter}
    return f"[{''.join(sorted(forms))}]" if len(forms) > 1 else letter


@cache
def _pattern(letters: str, core: str) -> re.Pattern[str]:
    return re.compile(_edged(letters, core, r"(?<!\w)", r"(?!\w)"), re.IGNORECASE)
