"""Which words of a text are likely names: known ones anywhere, others by their capital letter and their company."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from commonground.tenants.intake.lexicon import Lexicon
from commonground.tenants.intake.looking import Look
from commonground.tenants.intake.reading import Text, Word
from commonground.tenants.intake.shapes import has_kin, has_the_shape_of_a_name, lists_people, season_acts


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
_SEASONAL: Final = _set("april may june august summer autumn winter easter jan christian jude mai")
_LOCATIVES: Final = _set(
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
_PERSON_VERBS: Final = _set(
    """is was isn't wasn't has had hasn't said says told tells sells sold gave gives lives lived goes went gets got came
    comes keeps kept always never who looks looked told wants wanted carries carried hangs does did doesn't didn't
    will would can could may might just also only once used started stopped brings brought takes took asks asked
    threatened punched hit pushed kicked showed sent sends lent owes knows goes drives drove smokes deals bullies"""
)
_SPEAKING_VERBS: Final = _set("said says told sells sold gave punched kicked threatened asked hit bullied stole robbed")
_WELSH_PLACES: Final = _set(
    "heol ffordd stryd parc ysgol coleg capel maes cae pont llan canolfan eglwys aber bae clos neuadd"
)
_DWELLINGS: Final = _set("home homes house flat flats room place")
_BUSINESSES: Final = _set(
    """takeaway shop store cafe restaurant pub bar barbers barber salon garage supermarket newsagent newsagents chippy
    kebab chicken pizza fish bakery butchers pharmacy bookmakers gym market arms tavern church school"""
)
_VOCATIVE_JOINERS: Final = _set("and or & n a ac")
_ORDINARY_ENDING: Final = re.compile(r"(?:ing|ed|ly|tion|ment|ness|able|ful|less|ish|’t|'t)$")
_LOOK_AHEAD: Final = 3


def name_positions(reading: Text, lexicon: Lexicon, places: frozenset[str], *, capitals: bool) -> list[int]:
    """Positions of the words to hide. Without `capitals` only known names and what is called so."""
    look = Look(reading.words, lexicon, places, capitals and reading.capitals_tell)
    for position in range(len(look.words)):
        if _is_name(look, position):
            look.names.add(position)
    _hide_companions(look)
    if not capitals:
        look.names.update(lists_people(look))
    return sorted(look.names)


def _is_name(look: Look, position: int) -> bool:
    word = look.words[position]
    if word.folded in look.places:
        look.kept_places.add(position)
        return False
    # Nine words in ten: ordinary, small and never a name.
    if not word.capital and word.folded in look.lexicon.common and word.folded not in look.lexicon.doubtful:
        return False
    return any(rule(look, position, word) for rule in _RULES)


def _known(look: Look, position: int, word: Word) -> bool:
    if not look.is_given(word) and not _doubtful_but_acting(look, position, word):
        return False
    if _names_a_place(look, position, word):
        look.kept_places.add(position)
        return False
    return True


def _doubtful_but_acting(look: Look, position: int, word: Word) -> bool:
    """“mason hit him”, “grace told me”: a word that can be a name does what only a person does."""
    following = look.words[position + 1] if position + 1 < len(look.words) else None
    acting = following is not None and following.gap == " " and following.folded in _SPEAKING_VERBS
    return acting and word.folded in look.lexicon.doubtful and word.folded not in look.lexicon.kept


def _names_a_place(look: Look, position: int, word: Word) -> bool:
    """“Victoria Park”, “St John’s Road”, “Ali’s takeaway”, but not “Jayden Hill” and not “Kayden’s house”."""
    if word.possessive and look.folded(position + 1) in _BUSINESSES:
        return True
    if word.capital and look.folded(position - 1) in {"st", "saint", "sant", *_WELSH_PLACES}:
        return True
    for ahead in range(position + 1, min(position + 1 + _LOOK_AHEAD, len(look.words))):
        following = look.words[ahead]
        located = look.folded(position - 1) in _LOCATIVES or look.folded(position - 1).isdigit()
        if not following.follows_closely or not (following.capital or located):
            return False
        if following.folded in look.lexicon.places and following.folded not in _DWELLINGS:
            return located or following.folded not in look.lexicon.family
    return False


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
    if word.capital:
        return look.capitals and (word.folded in look.lexicon.doubtful or word.folded in _SEASONAL)
    return word.gap == " " and look.is_unknown(word) and not _ORDINARY_ENDING.search(word.folded)


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
    if not has_kin(look, position) and _names_a_place(look, position, word):
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
    if _stands_for_a_place(look, position, word):
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
    if following.gap == " " and following.folded in _PERSON_VERBS:
        return True
    surname = following.capital and following.gap == " " and look.is_unknown(following)
    return surname and not _place_follows(look, position)


def _place_follows(look: Look, position: int) -> bool:
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


def _stands_for_a_place(look: Look, position: int, word: Word) -> bool:
    before, earlier = look.folded(position - 1), look.folded(position - 2)
    if position - 1 in look.kept_places and word.gap.strip() in ("", "&", "-"):
        return True
    if before == "at" and earlier in _AT_PERSON:
        return False
    if before in _LOCATIVES or before in _WELSH_PLACES:
        return True
    if before in _FROM_TO and any(look.folded(position - step) in _TRAVEL for step in (2, 3, 4)):
        return True
    return _place_follows(look, position)


_Rule = Callable[[Look, int, Word], bool]
_RULES: Final[tuple[_Rule, ...]] = (_known, _called, _titled, _related, _family, _shaped, _capital)


def _hide_companions(look: Look) -> None:
    """“jayden and tezza”, “Tom, Bigz”: an unknown word joined to a name by “and” or a comma is one too."""
    for position in sorted(look.names):
        for step in (1, -1):
            _hide_along(look, position, step)


def _hide_along(look: Look, position: int, step: int) -> None:
    companion = position + step
    joined = look.folded(companion) in _VOCATIVE_JOINERS
    if joined:
        companion += step
    if not 0 <= companion < len(look.words) or companion in look.names or companion in look.kept_places:
        return
    word = look.words[companion]
    gap = (look.words[position] if step < 0 else word).gap
    if not joined and gap not in (", ", " & ", "/", " / "):
        return
    doubtful = joined and look.capitals and word.capital and word.folded in look.lexicon.doubtful
    unknown = look.is_unknown(word) and not _ORDINARY_ENDING.search(word.folded)
    if (doubtful or unknown) and word.folded not in look.places:
        look.names.add(companion)
