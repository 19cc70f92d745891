"""Which councils a search finds, and what may be listed. No database, no web."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from commonground.platform.directory.types import (
    ABOUT_LIMIT,
    NAME_LIMIT,
    REACH_LIMIT,
    Answer,
    ContactInput,
    ContactKind,
    CouncilCard,
    Found,
)
from commonground.platform.postcodes import Area, Located, PostcodeTable
from commonground.platform.postcodes.sides import serves
from commonground.platform.postcodes.written import parse_postcode, plain_area
from commonground.platform.reach import can_be_rung, can_be_written_to
from commonground.platform.refusals import IncompleteError, Problem

BORDER_METRES: Final = 500
"""So near another area, both councils are named: the point of a postcode is one of its houses, and a street runs on."""
_MOST: Final = {"name": NAME_LIMIT, "about": ABOUT_LIMIT, "hours": NAME_LIMIT}


def find(words: str, councils: Sequence[CouncilCard], table: PostcodeTable, most: int) -> Found:
    """By postcode where one was typed, else by the names of councils and of their areas."""
    postcode = parse_postcode(words)
    return by_name(words, councils, most) if postcode is None else by_postcode(postcode, councils, table)


def by_name(words: str, councils: Sequence[CouncilCard], most: int) -> Found:
    wanted = plain_area(words)
    fit = [each for each in councils if any(wanted in plain_area(name) for name in _names(each))] if wanted else []
    return Found(tuple(Answer(each) for each in fit[:most]), more=len(fit) > most)


def _names(council: CouncilCard) -> tuple[str, ...]:
    return (council.name, council.name_cy, *council.areas)


def by_postcode(postcode: str, councils: Sequence[CouncilCard], table: PostcodeTable) -> Found:
    """The council in whose area it lies, and those whose area begins near by, the nearest first."""
    located = table.find(postcode)
    if located is None:
        return Found((), postcode=postcode, knows=table.is_there)
    away = _areas_around(located, table)
    answers = _answers(away, councils)
    others = [area.words for area in away if area != located.area and not _served(area, councils)]
    return Found(
        answers,
        postcode=located.postcode,
        area=located.area.words,
        served=_served(located.area, councils),
        near=tuple(dict.fromkeys(others)),
        in_use=located.in_use is not False,
    )


def _areas_around(located: Located, table: PostcodeTable) -> dict[Area, int]:
    """Each area with how far it is, the nearest first."""
    near = {area: max(1, round(away)) for area, away in table.near(located.point, BORDER_METRES).items()}
    near[located.area] = 0
    return dict(sorted(near.items(), key=lambda each: (each[1], each[0].code)))


def _answers(away: dict[Area, int], councils: Sequence[CouncilCard]) -> tuple[Answer, ...]:
    """A council that has two of the areas stands with the nearer one."""
    found: dict[str, Answer] = {}
    for area, metres in away.items():
        for council in councils:
            if serves(council.areas, area):
                found.setdefault(council.slug, Answer(council, metres))
    return tuple(found.values())


def _served(area: Area, councils: Iterable[CouncilCard]) -> bool:
    return any(serves(council.areas, area) for council in councils)


def check_contact(typed: ContactInput) -> ContactInput:
    """The desk or team as it may be listed. Raises `IncompleteError` with every problem."""
    lines = {name: " ".join(getattr(typed, name).split()) for name in ("name", "phone", "email", "hours")}
    tidy = replace(typed, about=typed.about.strip(), **lines)
    if problems := tuple(_of_contact(tidy)):
        raise IncompleteError(problems)
    return tidy


def _of_contact(typed: ContactInput) -> Iterator[Problem]:
    if typed.kind not in set(ContactKind):
        yield Problem("kind", "Choose what it is.")
    if not typed.name:
        yield Problem("name", "Say what the desk or the team is called.")
    for field, most in _MOST.items():
        if len(getattr(typed, field)) > most:
            yield Problem(field, f"Keep this to {most:,} characters.")
    if not typed.phone and not typed.email:
        yield Problem("phone", "Type a phone number or an e-mail address.")
    if typed.phone and (len(typed.phone) > REACH_LIMIT or not can_be_rung(typed.phone, services=True)):
        yield Problem("phone", "Type a phone number, like 020 7946 0121.")
    if typed.email and (len(typed.email) > REACH_LIMIT or not can_be_written_to(typed.email)):
        yield Problem("email", "Type an e-mail address, like duty.desk@council.example.")
