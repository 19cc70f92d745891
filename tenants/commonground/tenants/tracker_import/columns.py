"""What the columns of a tracker are called, and what each of them becomes here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz, process

from commonground.tenants.tracker_import.sheets import Cell, text_of

SURE_FROM: Final = 86
_LONGEST: Final = 60
"""Of the words of a header, as `plain` writes them."""
_NO_WORD: Final = re.compile(r"[\W_]+")


class Field(StrEnum):
    """What a column is taken in as. `NOTHING` leaves it behind."""

    REFERENCE = "reference"
    RECEIVED = "received"
    SOURCE = "source"
    REFERRER = "referrer"
    SUBJECT = "subject"
    KIND = "kind"
    ADDRESS = "address"
    POSTCODE = "postcode"
    CONCERN = "concern"
    HARMS = "harms"
    CHILDREN = "children"
    CHILDREN_REFERENCES = "children_references"
    WORKER = "worker"
    DECISION = "decision"
    DECIDED = "decided"
    FED_BACK = "fed_back"
    COMMENTS = "comments"
    NOTHING = "nothing"


MAY_STAND_TWICE: Final = frozenset({Field.CONCERN, Field.COMMENTS, Field.HARMS, Field.NOTHING})
"""Several columns may go to one of these; their words are joined."""
NEEDED: Final = (Field.RECEIVED, Field.SUBJECT)

_CALLED: Final[Mapping[Field, str]] = MappingProxyType(
    {
        Field.REFERENCE: "ref|ref no|reference|reference number|id|no|case ref|referral ref|unique id|log no|"
        "urn|cyfeirnod",
        Field.RECEIVED: "date received|date recd|received|date of referral|referral date|date in|date|date logged|"
        "date of contact|date referred|date opened|derbyniwyd|dyddiad",
        Field.SOURCE: "source|referral source|source of referral|referring agency|agency|from|source referrer|"
        "referred by agency|who referred|ffynhonnell",
        Field.REFERRER: "referrer|name of referrer|referred by|referrer name|referrer contact",
        Field.SUBJECT: "location|location name|location group name|context|context name|place|venue|group name|"
        "subject|name of location|location of concern|area of concern|where|site|setting|lleoliad",
        Field.KIND: "type|context type|type of context|location type|category of context|kind|setting type|math",
        Field.ADDRESS: "address|location address|street|full address|cyfeiriad",
        Field.POSTCODE: "postcode|post code|pc|location postcode|cod post",
        Field.CONCERN: "concern|concern brief|brief concern|concerns|description|summary|details|what happened|"
        "nature of concern|reason for referral|incident|background|narrative|pryder",
        Field.HARMS: "harm|harm types|harm type|type of harm|harms|risk|risk type|exploitation type|category of harm|"
        "theme|themes|presenting issue|niwed",
        Field.CHILDREN: "no of yp|number of young people|no of children|number of children|yp affected|how many|"
        "no yp|children affected|count of yp|nifer",
        Field.CHILDREN_REFERENCES: "known yp|known yp case ids|case ids|linked children|child ids|ics nos|mosaic ids|"
        "linked cases|known children|liquidlogic ids|yp ids",
        Field.WORKER: "worker|allocated worker|allocated to|lead|lead worker|owner|assigned to|lead practitioner|"
        "officer|gweithiwr",
        Field.DECISION: "decision|outcome|decision outcome|action|result|screening outcome|next step|status|"
        "penderfyniad|canlyniad",
        Field.DECIDED: "date decision|decision date|date of decision|date decided|date closed|outcome date|"
        "date of outcome",
        Field.FED_BACK: "fed back|feedback|feedback given|referrer informed|fed back y n|feedback to referrer|"
        "referrer updated",
        Field.COMMENTS: "comments|notes|comment|other|any other info|further info|update|updates|sylwadau|nodiadau",
    }
)
_WEAKLY: Final[Mapping[str, float]] = MappingProxyType({"status": 65.0, "next step": 65.0, "action": 65.0})
"""Names that a field is called by where nothing better is in the sheet: how likely they are at most, so that an
“Outcome” beside them goes first, and somebody looks."""
_NAMES: Final = MappingProxyType({field: tuple(names.split("|")) for field, names in _CALLED.items()})
_KNOWN: Final = MappingProxyType({called: field for field, names in _CALLED.items() for called in names.split("|")})


def every_name() -> Iterable[str]:
    """All that we know columns to be called, as `plain` writes it."""
    return _KNOWN.keys()


@dataclass(frozen=True, slots=True)
class Header:
    """A column's own words and what we take it for; `sure` where nobody need look twice."""

    column: int
    words: str
    field: Field
    sure: bool

    @property
    def plain(self) -> str:
        """How its words are remembered; empty where nobody could tell it again by them."""
        words = plain(self.words)
        return words if len(words) <= _LONGEST else ""


def plain(words: str) -> str:
    """“Date rec'd ” and “DATE RECD” alike: small letters and digits, one space between words."""
    bare = words.casefold().replace("'", "").replace("’", "").replace("number of", "no of")
    return _NO_WORD.sub(" ", bare).strip()


@lru_cache(maxsize=4096)
def likeness(words: str) -> tuple[Field, float]:
    """The field that a header's words mean most likely, and how likely of 100."""
    asked = plain(words)
    if not asked or len(asked) > _LONGEST:
        return Field.NOTHING, 0.0
    if asked in _KNOWN:
        return _KNOWN[asked], _WEAKLY.get(asked, 100.0)
    found = process.extractOne(asked, _KNOWN.keys(), scorer=_alike)
    return _KNOWN[found[0]], min(found[1], _WEAKLY.get(found[0], 100.0))


def _alike(asked: str, known: str, **_: object) -> float:
    """Whole words count and their order hardly; a name of two letters is never found inside another."""
    if min(len(asked), len(known)) <= 3:
        return 100.0 if asked == known else 0.0
    return max(
        float(fuzz.ratio(asked, known)), 0.95 * float(fuzz.token_sort_ratio(asked, known)), _inside(asked, known)
    )


def may_mean(asked: str, field: Field) -> bool:
    """Whether words, as `plain` writes them, may surely mean this field: a quick question before `likeness`, which
    compares them with the names of all."""
    if not asked or len(asked) > _LONGEST:
        return False
    names = _NAMES.get(field, ())
    return (
        process.extractOne(asked, names, scorer=fuzz.ratio, score_cutoff=SURE_FROM) is not None
        or process.extractOne(asked, names, scorer=fuzz.token_sort_ratio, score_cutoff=SURE_FROM) is not None
        or any(_inside(asked, name) for name in names)
    )


def _inside(asked: str, known: str) -> float:
    """“concern (as told to us)” is a concern: all words of the known name stand in the asked one, first."""
    return 88.0 if f"{asked} ".startswith(f"{known} ") and len(known) >= 5 else 0.0


def suggest(header: Sequence[Cell], remembered: Mapping[str, Field] = MappingProxyType({})) -> list[Header]:
    """A field for every column: what this council chose last time, or the likeliest; each field but those of words
    goes to the column that is likest it, and what is left over to nothing."""
    asked = [(column, " ".join(text_of(cell).split())) for column, cell in enumerate(header)]
    guesses = [(column, words, *_guess(words, remembered)) for column, words in asked]
    taken: dict[Field, int] = {}
    for column, _, field, score in sorted(guesses, key=lambda each: -each[3]):
        if field not in MAY_STAND_TWICE and score >= 60:
            taken.setdefault(field, column)
    return [_header(column, words, field, score, taken) for column, words, field, score in guesses]


def _guess(words: str, remembered: Mapping[str, Field]) -> tuple[Field, float]:
    chosen = remembered.get(plain(words))
    return (chosen, 101.0) if chosen else likeness(words)


def _header(column: int, words: str, field: Field, score: float, taken: Mapping[Field, int]) -> Header:
    free = field in MAY_STAND_TWICE or taken.get(field) == column
    if score < 60 or not free:
        # Words that nobody has a place for are kept as comments rather than lost, unless somebody says otherwise.
        return Header(column, words, Field.COMMENTS if words else Field.NOTHING, sure=not words)
    return Header(column, words, field, sure=score >= SURE_FROM)


def missing(headers: Iterable[Header]) -> tuple[Field, ...]:
    """The fields without which no row can become a referral."""
    given = {header.field for header in headers}
    return tuple(field for field in NEEDED if field not in given)
