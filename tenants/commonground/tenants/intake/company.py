"""Likely names by what stands beside them: “HIT BY MASON”, “Jay’s been dealing”, “Rose and her mum”, “the Okafors”."""

from __future__ import annotations

import re
from typing import Final

from commonground.tenants.intake.homes import may_be_called
from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.reading import Word
from commonground.tenants.intake.standing import names_a_place, place_follows


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SEASONAL: Final = _set("april may june august summer autumn winter easter jan christian jude mai")
PERSON_VERBS: Final = _set(
    """is was isn't wasn't has had hasn't said says told tells sells sold gave gives lives lived goes went gets got came
    comes keeps kept always never who looks looked told wants wanted carries carried hangs does did doesn't didn't
    will would can could may might just also only once used started stopped brings brought takes took asks asked
    threatened punched hit pushed kicked showed sent sends lent owes knows goes drives drove smokes deals bullies"""
)
JOINERS: Final = _set("and or & n a ac")
ORDINARY_ENDING: Final = re.compile(r"(?:ing|ed|ly|tion|ment|ness|able|ful|less|ish|’t|'t)$")
AUXILIARIES: Final = _set("been got always never going gonna")
_NOBODY: Final = _set("media mentor loan peace nest lan ping shade param trope harsh tuna ramadan coral math")
_COMPANY: Final = _set("by with told saw met ask asked hit called")


def is_first_a_name(look: Look, word: Word) -> bool:
    """A doubtful one that is not among the ordinary words: “mason” and “skye”, not “will” and “may”."""
    known = look.lexicon
    doubtful = word.folded in known.doubtful and word.folded not in known.common | known.kept
    return doubtful and word.folded not in known.places and word.folded not in SEASONAL


def owns(look: Look, position: int, word: Word) -> bool:
    """“Jay’s been dealing”, “rose’s mum”, “Tezza’s been there”."""
    if not word.possessive:
        return False
    after = look.folded(position + 1)
    active = after in AUXILIARIES or after.endswith("ing")
    unknown = active and word.capital and look.is_unknown(word) and not ORDINARY_ENDING.search(word.folded)
    if not (unknown or is_first_a_name(look, word)):
        return False
    if not active and names_a_place(look, position, word):
        look.kept_places.add(position)
        return False
    return True


def in_company(look: Look, position: int, word: Word) -> bool:
    """“HIT BY MASON”, “with skye”, “skye was hit”, “Rose and her mum”: whatever the capitals."""
    if not is_first_a_name(look, word) or names_a_place(look, position, word):
        return False
    after = look.words[position + 1] if position + 1 < len(look.words) else None
    if after is not None and after.folded in JOINERS and after.gap == " " and word.begins_sentence:
        return True
    if after is not None and after.folded in PERSON_VERBS and after.gap == " " and word.folded not in _NOBODY:
        return True
    if not look.capitals and word.capital and _begins_a_whole_name(look, position):
        return True
    before = look.folded(position - 1)
    return word.gap == " " and (before in _COMPANY or (before in JOINERS and not look.capitals_tell))


def _begins_a_whole_name(look: Look, position: int) -> bool:
    """“Skye Oakes, Mill Lane”: two words with capitals that end in no kind of place."""
    after = look.words[position + 1] if position + 1 < len(look.words) else None
    if after is None or not after.follows_closely or not after.capital or place_follows(look, position):
        return False
    return may_be_called(look, position + 1)


def is_surname(look: Look, position: int, word: Word) -> bool:
    """“Kayden Oakes” where capitals do not tell: after a name a word that nobody knows is its second half."""
    if look.capitals or position - 1 not in look.names or not word.follows_closely or not word.capital:
        return False
    return may_be_called(look, position) and not place_follows(look, position)


def is_the_family(look: Look, position: int, word: Word) -> bool:
    """“the Okafors”."""
    if look.folded(position - 1) != "the" or not word.capital or not look.is_unknown(word):
        return False
    return word.folded.endswith("s") and word.folded[:-1] in look.lexicon.family and not place_follows(look, position)
