"""Words that a home or a household makes into people: “Skye Oakes house”, “where the Okafor boys live”, “flat of Skye”.

In the answer to “where” most capitals are places. These are not, whatever stands beside them."""

from __future__ import annotations

import re
from typing import Final

from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.reading import Word
from commonground.tenants.intake.shapes import KIN, OF_PLACES


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_HOMES: Final = _set("house home flat gaff crib doorstep bedsit caravan")
_SOMEBODYS: Final = _set("place room car mum mums dad dads nan nans")
_LIVE: Final = _set("live lives lived lodges lodged dwells")
_OF: Final = _set("of")
_ARTICLES: Final = _set("the y yr")
_ENDING: Final = re.compile(r"(?:ing|ed|ly|tion|ment|ness|able|ful|less|ish)$")
_RUN: Final = 3


def lives_there(look: Look, position: int) -> bool:
    """Whether the word there is somebody who is at home, or one of a family."""
    if not may_be_called(look, position):
        return False
    return _has_a_home(look, position) or _is_at_the_home_of(look, position) or _has_kin(look, position)


def may_be_called(look: Look, position: int) -> bool:
    """A name, or with a capital a word that nobody knows: never an ordinary one, nor a kind of place."""
    if not 0 <= position < len(look.words):
        return False
    word, known = look.words[position], look.lexicon
    if word.folded in known.common or word.folded in known.kept or word.folded in known.places:
        return False
    if is_named(look, word):
        return True
    follows_a_name = position - 1 in look.at_home and word.follows_closely
    strange = word.capital or word.possessive or follows_a_name
    return strange and look.is_unknown(word) and not _ENDING.search(word.folded)


def is_named(look: Look, word: Word) -> bool:
    """A name of the lists, and no ordinary word."""
    known = look.lexicon
    listed = word.folded in known.doubtful or word.folded in known.family or look.is_given(word)
    return listed and word.folded not in known.common and word.folded not in known.kept


def _has_a_home(look: Look, position: int) -> bool:
    word = look.words[position]
    for ahead in range(position + 1, min(position + 1 + _RUN, len(look.words))):
        following = look.words[ahead]
        if not following.follows_closely:
            return False
        if following.folded in _LIVE:
            return True
        if following.folded in _HOMES | (_SOMEBODYS if look.words[ahead - 1].possessive else frozenset()):
            return _is_a_dwelling(look, position, ahead, sure=ahead > position + 1 or word.possessive)
        if following.folded in KIN:
            return look.folded(ahead + 1) in _LIVE
        if not (may_be_called(look, ahead) or (is_named(look, word) and look.is_unknown(following))):
            return False
    return False


def _is_a_dwelling(look: Look, position: int, home: int, *, sure: bool) -> bool:
    """“Skye Oakes house” and “Skye House”, but not “Elder House”; nor “Derelict house”, where a capital begins."""
    word = look.words[position]
    if look.folded(position - 1) in {"st", "saint", "sant"}:
        return False
    if is_named(look, word):
        return True
    return not look.words[home].capital and (sure or not word.begins_sentence) and not OF_PLACES.search(word.folded)


def _is_at_the_home_of(look: Look, position: int) -> bool:
    """“flat of Skye Oakes”, “the home of the Okafors”."""
    if position - 1 in look.at_home and look.words[position].follows_closely:
        return not look.is_excused(position)
    before = position - 2 if look.folded(position - 1) in _ARTICLES else position - 1
    return look.folded(before) in _OF and look.folded(before - 1) in _HOMES


def _has_kin(look: Look, position: int) -> bool:
    """“the Okafor boys”, but not “the Northside boys” nor “Hillcrest boys”."""
    word = look.words[position]
    if look.folded(position + 1) not in KIN or not look.words[position + 1].follows_closely:
        return False
    if look.words[position + 1].capital or look.is_excused(position) or not word.capital or not look.capitals_tell:
        return False
    return word.folded in look.lexicon.family or not OF_PLACES.search(word.folded)
