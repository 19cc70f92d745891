"""Looks through words before another council or a partner reads them: nobody may be known by them.

What tells who somebody is without doubt is refused; what may be a name is asked about, since a place or a shop may be
called like somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from commonground.platform.postcodes import parse_postcode
from commonground.platform.references import parse_reference
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.intake.masking import Hidden, mask_names, mask_place

_TEN_DIGITS: Final = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_POSTCODE: Final = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}\b")
_REFERENCE: Final = re.compile(r"\b[A-Za-z]{2}[-\s]?[0-9A-Za-z]{4}[-\s]?[0-9A-Za-z]{3}\b")
_NEVER: Final = frozenset({Hidden.CONTACT, Hidden.BIRTH})


@dataclass(frozen=True, slots=True)
class Found:
    """`never`: numbers, dates and addresses by which somebody is known. `maybe`: words that may be a name."""

    never: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()


def look_through(words: str, *, place: bool = False) -> Found:
    """`place`: an answer to “where”, whose capitals are mostly places."""
    masked = mask_place(words) if place else mask_names(words)
    spans = [(span.hidden, words[span.start : span.end]) for span in masked.spans]
    never = [said for hidden, said in spans if hidden in _NEVER]
    never += [*_nhs_numbers(words), *_exact_places(words), *_records(words)]
    maybe = [said for hidden, said in spans if hidden not in _NEVER and said not in never]
    return Found(tuple(dict.fromkeys(never)), tuple(dict.fromkeys(maybe)))


def check_words(said: Mapping[str, str]) -> None:
    """Raises `IncompleteError` with each of these words, by field, that tells who somebody is."""
    problems = tuple(problem for field, words in said.items() for problem in problems_in(field, words))
    if problems:
        raise IncompleteError(problems)


def problems_in(field: str, words: str) -> Iterator[Problem]:
    if never := look_through(words).never:
        quoted = ", ".join(f"“{each}”" for each in never[:5])
        yield Problem(field, f"{quoted} can tell who somebody is. Leave it out: that passes by a handoff alone.")


def _nhs_numbers(words: str) -> Iterator[str]:
    """Ten figures whose last is the check digit that NHS numbers have."""
    for found in _TEN_DIGITS.finditer(words):
        figures = [int(each) for each in found[0] if each.isdigit()]
        weighed = sum((10 - number) * figure for number, figure in enumerate(figures[:9]))
        if (11 - weighed % 11) % 11 == figures[9]:
            yield found[0]


def _exact_places(words: str) -> Iterator[str]:
    """A whole postcode is some fifteen homes; the area that may cross is a thousand."""
    return (found[0] for found in _POSTCODE.finditer(words) if parse_postcode(found[0]))


def _records(words: str) -> Iterator[str]:
    """References of ours: whoever has one can ask about the record."""
    for found in _REFERENCE.finditer(words):
        known = parse_reference(found[0])
        if known and not known.startswith("JC-"):
            yield found[0]
