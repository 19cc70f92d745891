"""What masking hid in a report, and in what the reporter wrote since: none of it may come back in a reply."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from commonground.platform.words import fold, lexicon
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.intake.models import Report
from commonground.tenants.intake.reading import read
from commonground.tenants.intake.receiving import SAID, masked, places_in
from commonground.tenants.intake.seeing import ways_to_read
from commonground.tenants.intake.types import ReportSubject

_APART: Final = re.compile(r"[\s\-‑]+")
_AROUND: Final = ".,;:!?()[]\"“”'‘’_"
_SHORTEST: Final = 2


def hidden_words(report: Report | None, news: Iterable[str] = ()) -> tuple[str, ...]:
    """Each word once. `news` is what the reporter added later; their own name and way of contact go with it, for
    whoever reads the reply may not be the one who wrote to us."""
    if report is None:
        return ()
    return tuple(dict.fromkeys([*_in_report(report), *_in_news(report, news), *_of_reporter(report)]))


def _said(report: Report) -> dict[str, str]:
    return {column: str(getattr(report, column)) for column in SAID}


def _in_report(report: Report) -> Iterator[str]:
    said = _said(report)
    found = masked(said, ReportSubject(report.subject), lang=report.lang, this_year=report.sent_at.year)
    for column, each in found.items():
        yield from each.hidden_words(said[column])


def _in_news(report: Report, news: Iterable[str]) -> Iterator[str]:
    places = places_in(_said(report), ReportSubject(report.subject))
    for words in news:
        yield from mask_names(words, places, lang=report.lang, this_year=report.sent_at.year).hidden_words(words)


def _of_reporter(report: Report) -> Iterator[str]:
    """Of “Neighbour, Mrs Tander” only what can be a name: the rest are words that every reply needs."""
    names, found = lexicon(), read(report.contact_name).words
    yield from (
        word.folded for word in found if word.folded not in names.common | names.kept or word.folded in names.doubtful
    )
    if report.contact_value.strip():
        yield report.contact_value.strip()


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
