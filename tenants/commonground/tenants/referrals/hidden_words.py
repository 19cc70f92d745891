"""What masking or a person hid in what was told and in what its teller wrote since: none of it may come back in a
reply."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from commonground.platform.words import fold, lexicon
from commonground.tenants.intake.copies import hidden_by
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.intake.reading import read
from commonground.tenants.intake.receiving import masked, places_in
from commonground.tenants.intake.said import Said
from commonground.tenants.intake.seeing import ways_to_read
from commonground.tenants.intake.types import ReportSubject

_APART: Final = re.compile(r"[\s\-‑]+")
_AROUND: Final = ".,;:!?()[]\"“”'‘’_"
_SHORTEST: Final = 2
Added = tuple[str, str]
"""What the teller added, as it was written and as it is shown."""


def hidden_words(said: Said | None, news: Iterable[Added] = ()) -> tuple[str, ...]:
    """Each word once. `news` is what the teller added later; their own name and way of contact go with it, for
    whoever reads the reply may not be the one who wrote to us."""
    if said is None:
        return ()
    return tuple(dict.fromkeys([*_in_said(said), *_in_news(said, news), *_of_teller(said)]))


def _in_said(said: Said) -> Iterator[str]:
    words = said.words()
    found = masked(words, ReportSubject(said.subject), lang=said.lang, this_year=said.sent_at.year)
    for column, each in found.items():
        yield from hidden_by(words[column], (said.shown or {}).get(column, ""), each)


def _in_news(said: Said, news: Iterable[Added]) -> Iterator[str]:
    places = places_in(said.words(), ReportSubject(said.subject))
    for words, shown in news:
        found = mask_names(words, places, lang=said.lang, this_year=said.sent_at.year)
        yield from found.hidden_words(words)
        yield from hidden_by(words, shown, found)


def _of_teller(said: Said) -> Iterator[str]:
    """Of “Neighbour, Mrs Tander” only what can be a name: the rest are words that every reply needs."""
    name, reached_by = said.of_teller
    names, found = lexicon(), read(name).words
    yield from (
        word.folded for word in found if word.folded not in names.common | names.kept or word.folded in names.doubtful
    )
    if reached_by.strip():
        yield reached_by.strip()


def where_they_return(words: str, hidden: Collection[str]) -> Iterator[tuple[int, int]]:
    """From where to where a hidden word stands in `words`, whole or in part, however it is written: “Tànder’s” for
    “Prilow Tander”. What every reply needs as a word, “will” or “may”, is a name only with a capital."""
    for whole in hidden:
        if len(whole.strip()) >= _SHORTEST:
            for found in re.finditer(rf"(?<!\w){re.escape(whole.strip())}(?!\w)", words, re.IGNORECASE):
                if _APART.search(whole.strip()) or _is_meant(found[0], found.start() == 0):
                    yield found.span()
    parts = frozenset(part for whole in hidden for part in _parts(whole) if len(part) >= _SHORTEST)
    if not parts:
        return
    for seen in ways_to_read(words):
        for word in read(seen.text).words:
            if parts.intersection((word.folded, *_parts(word.folded))) and _is_meant(word.text, word.begins_sentence):
                yield seen.in_original(word.start, word.start + word.core_length)


def _parts(whole: str) -> tuple[str, ...]:
    return tuple(fold(part.strip(_AROUND)) for part in _APART.split(whole))


def _is_meant(written: str, begins: bool) -> bool:
    names, folded = lexicon(), fold(written)
    return folded not in names.common | names.kept or (written[0].isupper() and not begins)
