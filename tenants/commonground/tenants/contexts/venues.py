"""Which kind of place a name speaks of, to start a form with: a person confirms it, or chooses another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from commonground.tenants.contexts.names import STREET_TYPES, words_of

_SAID_AS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "takeaway": "takeaway|takeaways|kebab|chicken|pizza|burger|chippy|fish and chips|chip shop|tecawe",
        "shop": "shop|shops|shopping centre|supermarket|corner store|newsagent|off licence|mall|arcade|retail park",
        "car_park": "car park|carpark|multistorey|maes parcio",
        "park": "park|playground|play area|recreation ground|skate park|skatepark|playing field|bandstand",
        "stairwell": "stairwell|stairwells|landing",
        "estate": "estate",
        "transport_stop": "bus stop|bus shelter|tram stop",
        "transport_hub": "station|bus station|interchange",
        "licensed_premises": "pub|bar|nightclub",
        "hotel_short_let": "hotel|hostel|short let|guest house",
        "youth_venue": "youth club|youth centre",
        "sport_venue": "leisure centre|sports centre|swimming pool|gym",
        "faith_venue": "church|mosque|temple|gurdwara|synagogue|chapel",
        "route": "towpath|footpath|underpass|subway|alley|alleyway|cut through",
    }
)
# None of the kinds that we know: what they are called after stands in them.
_NONE_OF_THEM: Final = ("police station", "petrol station", "fire station", "car wash", "industrial estate")
_PHRASES: Final[Mapping[tuple[str, ...], str]] = MappingProxyType(
    {tuple(words_of(said)): venue for venue, all_said in _SAID_AS.items() for said in all_said.split("|")}
    | {tuple(words_of(said)): "" for said in _NONE_OF_THEM}
)
_LONGEST: Final = max(map(len, _PHRASES))


def venue_in(name: str) -> str | None:
    """“Peri Palace takeaway” is a takeaway, and “Takeaway by the park” too: what is named first is what it is about.
    The park of “3 Park Road” is none."""
    return next(_venues(words_of(name)), "") or None


def _venues(words: Sequence[str]) -> Iterator[str]:
    for place in range(len(words)):
        found = (tuple(words[place : place + length]) for length in range(_LONGEST, 0, -1))
        phrase = next((each for each in found if each in _PHRASES), None)
        if phrase is not None and not _is_of_a_street(words, place + len(phrase)):
            yield _PHRASES[phrase]


def _is_of_a_street(words: Sequence[str], after: int) -> bool:
    return after < len(words) and words[after] in STREET_TYPES
