"""A copy of somebody's words in which parts are hidden. Nothing else may differ between the two: whoever writes one
chooses what is hidden, and says nothing in another's name. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from commonground.platform.words import fold, lexicon
from commonground.tenants.intake.masking import TOKENS, Masked
from commonground.tenants.intake.patterns import Hidden, Span
from commonground.tenants.intake.seeing import ways_to_read

_MARK: Final = re.compile(r"\[([^\[\]\n]{1,60})\]")
_SHORT: Final[Mapping[str, Hidden]] = {
    "child": Hidden.CHILD,
    "child's name": Hidden.CHILD,
    "family": Hidden.FAMILY,
    "family member": Hidden.FAMILY,
    "reporter": Hidden.TELLER,
    "person who told us": Hidden.TELLER,
    "third party": Hidden.OTHER_PERSON,
    "other person": Hidden.OTHER_PERSON,
    "address": Hidden.ADDRESS,
    "other": Hidden.OTHER,
    "something": Hidden.OTHER,
}
"""As people type them who do not write “hidden” each time."""


class NotACopyError(ValueError):
    """Something else than hiding was done. `near` is where: words of the copy, or of what it leaves out."""

    def __init__(self, near: str) -> None:
        super().__init__(near)
        self.near = near


def _said(mark: str) -> str:
    return " ".join(mark.replace("’", "'").casefold().split())


_KINDS: Final = {_said(token[1:-1]): kind for tokens in TOKENS.values() for kind, token in tokens.items()} | dict(
    _SHORT
)


def spans_in(original: str, copy: str) -> tuple[Span, ...]:
    """What the copy hides, in order and apart: with a mark in the place of each, the original says what the copy
    does, but for blanks and what has no shape. Raises `NotACopyError`."""
    text, places = _plain(original)
    shown, _ = _plain(copy)
    if shown == text:
        return ()
    (first, *rest), kinds = _parts(shown)
    if not rest or not text.startswith(first):
        raise NotACopyError(_near(text, first, first=True))
    spans, at = [], len(first)
    for number, (kind, words) in enumerate(zip(kinds, rest, strict=True), 1):
        last = number == len(rest)
        found = len(text) - len(words) if last and text.endswith(words) else -1 if last else text.find(words, at + 1)
        if found <= at:
            raise NotACopyError(_near(text[at + 1 :], words))
        spans.append(Span(places[at], places[found], kind))
        at = found + len(words)
    return tuple(spans)


def _plain(text: str) -> tuple[str, list[int]]:
    """As everybody sees it, on one line and with one blank between words; where each character stands, and the end."""
    seen = next(iter(ways_to_read(text)))
    kept: list[tuple[str, int]] = []
    for place, character in enumerate(seen.text):
        if not character.isspace():
            kept.append((character, seen.places[place]))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", seen.places[place]))
    end = len(text)
    if kept and kept[-1][0] == " ":
        end = kept.pop()[1]
    return "".join(character for character, _ in kept), [*(place for _, place in kept), end]


def _parts(copy: str) -> tuple[list[str], list[Hidden]]:
    """The words around the marks, and what each mark is."""
    words, kinds, at = [], [], 0
    for found in _MARK.finditer(copy):
        if kind := _KINDS.get(_said(found[1])):
            words.append(copy[at : found.start()])
            kinds.append(kind)
            at = found.end()
    return [*words, copy[at:]], kinds


def _near(text: str, words: str, *, first: bool = False) -> str:
    """The first words of the copy that the text does not go on with; or, where it has them all, the next of the
    text."""
    parts = words.split(" ")
    for number in range(1, len(parts) + 1):
        begun = " ".join(parts[:number])
        if not (text.startswith(begun) if first else begun in text):
            return " ".join(parts[number - 1 : number + 3]).strip()
    return " ".join(text[text.find(words) + len(words) :].split()[:4]) or words.strip()


def hidden_in(original: str, spans: Iterable[Span]) -> tuple[str, ...]:
    """What stands behind the marks, each once."""
    return tuple(dict.fromkeys(original[span.start : span.end].strip() for span in spans))


def hidden_by(original: str, shown: str, masked: Masked) -> tuple[str, ...]:
    """What `shown` hides, and what masking found that does not stand in it. Where it is no copy, what masking found
    alone."""
    found = masked.hidden_words(original)
    if shown == masked.shown:
        return found
    try:
        spans = spans_in(original, shown)
    except NotACopyError:
        return found
    seen = visible(original, spans)
    still = (word for word in found if not stands(word, seen))
    return tuple(dict.fromkeys([*hidden_in(original, spans), *still]))


def hidden_places(original: str, shown: str) -> int:
    """How many parts of it are hidden; one where `shown` is no copy of it."""
    try:
        return len(spans_in(original, shown))
    except NotACopyError:
        return 1


def gaps(original: str, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """From where to where the words are shown."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(original)]
    yield from ((start, end) for start, end in list(pairwise(edges))[::2] if start < end)


_BETWEEN: Final = "\0"
"""No word goes on over what is hidden."""


def visible(original: str, spans: Sequence[Span]) -> str:
    """What is shown of it, to be looked through at once: a text of many names has as many parts."""
    return _BETWEEN.join(original[start:end] for start, end in gaps(original, spans))


def places_of(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a word, or several, stands in the text by itself, whatever its capitals; what is an ordinary word too only
    as it is written: “Will” is somebody, “will” is not."""
    parts = word.split()
    if not any(character.isalnum() for character in word):
        return
    ordinary = len(parts) == 1 and fold(parts[0]) in lexicon().common | lexicon().kept
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)"
    yield from (found.span() for found in re.finditer(pattern, text, re.NOFLAG if ordinary else re.IGNORECASE))


def stands(word: str, text: str) -> bool:
    return next(places_of(word, text), None) is not None


def hide(original: str, spans: Sequence[Span], word: str, kind: Hidden) -> tuple[Span, ...]:
    """Hide the word wherever it stands; where it is hidden already, as this."""
    here = [Span(each.start, each.end, kind) if _is(word, original, each) else each for each in spans]
    more = [
        Span(start + one, start + other, kind)
        for start, end in gaps(original, spans)
        for one, other in places_of(word, original[start:end])
    ]
    return tuple(sorted([*here, *more], key=lambda each: each.start))


def show_again(original: str, spans: Sequence[Span], word: str) -> tuple[Span, ...]:
    """Without the marks that hide this word alone."""
    return tuple(each for each in spans if not _is(word, original, each))


def _is(word: str, original: str, span: Span) -> bool:
    return fold(" ".join(original[span.start : span.end].split())) == fold(" ".join(word.split()))
