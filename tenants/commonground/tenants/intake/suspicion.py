"""Which words of a text are likely names: known ones anywhere, others by their capital letter and their company."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from commonground.platform.words import Lexicon
from commonground.tenants.intake.company import (
    JOINERS,
    ORDINARY_ENDING,
    PERSON_VERBS,
    SEASONAL,
    in_company,
    is_first_a_name,
    is_surname,
    is_the_family,
    owns,
)
from commonground.tenants.intake.homes import lives_there
from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.namesakes import hide_namesakes, is_a_namesake
from commonground.tenants.intake.reading import Text, Word
from commonground.tenants.intake.shapes import has_kin, has_the_shape_of_a_name, lists_people, season_acts
from commonground.tenants.intake.standing import names_a_place, place_follows, stands_for_a_place


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CALLED: Final = _set("called named nicknamed aka alias surname nickname streetname enw")
_NAME_IS: Final = _set("name names nickname surname")
_TITLES: Final = _set("mr mrs ms miss mx dr auntie aunty uncle pc sgt sergeant officer constable coach mister")
_RELATIONS: Final = _set(
    """son daughter brother sister cousin nephew niece friend mate boyfriend girlfriend boy girl lad kid child pupil
    student teenager mum mother dad father uncle aunt neighbour man woman guy dealer mab merch ffrind brawd chwaer
    bachgen"""
)
_SPEAKING_VERBS: Final = _set("said says told sells sold gave punched kicked threatened asked hit bullied stole robbed")


def name_positions(reading: Text, lexicon: Lexicon, places: frozenset[str], *, capitals: bool) -> list[int]:
    """Positions of the words to hide. Without `capitals` only known names and what is called so."""
    look = Look(reading.words, lexicon, places, capitals and reading.capitals_tell, reading.capitals_tell)
    for position in range(len(look.words)):
        if _is_name(look, position):
            look.names.add(position)
    _hide_companions(look)
    _hide_family_names(look)
    hide_namesakes(look)
    if not capitals:
        look.names.update(lists_people(look))
    return sorted(look.names)


def _is_name(look: Look, position: int) -> bool:
    word = look.words[position]
    # Nine words in ten: ordinary, small and never a name.
    ordinary = not word.capital and word.folded in look.lexicon.common and word.folded not in look.lexicon.doubtful
    if not ordinary and lives_there(look, position):
        look.at_home.add(position)
        return True
    if look.is_excused(position):
        look.kept_places.add(position)
        return False
    return not ordinary and any(rule(look, position, word) for rule in _RULES)


def _known(look: Look, position: int, word: Word) -> bool:
    if not look.is_given(word) and not _doubtful_but_acting(look, position, word):
        return False
    if names_a_place(look, position, word):
        look.kept_places.add(position)
        return False
    return True


def _doubtful_but_acting(look: Look, position: int, word: Word) -> bool:
    """“mason hit him”, “grace told me”: a word that can be a name does what only a person does."""
    following = look.words[position + 1] if position + 1 < len(look.words) else None
    acting = following is not None and following.gap == " " and following.folded in _SPEAKING_VERBS
    return acting and word.folded in look.lexicon.doubtful and word.folded not in look.lexicon.kept


def _called(look: Look, position: int, word: Word) -> bool:
    """“a lad called tezza”, “his name is bigz”, “o’r enw Twm”, whatever the capitals."""
    before, earlier = look.folded(position - 1), look.folded(position - 2)
    cue = (
        before in _CALLED
        or (before in {"is", "are", "was"} and earlier in _NAME_IS)
        or (before == "as" and earlier == "known")
    )
    if not cue or (word.begins_sentence and before not in _NAME_IS):
        return False
    a_person = before in _CALLED and earlier in _RELATIONS
    return look.is_unknown(word) or (word.capital and (a_person or word.folded in look.lexicon.doubtful))


def _titled(look: Look, position: int, word: Word) -> bool:
    if look.folded(position - 1).rstrip(".") not in _TITLES or word.gap.strip(" .") != "":
        return False
    return look.is_unknown(word) or (word.capital and look.words[position - 1].capital)


def _related(look: Look, position: int, word: Word) -> bool:
    """“my son Will”, “her friend May”, “his mate tezza”: there a month is a name, and so is a word nobody knows."""
    if look.folded(position - 1) not in _RELATIONS or word.gap not in (" ", ", "):
        return False
    if word.gap == " " and is_first_a_name(look, word):
        return True
    if word.capital:
        return look.capitals and (word.folded in look.lexicon.doubtful or word.folded in SEASONAL)
    return word.gap == " " and look.is_unknown(word) and not ORDINARY_ENDING.search(word.folded)


def _family(look: Look, position: int, word: Word) -> bool:
    """A family name or its initial after a given one, or after an initial: “Kayden Brown”, “Lil T”, “K. Smith”."""
    after_a_name = position - 1 in look.names and word.follows_closely
    if after_a_name and len(word.text) == 1 and word.capital:
        return True
    if word.folded not in look.lexicon.family or not (word.capital or look.is_unknown(word)):
        return False
    if after_a_name:
        return True
    initial = look.words[position - 1] if position else None
    if initial is None or len(initial.text) != 1 or not initial.capital or word.gap not in (" ", ". "):
        return False
    look.names.add(position - 1)
    return True


def _shaped(look: Look, position: int, word: Word) -> bool:
    """“Baptiste-Browne”, “O’Connor”, “AJ and CJ”, “Tyreese’s flat”."""
    if not has_the_shape_of_a_name(look, position):
        return False
    if not has_kin(look, position) and names_a_place(look, position, word):
        look.kept_places.add(position)
        return False
    return True


def _capital(look: Look, position: int, word: Word) -> bool:
    if not look.capitals or not word.capital:
        return False
    if word.begins_sentence:
        return _begins_with_a_name(look, position, word)
    if word.folded in look.lexicon.doubtful and word.folded not in look.lexicon.kept:
        suspect = word.folded not in look.lexicon.places
    else:
        suspect = look.is_unknown(word) and not _is_short_for_something(word)
    if not suspect:
        return False
    if stands_for_a_place(look, position, word):
        look.kept_places.add(position)
        return False
    return True


def _is_short_for_something(word: Word) -> bool:
    return word.text.isupper() and len(word.text) <= 5


def _begins_with_a_name(look: Look, position: int, word: Word) -> bool:
    """A sentence gives its first word a capital anyway: only its company tells."""
    if season_acts(look, position):
        return True
    doubtful = word.folded in look.lexicon.doubtful and word.folded not in look.lexicon.kept
    unknown = look.is_unknown(word) and not _is_short_for_something(word)
    if position + 1 >= len(look.words) or not (doubtful or unknown):
        return False
    following = look.words[position + 1]
    if following.gap == " " and following.folded in PERSON_VERBS:
        return True
    surname = following.capital and following.gap == " " and look.is_unknown(following)
    return surname and not place_follows(look, position)


_Rule = Callable[[Look, int, Word], bool]
_RULES: Final[tuple[_Rule, ...]] = (
    _known,
    _called,
    _titled,
    _related,
    _family,
    is_surname,
    is_the_family,
    owns,
    in_company,
    _shaped,
    is_a_namesake,
    _capital,
)


def _hide_companions(look: Look) -> None:
    """“jayden and tezza”, “Tom, Bigz”: an unknown word joined to a name by “and” or a comma is one too."""
    for position in sorted(look.names):
        for step in (1, -1):
            _hide_along(look, position, step)


def _hide_along(look: Look, position: int, step: int) -> None:
    companion = position + step
    joined = look.folded(companion) in JOINERS
    if joined:
        companion += step
    if not 0 <= companion < len(look.words) or companion in look.names or companion in look.kept_places:
        return
    word = look.words[companion]
    gap = (look.words[position] if step < 0 else word).gap
    if not joined and (gap not in (", ", " & ", "/", " / ") or place_follows(look, companion)):
        return
    doubtful = joined and look.capitals and word.capital and word.folded in look.lexicon.doubtful
    doubtful = doubtful or (joined and is_first_a_name(look, word))
    unknown = look.is_unknown(word) and not ORDINARY_ENDING.search(word.folded)
    if (doubtful or unknown) and not look.is_excused(companion):
        look.names.add(companion)


def _hide_family_names(look: Look) -> None:
    """“kayden and tezza roberts”: after a companion too."""
    for position in sorted(look.names):
        after = position + 1
        if after >= len(look.words) or after in look.names or look.is_excused(after):
            continue
        if _family(look, after, look.words[after]) or is_surname(look, after, look.words[after]):
            look.names.add(after)
