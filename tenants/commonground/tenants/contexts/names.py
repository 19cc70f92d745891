"""Names and addresses as people write them, brought to one form so that they can be compared.

The form is for comparing only: what was typed is what is stored and shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 400
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = re.compile(r"['’‘`ʼ]")

_SHORT_FORMS: Final = {
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "ln": "lane",
    "la": "lane",
    "sq": "square",
    "pk": "park",
    "cl": "close",
    "ct": "court",
    "crt": "court",
    "cres": "crescent",
    "dr": "drive",
    "gdn": "gardens",
    "gdns": "gardens",
    "gro": "grove",
    "pl": "place",
    "pde": "parade",
    "ter": "terrace",
    "terr": "terrace",
    "hse": "house",
    "bldg": "building",
    "stn": "station",
    "est": "estate",
    "ctr": "centre",
    "center": "centre",
    "rec": "recreation",
    "sch": "school",
    "schl": "school",
    "sec": "secondary",
    "pri": "primary",
    "prim": "primary",
    "coll": "college",
    "acad": "academy",
    "comp": "comprehensive",
    "uni": "university",
    "mt": "mount",
    "n": "north",
    "e": "east",
    "s": "south",
    "w": "west",
}
_WELSH: Final = {
    "ysgol": "school",
    "coleg": "college",
    "gynradd": "primary",
    "uwchradd": "secondary",
    "gyfun": "comprehensive",
    "parc": "park",
    "stryd": "street",
    "heol": "road",
    "ffordd": "road",
    "rhodfa": "avenue",
    "lon": "lane",
    "sgwar": "square",
    "gorsaf": "station",
    "eglwys": "church",
    "llyfrgell": "library",
    "canolfan": "centre",
    "hamdden": "leisure",
    "siop": "shop",
    "siopau": "shops",
    "tafarn": "pub",
    "neuadd": "hall",
    "ystad": "estate",
    "cae": "field",
    "pont": "bridge",
    "afon": "river",
    "traeth": "beach",
    "marchnad": "market",
}
_SMALL: Final = frozenset(
    """the an of at on in by to and near next opposite behind outside beside inside around a y yr ar ger yn wrth
    tu""".split()  # noqa: SIM905  # read as the sentence they stand in
)
_SCHOOL_SUFFIXES: Final = frozenset(
    """academy college comprehensive community grammar high school secondary sixth form trust voluntary aided
    controlled foundation church england ce rc cofe catholic""".split()  # noqa: SIM905  # read as the sentence they stand in
)

STREET_TYPES: Final = frozenset(
    """street road lane avenue drive close court crescent square gardens grove parade terrace way hill walk row mews
    broadway embankment wharf quay""".split()  # noqa: SIM905  # as above
)


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words_of(text: str) -> list[str]:
    """The words, small, without accents and apostrophes, short and Welsh forms written out.

    “St” is a street at the end of a name and a saint before one: “St Mary’s St”."""
    plain = _APOSTROPHES.sub("", _unaccented(text[:_LONGEST])).casefold().replace("&", " and ")
    found = _WORD.findall(plain)
    return [_written_out(word, last=_ends_a_name(found, place)) for place, word in enumerate(found)]


def _ends_a_name(words: list[str], place: int) -> bool:
    following = words[place + 1] if place + 1 < len(words) else ""
    return place > 0 and (not following.isalpha() or following in _SMALL or following in STREET_TYPES)


def _written_out(word: str, *, last: bool) -> str:
    if word == "st":
        return "street" if last else "saint"
    return _SHORT_FORMS.get(word) or _WELSH.get(word) or word


def place_form(words: list[str]) -> str:
    """As `normal_name`, of words that `words_of` found."""
    return " ".join(word for word in words if word not in _SMALL)


def school_form(words: list[str]) -> str:
    """As `normal_school`, of words that `words_of` found."""
    named = [word for word in words if word not in _SMALL]
    own = [word for word in named if word not in _SCHOOL_SUFFIXES]
    return " ".join(own or named)


def normal_name(name: str) -> str:
    """One form for every way of writing the same name: “The St. Mary’s Rd” and “saint marys road”."""
    return place_form(words_of(name))


def other_names(name: str, called: Iterable[str]) -> list[str]:
    """What something is called beside `name`, each once however it is written."""
    by_form: dict[str, str] = {}
    for each in called:
        by_form.setdefault(normal_name(each), each)
    by_form.pop(normal_name(name), None)
    return list(by_form.values())


def normal_school(name: str) -> str:
    """A school's own name, without what every school is called; primary and infant schools stay apart."""
    return school_form(words_of(name))
