"""Whether a word that could be a name stands for a place: “Victoria Park”, “Ali’s takeaway”, “outside Greggs”."""

from __future__ import annotations

from typing import Final

from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.reading import Word


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LOCATIVES: Final = _set(
    "in at near outside inside behind opposite around towards into via along past through beside the yn yng ym ger y yr"
)
_FROM_TO: Final = _set("from to o i")
_TRAVEL: Final = _set(
    """go goes going went gone walk walks walking walked come comes came coming bus train tram drive drives drove taxi
    get gets travel travels travelling run runs way line route road move moves moved boys girls lads men
    people youths kids group groups someone somebody mynd dod"""
)
_AT_PERSON: Final = _set(
    """shout shouts shouted shouting laugh laughs laughed laughing look looks looked looking scream screamed screaming
    swear swore swearing point pointed throw threw throwing stare stared staring yell yelled spit spat"""
)
WELSH_PLACES: Final = _set(
    "heol ffordd stryd parc ysgol coleg capel maes cae pont llan canolfan eglwys aber bae clos neuadd"
)
DWELLINGS: Final = _set("home homes house flat flats room place")
_BUSINESSES: Final = _set(
    """takeaway shop store cafe restaurant pub bar barbers barber salon garage supermarket newsagent newsagents chippy
    kebab chicken pizza fish bakery butchers pharmacy bookmakers gym market arms tavern church school"""
)
_LOOK_AHEAD: Final = 3


def names_a_place(look: Look, position: int, word: Word) -> bool:
    """“Victoria Park”, “St John’s Road”, “Ali’s takeaway”, but not “Jayden Hill” and not “Kayden’s house”."""
    if word.possessive and look.folded(position + 1) in _BUSINESSES:
        return True
    if word.capital and look.folded(position - 1) in {"st", "saint", "sant", *WELSH_PLACES}:
        return True
    for ahead in range(position + 1, min(position + 1 + _LOOK_AHEAD, len(look.words))):
        following = look.words[ahead]
        located = look.folded(position - 1) in LOCATIVES or look.folded(position - 1).isdigit()
        # “victoria park” as the whole answer: small letters tell nothing there.
        located = located or (not look.capitals and (word.begins_sentence or word.gap.strip() == ","))
        if not following.follows_closely or not (following.capital or located):
            return False
        if following.folded in look.lexicon.places and following.folded not in DWELLINGS:
            return located or following.folded not in look.lexicon.family
    return False


def place_follows(look: Look, position: int) -> bool:
    """A kind of place within the next few words that hang together: “Golden Spoon takeaway”, “Pepper & Lime shop”."""
    for ahead in range(position + 1, min(position + 1 + _LOOK_AHEAD, len(look.words))):
        following = look.words[ahead]
        if following.gap.strip() not in ("", "&") or "\n" in following.gap:
            return False
        if following.folded in look.lexicon.places:
            return True
        if not following.capital and following.folded not in {"of", "the", "and", "y"}:
            return False
    return False


def stands_for_a_place(look: Look, position: int, word: Word) -> bool:
    before, earlier = look.folded(position - 1), look.folded(position - 2)
    if position - 1 in look.kept_places and word.gap.strip() in ("", "&", "-"):
        return True
    if before == "at" and earlier in _AT_PERSON:
        return False
    if before in LOCATIVES or before in WELSH_PLACES:
        return True
    if before in _FROM_TO and any(look.folded(position - step) in _TRAVEL for step in (2, 3, 4)):
        return True
    return place_follows(look, position)
