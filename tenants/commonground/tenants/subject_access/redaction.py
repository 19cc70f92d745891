"""What of a text is somebody else's: suggested by the masking of likely names, decided by a person. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from commonground.tenants.intake.masking import mask_names
from commonground.tenants.subject_access.names import occurrences
from commonground.tenants.subject_access.types import Span

HIDDEN: Final = "[somebody else’s details]"
"""The same for whatever is hidden, so that its length says nothing."""


def suggestions(text: str, names: Sequence[str], copied: Iterable[Span] = ()) -> list[Span]:
    """Likely names, contacts and dates of birth in the text that are not the person's own; and what a redacted copy of
    it hides, `copied`."""
    own = [each.span for each in occurrences(text, names)]
    found = dict.fromkeys([*copied, *(Span(span.start, span.end) for span in mask_names(text).spans)])
    return [part for span in found for part in _without(span, own, text)]


def _without(span: Span, own: Sequence[Span], text: str) -> Iterator[Span]:
    """What is left of `span` when the person's own names are taken out of it."""
    start = span.start
    for mine in own:
        if mine.start < span.end and start < mine.end:
            yield from _trimmed(start, mine.start, text)
            start = max(start, mine.end)
    yield from _trimmed(start, span.end, text)


def _trimmed(start: int, end: int, text: str) -> Iterator[Span]:
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    if start < end:
        yield Span(start, end)


def places_of(text: str, words: str) -> list[Span]:
    """Everywhere in the text that these words stand, whatever their capitals."""
    tidy = words.strip()
    return [Span(*each.span()) for each in re.finditer(re.escape(tidy), text, re.IGNORECASE)] if tidy else []


def merged(spans: Iterable[Span], length: int) -> tuple[Span, ...]:
    """In order, apart, and inside a text of this length."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        start, end = max(0, span.start), min(length, span.end)
        if start >= end:
            continue
        if kept and start <= kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, end))
        else:
            kept.append(Span(start, end))
    return tuple(kept)


def redacted(text: str, hidden: Iterable[Span], note: str = HIDDEN) -> str:
    """The text as the person gets it: `note` stands for whatever is hidden."""
    parts, place = [], 0
    for span in merged(hidden, len(text)):
        parts += [text[place : span.start], note]
        place = span.end
    return "".join([*parts, text[place:]])
