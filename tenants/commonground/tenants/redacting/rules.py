"""What a redacted copy may be, and what somebody may want to hide yet. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from commonground.platform.words import fold, lexicon
from commonground.tenants.intake.copies import (
    NotACopyError,
    gaps,
    hidden_in,
    hide,
    places_of,
    show_again,
    spans_in,
    stands,
    visible,
)
from commonground.tenants.intake.masking import mask_names, with_marks
from commonground.tenants.intake.models import ReportMessage
from commonground.tenants.intake.patterns import Hidden, Span
from commonground.tenants.intake.receiving import masked, places_in
from commonground.tenants.intake.said import Said
from commonground.tenants.intake.types import ReportSubject
from commonground.tenants.redacting.types import Copy, Spans, Word, originals

MOST_WORDS: Final = 60
"""Suggestions on one page."""
SHOW: Final = "show"
Messages = Mapping[str, ReportMessage]
_SHORT: Final = 2
_POSTCODE: Final = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}(?!\w)", re.IGNORECASE)
_DOOR: Final = re.compile(
    r"(?<!\w)(?:(?i:flat|no\.?|number)\s)?\d{1,4}[a-zA-Z]?,?\s(?:[A-Z][\w’'-]{1,30}\s){1,3}"
    r"(?i:road|rd|street|st|avenue|ave|lane|close|way|drive|court|crescent|gardens|grove|terrace|place|walk|house)"
    r"(?!\w)"
)


def by_masking(said: Said, messages: Messages) -> dict[str, tuple[Span, ...]]:
    """What masking finds, by column."""
    year = said.sent_at.year
    found = masked(said.words(), ReportSubject(said.subject), lang=said.lang, this_year=year)
    places = places_in(said.words(), ReportSubject(said.subject))
    since = {column: mask_names(each.body, places, lang=said.lang, this_year=year) for column, each in messages.items()}
    return {column: each.spans for column, each in (found | since).items()}


def as_shown(said: Said, messages: Messages, masked: Spans) -> dict[str, tuple[Span, ...]]:
    """What is hidden in what is shown now; where that is no copy of the words, what masking finds."""
    shown = said.shown | {column: each.shown for column, each in messages.items()}
    found = {}
    for column, words in originals(said, messages).items():
        try:
            found[column] = spans_in(words, shown[column])
        except (KeyError, NotACopyError):
            found[column] = masked[column]
    return found


def write(copy: Copy, spans: Spans) -> dict[str, str]:
    """What is shown, by column."""
    words = originals(copy.said, copy.messages)
    return {column: with_marks(text, spans.get(column, ()), copy.said.lang) for column, text in words.items()}


def kept(spans: Spans) -> dict[str, list[list[Any]]]:
    return {column: [[each.start, each.end, each.hidden.value] for each in found] for column, found in spans.items()}


def read(stored: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, tuple[Span, ...]]:
    """As they were kept; those that fit no text of these are left out, and so is what nobody had asked about then."""
    return {column: tuple(_fitting(stored[column], len(text))) for column, text in words.items() if column in stored}


def _fitting(stored: Any, length: int) -> Iterator[Span]:
    at = 0
    for each in stored if isinstance(stored, list) else ():
        start, end, kind = each
        if at <= start < end <= length and kind in set(Hidden):
            yield Span(start, end, Hidden(kind))
            at = end


def decide(words: Mapping[str, str], spans: Spans, chosen: Mapping[str, str]) -> dict[str, tuple[Span, ...]]:
    """With these words hidden as what was chosen, or shown again, in every text. The longest come first, so that a
    whole name is one mark."""
    found = {column: tuple(spans.get(column, ())) for column in words}
    for word in sorted(chosen, key=len, reverse=True):
        for column, text in words.items():
            if chosen[word] == SHOW:
                found[column] = show_again(text, found[column], word)
            elif chosen[word] in set(Hidden):
                found[column] = hide(text, found[column], word, Hidden(chosen[word]))
    return found


def still_standing(words: Mapping[str, str], spans: Spans) -> dict[str, tuple[str, ...]]:
    """What is hidden somewhere and stands open all the same, by the column where it does: the whole, or a part of a
    name alone, since half a name is one."""
    hidden = dict.fromkeys(word for column, text in words.items() for word in hidden_in(text, spans.get(column, ())))
    asked = dict.fromkeys([*hidden, *(part for word in hidden for part in _names_in(word))])
    found = {}
    for column, text in words.items():
        seen = visible(text, spans[column])
        if those := tuple(word for word in asked if stands(word, seen)):
            found[column] = those
    return found


def _names_in(whole: str) -> Iterator[str]:
    """Of “Jaz Tander”, each; no ordinary word of an address or a sentence."""
    parts = whole.split()
    ordinary = lexicon().common | lexicon().kept
    if len(parts) > 1:
        yield from (part for part in parts if len(part) > _SHORT and part.isalpha() and fold(part) not in ordinary)


def suggested(copy: Copy, spans: Spans) -> tuple[Word, ...]:
    """What somebody may want to decide about: first what stands open, then what is hidden."""
    words = copy.words
    found: dict[str, Word] = {}
    for word, why, proposed in _open(copy, words, spans):
        shown = _count(word, words, spans)
        if shown and word.casefold() not in found:
            found[word.casefold()] = Word(word, None, shown, why, proposed)
    for column, text in words.items():
        for each in spans[column]:
            word = " ".join(text[each.start : each.end].split())
            if word.casefold() not in found:
                found[word.casefold()] = Word(word, each.hidden, 0, "hidden", None)
    return tuple(found.values())[:MOST_WORDS]


def _open(copy: Copy, words: Mapping[str, str], spans: Spans) -> Iterator[tuple[str, str, Hidden | None]]:
    for those in still_standing(words, spans).values():
        yield from ((word, "elsewhere", _as_what(word, words, spans)) for word in those)
    for given in copy.said.of_teller:
        yield from ((word, "teller", Hidden.TELLER) for word in (given.strip(), *given.split()) if len(word) > 2)
    for column, text in words.items():
        for start, end in gaps(text, spans[column]):
            part = text[start:end]
            for pattern in (_POSTCODE, _DOOR):
                yield from ((each[0], "address", Hidden.ADDRESS) for each in pattern.finditer(part))
            yield from ((word, "likely", None) for word in mask_names(part).hidden_words(part))


def _as_what(word: str, words: Mapping[str, str], spans: Spans) -> Hidden | None:
    hidden = (
        each.hidden for column, text in words.items() for each in spans[column] if text[each.start : each.end] == word
    )
    return next(hidden, None)


def _count(word: str, words: Mapping[str, str], spans: Spans) -> int:
    return sum(1 for column, text in words.items() for _ in places_of(word, visible(text, spans[column])))
