"""Which contexts a new report may be about: names, streets, postcodes, distances and online names compared.

It proposes and never joins: a person decides. The caller passes only contexts that its reader may see, so that a
restricted one leaves no trace in a suggestion (design, section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from commonground.platform.postcodes import Point, parse_postcode, point_of
from commonground.tenants.contexts.handles import normal_handle
from commonground.tenants.contexts.names import STREET_TYPES, place_form, school_form, words_of
from commonground.tenants.contexts.types import Candidate, ContextStatus, KnownContext, Match, SubjectKind, Whereabouts

LIKELY_FROM: Final = 60
"""From here on two subjects are likely the same; below it they only share something."""

SHOWN_FROM: Final = 40
"""Below this nothing is worth a screener's look."""

_BESIDE: Final = 100
"""Metres from one postcode's point to another's within which they may be one place's front and back."""
_NEAR: Final = 250
"""Metres within which nearness says something beside another sign, and nothing alone."""

_SAME_NAME: Final = 92
_SIMILAR_NAME: Final = 80
_SHORTEST_OWN_WORD: Final = 3

_SCHOOL_WORDS: Final = frozenset({"school", "academy", "college"})
_EARLY_YEARS: Final = frozenset({"primary", "infant", "infants", "junior", "juniors", "nursery"})

_GENERIC: Final = frozenset(
    """park green field recreation ground common playground street road lane avenue parade shop shops store market
    takeaway chicken kebab chip fish pizza cafe restaurant pub bar club station bus stop shelter train tram school
    college academy primary secondary high library centre center leisure sports gym pool estate flats house block
    stairwell stairs tower car yard back behind front outside inside near corner opposite by next end top bottom path
    towpath alley underpass bridge canal river lock toilets church mosque temple gurdwara hall youth group chat server
    game kids children young people boys girls year entrance exit area building hotel skate town village new old north
    south east west upper lower little great garden gardens bandstand pavilion fountain statue memorial cemetery
    churchyard arcade precinct mall plaza square market multistorey subway garages steps benches pitch pitches courts
    basketball tennis skatepark bowl marina pier beach promenade woods wood hill hostel hub""".split()  # noqa: SIM905  # read as the sentence they stand in
)


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is compared about a subject. `text` is all that it says but its streets, for names inside a sentence."""

    names: tuple[str, ...]
    text: frozenset[str]
    is_school: bool
    early_years: bool
    streets: frozenset[str]
    numbers: frozenset[str]
    postcode: str | None
    point: Point | None
    handle: str


@dataclass(frozen=True, slots=True)
class _Sign:
    words: str
    weight: int


def _streets_and_numbers(texts: Iterable[list[str]]) -> tuple[frozenset[str], frozenset[str]]:
    """“14 Mill Lane” gives the street “mill lane” and the number “14 mill lane”."""
    streets, numbers = set(), set()
    for words in texts:
        for place, word in enumerate(words):
            if word in STREET_TYPES and place and words[place - 1] not in STREET_TYPES:
                street = f"{words[place - 1]} {word}"
                streets.add(street)
                if place > 1 and words[place - 2][0].isdigit():
                    numbers.add(f"{words[place - 2]} {street}")
    return frozenset(streets), frozenset(numbers)


def _traits(kind: SubjectKind | None, names: tuple[str, ...], address: str, postcode: str, handle: str) -> _Traits:
    named, addressed = [words_of(name) for name in names], words_of(address)
    # A school is called after a street as often as it stands in it: there the address alone speaks of streets.
    streets, numbers = _streets_and_numbers([addressed] if kind is SubjectKind.SCHOOL else [*named, addressed])
    words = {word for text in (*named, addressed) for word in text}
    is_school = kind is SubjectKind.SCHOOL or bool(words & _SCHOOL_WORDS)
    form = school_form if is_school else place_form
    return _Traits(
        names=tuple(form(name) for name in named if name),
        text=frozenset(words.difference(*(street.split() for street in streets))),
        is_school=is_school,
        early_years=bool(words & _EARLY_YEARS),
        streets=streets,
        numbers=numbers,
        postcode=parse_postcode(postcode) if postcode else None,
        point=point_of(postcode),
        handle=normal_handle(handle) if handle else "",
    )


def _own_words(name: str, traits: _Traits) -> set[str]:
    """What sets a name apart: neither the kind of place nor the street it stands in."""
    in_street = {word for street in traits.streets for word in street.split()}
    return {
        word
        for word in name.split()
        if word not in _GENERIC and word not in in_street and len(word) >= _SHORTEST_OWN_WORD and not word.isdigit()
    }


def _likeness(one: str, other: str) -> float:
    """0 to 100, whatever the order of the words and whether “tow path” is one word or two."""
    return max(fuzz.token_sort_ratio(one, other), fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")))


def _marks(name: str) -> set[str]:
    """Numbers and letters that tell one stairwell or bus from the next."""
    return {word for word in name.split() if len(word) == 1 or word[0].isdigit()}


def _told_apart(one: str, other: str) -> bool:
    return bool(_marks(one) and _marks(other) and not _marks(one) & _marks(other))


def _whole_name_sign(asked: _Traits, known: _Traits) -> _Sign | None:
    """The names side by side. “Bus stop” is every bus stop: without a word of its own it must be the very name."""
    best = None
    for one in asked.names:
        for other in known.names:
            likeness = _likeness(one, other)
            if one == other or (likeness >= _SAME_NAME and _own_words(one, asked) and not _told_apart(one, other)):
                return _Sign("same name", 65)
            if likeness >= _SIMILAR_NAME:
                best = _Sign("similar name", 50)
    return best


_ONE_WORD: Final = _Sign("a word of the name in common", 50)


def _inner_name_sign(asked: _Traits, known: _Traits) -> _Sign | None:
    """A name that stands inside a longer one: “yard behind Golden Spoon”."""
    best = None
    for here, there in ((known, asked), (asked, known)):
        for name in here.names:
            if _is_part_of_school(name, here, there):
                return _Sign("same name", 60)
            own = _own_words(name, here)
            if not own or any(_told_apart(name, other) for other in there.names):
                continue
            if own <= there.text:
                sign = _Sign("same name", 60) if len(own) > 1 or not _more_words(own, there) else _ONE_WORD
                best = max(best or sign, sign, key=lambda each: each.weight)
            elif all(_stands_almost(word, there.text) for word in own):
                best = best or _Sign("similar name", 50)
    return best


def _more_words(own: set[str], there: _Traits) -> bool:
    """Whether each of the other's names says more than these words: “Heron” beside “Heron Wharf”."""
    return all(_own_words(name, there) > own for name in there.names)


def _is_part_of_school(name: str, here: _Traits, there: _Traits) -> bool:
    """“Toilets, Brook Lane School”: a school called after its street has no word of its own, but its whole name
    stands there, one word after the other."""
    several_words = " " in name
    return (
        several_words
        and here.is_school
        and there.is_school
        and any(f" {name} " in f" {other} " for other in there.names)
    )


def _name_sign(asked: _Traits, known: _Traits) -> _Sign | None:
    signs = [sign for sign in (_whole_name_sign(asked, known), _inner_name_sign(asked, known)) if sign]
    return max(signs, key=lambda sign: sign.weight, default=None)


def _stands_almost(word: str, text: frozenset[str]) -> bool:
    """Whether a long word stands in the text with a slip of the pen."""
    return len(word) > _SHORTEST_OWN_WORD + 1 and any(fuzz.ratio(word, other) >= _SIMILAR_NAME for other in text)


def _place_signs(asked: _Traits, known: _Traits) -> list[_Sign]:
    signs = []
    if asked.numbers & known.numbers:
        signs.append(_Sign("same address", 60))
    elif asked.streets & known.streets:
        signs.append(_Sign("same street", 40))
    if asked.postcode and asked.postcode == known.postcode:
        signs.append(_Sign("same postcode", 40))
    elif near := _near_sign(asked, known, alone=not signs):
        signs.append(near)
    return signs


def _near_sign(asked: _Traits, known: _Traits, *, alone: bool) -> _Sign | None:
    """Beside a street it weighs less: two shops a few doors apart in one street are two shops."""
    if asked.point is None or known.point is None:
        return None
    metres = asked.point.metres_to(known.point)
    if metres > _NEAR:
        return None
    return _Sign(_apart(metres), 40 if alone and metres <= _BESIDE else 30)


def _apart(metres: float) -> str:
    """“About 80 metres apart”: the points are those of postcodes, and no nearer than ten metres to anything."""
    rounded = max(10, round(metres / 10) * 10)
    return f"about {rounded} metres apart"


def _signs(asked: _Traits, known: _Traits) -> list[_Sign]:
    signs = _place_signs(asked, known)
    if asked.handle and asked.handle == known.handle:
        signs.append(_Sign("same online name", 90))
    # A primary school and the secondary of the same name are two schools.
    two_schools = asked.early_years and not known.early_years
    if not two_schools and (name := _name_sign(asked, known)):
        signs.append(name)
    return signs


def _weighed(signs: list[_Sign], same_kind: bool) -> int:
    """The strongest sign, and a share of each other one: three weak signs never add up to a certainty."""
    weights = sorted((sign.weight for sign in signs), reverse=True)
    score = weights[0] + sum(weight // 2 for weight in weights[1:])
    return max(0, min(100, score if same_kind else score - 25))


def _same_kind(asked: SubjectKind | None, known: SubjectKind) -> bool:
    """A resident who is not sure, or says “place” for a school, may still mean it."""
    return asked is None or asked is known or {asked, known} == {SubjectKind.PLACE, SubjectKind.SCHOOL}


def _in_words(signs: list[_Sign], known: KnownContext) -> str:
    """“Same street, same name”; a closed context says so."""
    words = [sign.words for sign in signs]
    if known.status is ContextStatus.CLOSED:
        words.append("closed")
    sentence = ", ".join(words)
    return sentence[0].upper() + sentence[1:]


def _match(candidate: Candidate, asked: _Traits, context: KnownContext) -> Match | None:
    """By that of its whereabouts which speaks most for it: put together of several records, it has those of each."""
    same_kind = _same_kind(candidate.kind, context.kind)
    found = [(_weighed(signs, same_kind), signs) for signs in _signs_of_each(asked, context) if signs]
    score, signs = max(found, key=lambda each: each[0], default=(0, []))
    if score < SHOWN_FROM:
        return None
    return Match(reference=context.reference, score=score, reason=_in_words(signs, context))


def _signs_of_each(asked: _Traits, context: KnownContext) -> Iterator[list[_Sign]]:
    names = (context.name, *context.aliases)
    whereabouts: tuple[KnownContext | Whereabouts, ...] = (context, *context.parts)
    for at in whereabouts:
        signs = _signs(asked, _traits(context.kind, names, at.address, at.postcode, at.handle))
        yield signs if at is context else [_of_a_part(sign) for sign in signs]


def _of_a_part(sign: _Sign) -> _Sign:
    """What speaks for a part stands nowhere on the line of what it has gone into, but its names do."""
    return sign if sign.words.endswith("name") else replace(sign, words=f"{sign.words} as another record of it")


def likely_same(candidate: Candidate, contexts: Iterable[KnownContext], *, at_most: int = 5) -> list[Match]:
    """The contexts that the candidate may be, likeliest first, of two as likely the active one; those that only share
    a street or postcode come last, under `LIKELY_FROM`."""
    names = (candidate.name, *candidate.aliases)
    asked = _traits(candidate.kind, names, candidate.address, candidate.postcode, candidate.handle)
    found = ((_match(candidate, asked, context), context.status is ContextStatus.CLOSED) for context in contexts)
    matches = [(match, closed) for match, closed in found if match is not None]
    matches.sort(key=lambda each: (-each[0].score, each[1], each[0].reference))
    return [match for match, _ in matches[:at_most]]
