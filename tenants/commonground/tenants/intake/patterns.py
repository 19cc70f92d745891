"""What tells who somebody is without being a name: addresses, numbers, handles, dates of birth, initials with an age.

Every expression starts at a boundary and is bounded, so that no text makes it slow."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Hidden(StrEnum):
    """What stands behind a mask."""

    NAME = "name"
    CONTACT = "contact"
    BIRTH = "birth"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the original text."""

    start: int
    end: int
    hidden: Hidden


_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_AT_HANDLE: Final = re.compile(r"(?<![\w@])@[\w.]{2,40}")
_PROFILE: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,300}", re.IGNORECASE)
_PHONE: Final = re.compile(r"(?<![\w+])(?:\+|00|0)\(?\d(?:[ ().-]{0,2}\d){8,13}(?!\w)")
_NAMED_HANDLE: Final = re.compile(
    r"\b(?:snapchat|snap|sc|insta|instagram|ig|tiktok|discord|telegram|gamertag|username|user name|handle)"
    r"(?:\s{0,2}[:=]\s{0,2}|\s(?:name\s)?(?:is|called|@)\s)(?P<handle>[\w.@#-]{2,40})",
    re.IGNORECASE,
)
_DATE: Final = r"\d{1,2}(?:[/.-]\d{1,2}[/.-]|(?:st|nd|rd|th)?\s(?:of\s)?[^\W\d_]{3,9}\s)\d{2,4}"
_BORN: Final = re.compile(
    rf"\b(?:born|birthday|date of birth|d\.?o\.?b\.?|ganwyd|geni)\b[^\d\n]{{0,20}}(?P<date>{_DATE})", re.IGNORECASE
)
_NUMERIC_DATE: Final = re.compile(r"(?<![\w/])\d{1,2}[/.-]\d{1,2}[/.-](?P<year>(?:19|20)\d\d)(?![\w/])")
_INITIALS: Final = r"(?P<initials>[A-Z]\.?\s?[A-Z]\.?|[A-Z]\.?)"
_INITIALS_AGE: Final = re.compile(rf"(?<![\w.]){_INITIALS}(?:\s?[,(]\s?|\s)(?:aged?\s)?\(?(?P<age>\d{{1,2}})\b")
_INITIALS_SAID: Final = re.compile(rf"\b(?i:initials?)\b(?i:\s(?:are|is))?[\s:]{{1,2}}{_INITIALS}(?![\w.])")
_FOREIGN: Final = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u024f\u0250-\u036f\u1e00-\u1eff]+")
_OLDEST_CHILD: Final = 19
NOT_INITIALS: Final = frozenset({"PC", "PE", "TV", "UK", "US", "AM", "PM", "BB", "CD", "DJ", "JD", "NO", "A", "I"})


def contact_spans(text: str) -> Iterator[Span]:
    """E-mail addresses, links to profiles, telephone numbers and online names."""
    for pattern in (_EMAIL, _AT_HANDLE, _PROFILE, _PHONE):
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), Hidden.CONTACT)
    for found in _NAMED_HANDLE.finditer(text):
        yield Span(*found.span("handle"), Hidden.CONTACT)


def birth_spans(text: str, this_year: int | None = None) -> Iterator[Span]:
    """Dates said to be of birth, and, when the year is known, full dates from three years back: no report waits so
    long."""
    for found in _BORN.finditer(text):
        yield Span(*found.span("date"), Hidden.BIRTH)
    for found in _NUMERIC_DATE.finditer(text):
        if this_year is not None and int(found["year"]) <= this_year - 3:
            yield Span(*found.span(), Hidden.BIRTH)


def initial_spans(text: str) -> Iterator[Span]:
    """“K, 14”, “JK (15)”, “A.B. aged 13”, “initials are TM”; not “bus 43” and not “Stairwell C 2”."""
    for found in _INITIALS_AGE.finditer(text):
        said = found[0]
        tied = "," in said or "(" in said or "age" in said
        letters = found["initials"].replace(".", "").replace(" ", "")
        if tied and 4 <= int(found["age"]) <= _OLDEST_CHILD and letters not in NOT_INITIALS:
            yield Span(*found.span("initials"), Hidden.NAME)
    for found in _INITIALS_SAID.finditer(text):
        yield Span(*found.span("initials"), Hidden.NAME)


def foreign_spans(text: str) -> Iterator[Span]:
    """Words in other scripts than Latin. We have no names in them, so all of them wait for somebody to look."""
    if text.isascii():
        return
    for found in _FOREIGN.finditer(text):
        if any(unicodedata.category(character).startswith("L") for character in found[0][:4]):
            yield Span(*found.span(), Hidden.WORDS)
