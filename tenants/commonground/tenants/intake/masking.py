"""Likely names in a resident's words, hidden until somebody with the right has looked (domain notes, 2a).

It errs towards hiding: a hidden place costs a click, a shown name may cost a child. Pure, the same every time, and as
long as the text: no more than a look around each word."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from commonground.platform.words import lexicon
from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.patterns import (
    Hidden,
    Span,
    birth_spans,
    contact_spans,
    foreign_spans,
    initial_spans,
)
from commonground.tenants.intake.place_runs import excused_by
from commonground.tenants.intake.reading import Text, Word, read
from commonground.tenants.intake.seeing import ways_to_read
from commonground.tenants.intake.suspicion import name_positions

__all__ = [
    "ADDRESS_MARKS",
    "TOKENS",
    "Hidden",
    "Masked",
    "Span",
    "mask_names",
    "mask_place",
    "mask_report",
    "place_words",
    "with_marks",
]

TOKENS: Final = {
    "en": {
        Hidden.NAME: "[name hidden]",
        Hidden.CONTACT: "[contact hidden]",
        Hidden.BIRTH: "[date hidden]",
        Hidden.WORDS: "[words hidden]",
        Hidden.CHILD: "[child’s name hidden]",
        Hidden.FAMILY: "[family member hidden]",
        Hidden.TELLER: "[person who told us hidden]",
        Hidden.OTHER_PERSON: "[other person hidden]",
        Hidden.ADDRESS: "[address hidden]",
        Hidden.OTHER: "[something hidden]",
    },
    "cy": {
        Hidden.NAME: "[enw wedi’i guddio]",
        Hidden.CONTACT: "[cyswllt wedi’i guddio]",
        Hidden.BIRTH: "[dyddiad wedi’i guddio]",
        Hidden.WORDS: "[geiriau wedi’u cuddio]",
        Hidden.CHILD: "[enw plentyn wedi’i guddio]",
        Hidden.FAMILY: "[aelod o’r teulu wedi’i guddio]",
        Hidden.TELLER: "[y sawl a ddywedodd wrthym wedi’i guddio]",
        Hidden.OTHER_PERSON: "[person arall wedi’i guddio]",
        Hidden.ADDRESS: "[cyfeiriad wedi’i guddio]",
        Hidden.OTHER: "[rhywbeth wedi’i guddio]",
    },
}
"""Words, not blocks: a screen reader says them, and a printed page still makes sense."""
ADDRESS_MARKS: Final = tuple(tokens[Hidden.ADDRESS] for tokens in TOKENS.values())
"""Only a person puts them. Where an address is hidden, the postcode that came with it is hidden too."""


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


def place_words(*answers: str, named: Iterable[str] = ()) -> frozenset[str]:
    """What may stay visible elsewhere of the “where” answers: the words, and pairs of words, that are a place there.

    `named` are names that the council gave a place: all their words may, but those hidden there."""
    found: set[str] = set()
    for answer in answers:
        found.update(_called_there(answer))
    for seen in (seen for name in named for seen in ways_to_read(name)):
        hidden, words = _hidden_there(seen.text)
        found.update(word.folded for position, word in enumerate(words) if position not in hidden)
    return frozenset(found)


def _called_there(answer: str) -> Iterator[str]:
    """In the first way to read it; in the second, what stands where the first found a place."""
    places: list[tuple[int, int]] = []
    for seen in ways_to_read(answer):
        hidden, words = _hidden_there(seen.text)
        if places:
            starts = ((word, seen.in_original(word.start, word.start)[0]) for word in words)
            yield from (word.folded for word, start in starts if any(one <= start < end for one, end in places))
            continue
        look = Look(words, lexicon(), frozenset(), capitals=False)
        for run in excused_by(look, hidden):
            yield " ".join(words[position].folded for position in run)
            if len(run) == 1:
                word = words[run[0]]
                places.append(seen.in_original(word.start, word.start + word.core_length))


def _hidden_there(text: str) -> tuple[frozenset[int], tuple[Word, ...]]:
    spans, words = mask_place(text).spans, read(text).words
    starts, hidden = [span.start for span in spans], set()
    for position, word in enumerate(words):
        before = bisect_right(starts, word.start) - 1
        if before >= 0 and word.start < spans[before].end:
            hidden.add(position)
    return frozenset(hidden), words


def _masked(text: str, places: frozenset[str], *, capitals: bool, lang: str, this_year: int | None) -> Masked:
    spans = [
        Span(*seen.in_original(span.start, span.end), span.hidden)
        for seen in ways_to_read(text)
        for span in _spans(seen.text, places, capitals=capitals, this_year=this_year)
    ]
    apart = _merged(spans, text)
    return Masked(with_marks(text, apart, lang), tuple(apart))


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


def with_marks(text: str, spans: Iterable[Span], lang: str) -> str:
    """The text with a mark in the place of each span; they are in order and apart."""
    tokens = TOKENS["cy" if lang == "cy" else "en"]
    parts, place = [], 0
    for span in spans:
        parts += [text[place : span.start], tokens[span.hidden]]
        place = span.end
    return "".join([*parts, text[place:]])
