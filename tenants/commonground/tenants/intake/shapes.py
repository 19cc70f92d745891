"""Names that tell by their shape: “Baptiste-Browne”, “O’Connor”, “K-Dot”, initials that act, and lists of people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from commonground.platform.words import fold
from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.patterns import NOT_INITIALS
from commonground.tenants.intake.reading import Word


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_IRISH: Final = re.compile(r"[OD]['’][A-Z]\w+")
_DOUBLE: Final = re.compile(r"(?P<first>[^\W\d_]+)-(?P<last>[A-Z][^\W\d_]+)")
_AFTER_A_LETTER: Final = _set(
    """shirt shirts level levels box ray rays bike bikes scooter scooters mail mails cig cigs class bar turn road way
    fit type section block wing zone certificate"""
)
_SEASONS: Final = _set("april may june august summer autumn winter easter mai")
_ACTING: Final = _set(
    """said says told tells got gets lives lived went goes came comes gave gives sells sold sell hit punched knows took
    takes asked asks wants wanted keeps kept smokes carries carry carried ran runs steals stole hangs hang owes brings
    brought drives drove threatened pushed kicked cried live"""
)
_BEING: Final = _set("is was has had are were")
_NOT_OF_SEASONS: Final = _set("been come started begun gone passed ended arrived")
_OF_PEOPLE: Final = _set(
    "scared frightened upset hurt drunk taken beaten there missing with my his her our only made told"
)
_MET: Final = _set("saw met told asked named called")
_JOINERS: Final = _set("and or & a ac")
THEIRS: Final = _set("house flat place room home mum mums nan nans dad dads bedroom")
OF_PLACES: Final = re.compile(
    r"(?:gate|crest|mere|ham|ton|ford|bury|side|wood|field|dene|wern|ley|worth|stead|port|well|bridge|hill|brook|dale|"
    r"ville|burn|mouth|by|wick|minster|pool|chester|cester|shire|sea|cliffe?|cross)$"
)
_NO_PERSON: Final = NOT_INITIALS | _set(
    """OK ID IT EU FB IG SC KG MP GP HQ CS SW SE NW NE AI XL QR RE PS BT VW FM WC OR IF IN ON AT HE WE MY SO TO DO GO BE
    BY UP IS AS AN OF"""
)
KIN: Final = _set("lads boys girls brothers sisters family kids twins lot crew cousins household mob")
_LOOK_AHEAD: Final = 6


def has_the_shape_of_a_name(look: Look, position: int) -> bool:
    """Whether the word there is one by its shape and its company."""
    word = look.words[position]
    if not word.capital:
        return False
    if _dwells(look, position, word):
        return True
    if not look.capitals:
        return False
    return _is_double(look, position, word) or _initials_act(look, position, word)


def has_kin(look: Look, position: int) -> bool:
    """“the O’Connor lads”: a family, whatever comes after."""
    return look.folded(position + 1) in KIN


def _dwells(look: Look, position: int, word: Word) -> bool:
    """“Tyreese’s flat”: nobody knows the word, and it has a home or a mother."""
    return word.possessive and look.folded(position + 1) in THEIRS and look.is_unknown(word)


def _is_double(look: Look, position: int, word: Word) -> bool:
    text = word.text[: word.core_length]
    if _IRISH.fullmatch(text):
        return True
    found = _DOUBLE.fullmatch(text)
    if found is None:
        return False
    first, last = fold(found["first"]), fold(found["last"])
    if len(first) == 1:
        return last not in _AFTER_A_LETTER and not text.isupper()
    if position - 1 in look.names and word.gap == " ":
        return True
    return found["first"][0].isupper() and all(
        look.lexicon.is_unknown(part) or part in look.lexicon.family for part in (first, last)
    )


def _initials_act(look: Look, position: int, word: Word) -> bool:
    """“AJ and CJ sell”, “TJ gave him”, “I saw TJ”: two letters that do what only a person does."""
    if not _is_initials(word):
        return False
    if look.folded(position - 1) in _MET:
        return True
    for ahead in range(position + 1, min(position + _LOOK_AHEAD, len(look.words))):
        following = look.words[ahead]
        if following.gap not in (" ", ", ", " & ") or following.folded in _BEING:
            return following.folded in _BEING
        if following.folded in _ACTING:
            return True
        if following.folded not in _JOINERS and not _is_initials(following) and not look.is_given(following):
            return False
    return False


def _is_initials(word: Word) -> bool:
    text = word.text[: word.core_length]
    return len(text) == 2 and text.isalpha() and text.isupper() and text not in _NO_PERSON


def season_acts(look: Look, position: int) -> bool:
    """“May told me”, “Summer has a knife”, “May was crying”, at a sentence's beginning; not “May was cold”."""
    word, does, then = look.words[position], look.folded(position + 1), look.folded(position + 2)
    if word.folded not in _SEASONS or look.folded(position + 1) == "" or look.words[position + 1].gap != " ":
        return False
    if does in _ACTING:
        return does not in {"came", "comes", "went", "goes"} or then in {"to", "home", "with", "in", "into", "back"}
    if does in {"has", "had"}:
        return then not in _NOT_OF_SEASONS
    return does in {"is", "was"} and (then in _OF_PEOPLE or then.endswith("ing"))


def lists_people(look: Look) -> Iterable[int]:
    """“Bigz, Tezza and Smokey”: a whole answer of single words that nobody knows, joined by “and”."""
    named = [position for position, word in enumerate(look.words) if word.folded not in _JOINERS]
    joined = len(named) < len(look.words)
    if not joined or not all(_stands_alone(look, position) for position in named):
        return []
    strange = [position for position in named if look.is_unknown(look.words[position])]
    return strange if len(strange) >= 2 or any(position in look.names for position in named) else []


def _stands_alone(look: Look, position: int) -> bool:
    word = look.words[position]
    alone = word.gap.strip() in {",", "&"} or look.folded(position - 1) in {*_JOINERS, ""}
    known = position in look.names or word.folded in look.lexicon.doubtful
    return alone and (known or (look.is_unknown(word) and not OF_PLACES.search(word.folded)))
