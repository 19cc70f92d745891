"""Likely names in a resident's words, hidden until somebody with the right has looked (domain notes, 2a).

It errs towards hiding: a hidden place costs a click, a shown name may cost a child. Pure, the same every time, and as
long as the text: no more than a look around each word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from commonground.tenants.intake.lexicon import lexicon
from commonground.tenants.intake.patterns import (
    Hidden,
    Span,
    birth_spans,
    contact_spans,
    foreign_spans,
    initial_spans,
)
from commonground.tenants.intake.reading import Text, read
from commonground.tenants.intake.seeing import ways_to_read
from commonground.tenants.intake.suspicion import name_positions

__all__ = ["TOKENS", "Hidden", "Masked", "Span", "mask_names", "mask_place", "mask_report", "place_words"]

TOKENS: Final = {
    "en": {
        Hidden.NAME: "[name hidden]",
        Hidden.CONTACT: "[contact hidden]",
        Hidden.BIRTH: "[date hidden]",
        Hidden.WORDS: "[words hidden]",
    },
    "cy": {
        Hidden.NAME: "[enw wedi’i guddio]",
        Hidden.CONTACT: "[cyswllt wedi’i guddio]",
        Hidden.BIRTH: "[dyddiad wedi’i guddio]",
        Hidden.WORDS: "[geiriau wedi’u cuddio]",
    },
}
"""Words, not blocks: a screen reader says them, and a printed page still makes sense."""


@dataclass(frozen=True, slots=True)
class Masked:
    """`shown` may stand in the tracker. `spans` point into the original, which is never changed."""

    shown: str
    spans: tuple[Span, ...]

    def hidden_words(self, original: str) -> tuple[str, ...]:
        """What stands behind the masks, each once: a reply must not contain it either."""
        return tuple(dict.fromkeys(original[span.start : span.end] for span in self.spans))


def mask_names(
    text: str, known_place_words: Collection[str] = (), *, lang: str = "en", this_year: int | None = None
) -> Masked:
    """The text with likely names, contacts and dates of birth hidden.

    `known_place_words` as `place_words` finds them. Full dates from three years before `this_year` are hidden too."""
    return _masked(text, frozenset(known_place_words), capitals=True, lang=lang, this_year=this_year)


def mask_place(text: str, *, lang: str = "en") -> Masked:
    """The answer to “where”: its capitals are mostly places, so that only known names and contacts are hidden."""
    return _masked(text, frozenset(), capitals=False, lang=lang, this_year=None)


def mask_report(
    said: Mapping[str, str], where: Collection[str], *, lang: str = "en", this_year: int | None = None
) -> dict[str, Masked]:
    """All free answers of a report by column: those of `where` as places, whose words the others may then show."""
    places = place_words(*(said[column] for column in where))
    return {
        column: mask_place(text, lang=lang)
        if column in where
        else mask_names(text, places, lang=lang, this_year=this_year)
        for column, text in said.items()
    }


def place_words(*answers: str) -> frozenset[str]:
    """The words of the “where” answers that may stay visible elsewhere: all but those hidden there."""
    found = set()
    for seen in (seen for answer in answers for seen in ways_to_read(answer)):
        spans = mask_place(seen.text).spans
        for word in read(seen.text).words:
            if not any(span.start <= word.start < span.end for span in spans):
                found.add(word.folded)
    return frozenset(found)


def _masked(text: str, places: frozenset[str], *, capitals: bool, lang: str, this_year: int | None) -> Masked:
    spans = [
        Span(*seen.in_original(span.start, span.end), span.hidden)
        for seen in ways_to_read(text)
        for span in _spans(seen.text, places, capitals=capitals, this_year=this_year)
    ]
    apart = _merged(spans, text)
    return Masked(_written(text, apart, TOKENS["cy" if lang == "cy" else "en"]), tuple(apart))


def _spans(text: str, places: frozenset[str], *, capitals: bool, this_year: int | None) -> Iterator[Span]:
    yield from contact_spans(text)
    yield from birth_spans(text, this_year)
    yield from foreign_spans(text)
    if capitals:
        yield from initial_spans(text)
    reading = read(text)
    yield from _name_spans(reading, name_positions(reading, lexicon(), places, capitals=capitals))


def _name_spans(reading: Text, positions: Iterable[int]) -> Iterable[Span]:
    for position in positions:
        word = reading.words[position]
        yield Span(word.start, word.start + word.core_length, Hidden.NAME)


def _merged(spans: list[Span], text: str) -> list[Span]:
    """In order and apart; given and family name side by side become one, and nothing tells how many words it was."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        last = merged[-1] if merged else None
        if last and (span.start < last.end or (span.hidden is last.hidden and _touch(text, last, span))):
            merged[-1] = Span(last.start, max(last.end, span.end), last.hidden)
        else:
            merged.append(span)
    return merged


def _touch(text: str, one: Span, other: Span) -> bool:
    gap = text[one.end : other.start]
    return len(gap) <= 2 and gap.strip(" .-‑") == "" and "\n" not in gap


def _written(text: str, spans: list[Span], tokens: dict[Hidden, str]) -> str:
    parts, place = [], 0
    for span in spans:
        parts += [text[place : span.start], tokens[span.hidden]]
        place = span.end
    return "".join([*parts, text[place:]])
