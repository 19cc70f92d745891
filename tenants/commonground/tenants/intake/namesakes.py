"""Names that are also towns, firms or months: “Barry sells vapes”, “Stella, 14”, but “Barry Island”, “a Mercedes”."""

from __future__ import annotations

import re
from typing import Final

from commonground.tenants.intake.company import AUXILIARIES, PERSON_VERBS
from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.reading import Word
from commonground.tenants.intake.shapes import THEIRS
from commonground.tenants.intake.standing import LOCATIVES, WELSH_PLACES, place_follows


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NAMESAKES: Final = _set("barry bentley christian ford jan mercedes stella")
_AFTER: Final = _set(
    "benz sprinter vito mondeo ka escort galaxy kuga ranger puma artois union aid continental bentayga"
)
_ONE_OF_MANY: Final = _set(
    """a an his her their my our your this that another each every no some black white silver grey gray blue red green
    gold dark light new parked stolen of last next since late early mid until cans pints drinking drank"""
)
_OF_AN_AGE: Final = re.compile(r"(?:[5-9]|1\d|2[0-5])(?:-.*)?")
_AFTER_AN_AGE: Final = _set("and is was who has from year years yr yrs goes lives")
_MET: Final = _set("told saw met ask asked hit")
_DATE: Final = re.compile(r"\d+(?:st|nd|rd|th)?")


def is_a_namesake(look: Look, position: int, word: Word) -> bool:
    """Whether the word there, which is never a name by itself, is used as one."""
    if not _may_be(look, position):
        return False
    if _has_an_age(look, position) or _owns(look, position, word) or _has_a_surname(look, position):
        return True
    if _is_met(look, position, word):
        return True
    after = look.words[position + 1] if position + 1 < len(look.words) else None
    acts = after is not None and after.gap == " " and after.folded in PERSON_VERBS and not word.possessive
    return acts and not _is_located(look, position)


def hide_namesakes(look: Look) -> None:
    """“Stella Grace”: together with the name that is hidden after it, so that no half is left to read."""
    for after in sorted(look.names):
        if after and look.words[after].follows_closely and after - 1 not in look.names:
            beside = _may_be(look, after - 1) and not _is_located(look, after - 1)
            if beside and not look.is_excused(after - 1):
                look.names.add(after - 1)


def _may_be(look: Look, position: int) -> bool:
    """With a capital, and not “a Mercedes”, “the black Ford” or “3 Jan”."""
    word, before = look.words[position], look.folded(position - 1)
    if not word.capital or word.folded not in _NAMESAKES or look.folded(position + 1) in _AFTER:
        return False
    if word.begins_sentence or word.gap not in (" ", "-"):
        return True
    return before not in _ONE_OF_MANY and before != "the" and _DATE.fullmatch(before) is None


def _is_located(look: Look, position: int) -> bool:
    """“in Barry”, “near Bentley”: what comes next is somebody else's doing."""
    word = look.words[position]
    return not word.begins_sentence and look.folded(position - 1) in LOCATIVES | WELSH_PLACES | {"from"}


def _has_an_age(look: Look, position: int) -> bool:
    """“Stella, 14”, “Christian (14)”, but not “Barry, 14 Mill Lane” nor “Stella, 14 cans”."""
    age = look.words[position + 1] if position + 1 < len(look.words) else None
    if age is None or age.gap not in (", ", ",", " (", "(") or _OF_AN_AGE.fullmatch(age.folded) is None:
        return False
    then = look.words[position + 2] if position + 2 < len(look.words) else None
    return "-" in age.folded or then is None or then.gap.strip() != "" or then.folded in _AFTER_AN_AGE


def _owns(look: Look, position: int, word: Word) -> bool:
    """“Stella’s been sent pictures”, “Barry’s house”."""
    return word.possessive and look.folded(position + 1) in AUXILIARIES | THEIRS


def _is_met(look: Look, position: int, word: Word) -> bool:
    """“I saw Stella”, “Barry and his mates”."""
    if word.gap == " " and look.folded(position - 1) in _MET:
        return True
    return look.folded(position + 1) == "and" and look.folded(position + 2) in {"his", "her"}


def _has_a_surname(look: Look, position: int) -> bool:
    """“Jan Kowalski”, but not “Barry Island”; in “in Barry Kayden hides” only a family name belongs to it."""
    after = look.words[position + 1] if position + 1 < len(look.words) else None
    if after is None or not after.capital or not after.follows_closely or place_follows(look, position):
        return False
    known = look.lexicon
    if after.folded in known.family and after.folded not in known.common | known.kept:
        return after.folded not in known.given or not _is_located(look, position)
    return look.capitals and look.is_unknown(after) and not _is_located(look, position)
