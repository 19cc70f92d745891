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
    """What stands behind a mask. The first four are found by themselves; the others only a person can tell."""

    NAME = "name"
    CONTACT = "contact"
    BIRTH = "birth"
    WORDS = "words"
    CHILD = "child"
    FAMILY = "family"
    TELLER = "teller"
    OTHER_PERSON = "other_person"
    ADDRESS = "address"
    OTHER = "other"


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
_PLATFORM: Final = (
    r"(?:snapchat|snap|insta|instagram|tiktok|discord|telegram|facebook|whatsapp|roblox|xbox|psn|kik|sc|ig)"
)
_HANDLES: Final = (
    re.compile(r"(?<![\w@])(?P<handle>[^\W\d_][\w.]{0,30}_[\w.]{1,30}\w)"),
    re.compile(rf"\b{_PLATFORM}:?\s{{1,2}}(?P<handle>[^\W\d_][\w.]{{0,30}}\d[\w.]{{0,10}})(?!\w)", re.IGNORECASE),
    re.compile(
        rf"\badd\s\w{{2,10}}\s(?:on\s)?{_PLATFORM}:?\s{{1,2}}(?!and\b|or\b)(?P<handle>[\w.]{{3,40}})", re.IGNORECASE
    ),
    re.compile(rf"(?<!\w)(?P<handle>[^\W\d_]{{3,30}}\d{{1,6}})\son\s{_PLATFORM}\b", re.IGNORECASE),
)
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|ionawr|ch?wefror|[mf]awrth|ebrill|[mf]ai|[mf]ehefin|g?orffennaf|awst|[mf]edi|hydref|"
    r"d?tachwedd|dachwedd|rh?agfyr)"
)
_NTH: Final = r"(?:st|nd|rd|th|af|ail|ydd|fed|ed|eg|ain)?"
_APART: Final = r"[\s.,/-]{1,3}"
_DAY_OF_MONTH: Final = (
    rf"(?:\d{{1,2}}{_NTH}{_APART}(?:of\s|o\s)?(?:the\s)?{_MONTH}|{_MONTH}{_APART}(?:the\s)?\d{{1,2}}{_NTH})(?!\w)"
)
_YEAR: Final = r"(?:19|20)\d\d"
_DATE: Final = (
    rf"(?:\d{{1,2}}(?:[/.-]\d{{1,2}}[/.-]|{_NTH}\s(?:of\s)?[^\W\d_]{{3,9}}\s)\d{{2,4}}|{_YEAR}-\d\d?-\d\d?|"
    rf"{_DAY_OF_MONTH}(?:{_APART}\d{{2,4}})?|(?:{_MONTH}\s)?{_YEAR})(?!\w)"
)
_BORN: Final = re.compile(
    rf"\b(?:born|birthday|date of birth|d\.?o\.?b\.?|ganwyd|geni)\b[^\d\n]{{0,20}}?\b(?P<date>{_DATE})", re.IGNORECASE
)
_FULL_DATES: Final = tuple(
    re.compile(rf"(?<![\w/]){date}(?![\w/])", re.IGNORECASE)
    for date in (
        rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-](?P<year>{_YEAR})",
        rf"(?P<year>{_YEAR})[/.-]\d{{1,2}}[/.-]\d{{1,2}}",
        rf"{_DAY_OF_MONTH}{_APART}(?P<year>{_YEAR})",
    )
)
_INITIALS: Final = r"(?P<initials>[A-Z]\.?\s?[A-Z]\.?|[A-Z]\.?)"
_INITIALS_AGE: Final = re.compile(rf"(?<![\w.]){_INITIALS}(?:\s?[,(]\s?|\s)(?:aged?\s)?\(?(?P<age>\d{{1,2}})\b")
_INITIALS_SAID: Final = re.compile(rf"\b(?i:initials?)\b(?i:\s(?:are|is))?[\s:]{{1,2}}{_INITIALS}(?![\w.])")
_INITIALS_DOTTED: Final = re.compile(r"(?<![\w.])(?P<initials>[A-Z]\.[A-Z]\.?)(?!\w)")
_CLASS: Final = r"(?:(?i:form|class|year|yr|set)\s?\d{1,2}\s?[A-Z]{0,2}|\d{1,2}\s?[A-Z]{1,2})(?!\w)"
_INITIALS_CLASS: Final = re.compile(
    rf"(?<![\w.]){_INITIALS}\s?(?:\(\s?|,\s|\s(?:is\s|was\s)?(?:from|in|of|o|ym|yn)\s)(?:the\s)?{_CLASS}"
)
_FOREIGN: Final = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u024f\u0250-\u036f\u1e00-\u1eff]+")
_OLDEST_CHILD: Final = 19
_FIRST_YEAR: Final = 2026
"""Of these reports: what is said to have been years before then is no news, whatever year it is now."""
NOT_INITIALS: Final = frozenset(
    {
        "PC",
        "PE",
        "TV",
        "UK",
        "US",
        "AM",
        "PM",
        "BB",
        "CD",
        "DJ",
        "JD",
        "NO",
        "A",
        "I",
        "PS",
        "ID",
        "EU",
        "NB",
        "OK",
        "IT",
    }
)


def contact_spans(text: str) -> Iterator[Span]:
    """E-mail addresses, links to profiles, telephone numbers and online names."""
    for pattern in (_EMAIL, _AT_HANDLE, _PROFILE, _PHONE):
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), Hidden.CONTACT)
    for pattern in (_NAMED_HANDLE, *_HANDLES):
        for found in pattern.finditer(text):
            yield Span(*found.span("handle"), Hidden.CONTACT)


def birth_spans(text: str, this_year: int | None = None) -> Iterator[Span]:
    """Dates said to be of birth, and full dates from three years back: no report waits so long."""
    latest = max(this_year or 0, _FIRST_YEAR) - 3
    for found in _BORN.finditer(text):
        yield Span(*found.span("date"), Hidden.BIRTH)
    for found in (found for pattern in _FULL_DATES for found in pattern.finditer(text)):
        if int(found["year"]) <= latest:
            yield Span(*found.span(), Hidden.BIRTH)


def initial_spans(text: str) -> Iterator[Span]:
    """“K, 14”, “JK (15)”, “A.B. aged 13”, “initials are TM”, “JB from 10C”, “J.B.”; not “bus 43” and not “Stairwell
    C 2”."""
    for found in _INITIALS_AGE.finditer(text):
        said = found[0]
        tied = "," in said or "(" in said or "age" in said
        if tied and 4 <= int(found["age"]) <= _OLDEST_CHILD and _letters(found["initials"]) not in NOT_INITIALS:
            yield Span(*found.span("initials"), Hidden.NAME)
    for found in _INITIALS_SAID.finditer(text):
        yield Span(*found.span("initials"), Hidden.NAME)
    for found in (found for pattern in (_INITIALS_DOTTED, _INITIALS_CLASS) for found in pattern.finditer(text)):
        letters = _letters(found["initials"])
        if len(letters) == 2 and letters not in NOT_INITIALS:
            yield Span(*found.span("initials"), Hidden.NAME)


def _letters(initials: str) -> str:
    return initials.replace(".", "").replace(" ", "")


def foreign_spans(text: str) -> Iterator[Span]:
    """Words in other scripts than Latin. We have no names in them, so all of them wait for somebody to look."""
    if text.isascii():
        return
    for found in _FOREIGN.finditer(text):
        if any(unicodedata.category(character).startswith("L") for character in found[0][:4]):
            yield Span(*found.span(), Hidden.WORDS)
