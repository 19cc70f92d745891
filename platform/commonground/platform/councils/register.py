"""Checking a council before it comes on, and filling in what follows from its kind and nation."""

from __future__ import annotations

from dataclasses import replace

from commonground.platform.councils.colour import check_council_colour
from commonground.platform.councils.onboard import NewCouncil
from commonground.platform.councils.powers import check_powers
from commonground.platform.councils.types import (
    CouncilKind,
    Nation,
    check_areas,
    check_hours,
    check_kind,
    check_languages,
    check_name,
    check_phone,
    check_short_name,
    check_texts,
    default_powers,
    required_languages,
)


def checked(new: NewCouncil) -> NewCouncil:
    """The council with its defaults filled in.

    Raises what the checks raise, each with a field and a sentence: names and areas, kind and nation, languages, colour,
    telephone numbers, hours and words."""
    nation, kind = Nation(new.nation), CouncilKind(new.kind)
    name = check_name("name", "The name", new.name)  # first: an area that nobody named is called like it
    languages = tuple(dict.fromkeys((*new.languages, *required_languages(nation))))
    areas = check_areas(new.areas)
    check_kind(kind, nation, areas)
    check_languages(languages, nation)
    check_hours(new.reads_from, new.reads_until)
    check_texts(new.texts, languages)
    powers = new.legal_powers or tuple(sorted(default_powers(kind, nation)))
    check_powers(kind, nation, powers)
    return replace(
        new,
        slug=check_short_name(new.slug),
        name=name,
        name_cy=None if new.name_cy is None else check_name("name_cy", "The Welsh name", new.name_cy),
        areas=areas,
        front_door_phone=check_phone("front_door_phone", "The front door’s number", new.front_door_phone),
        out_of_hours_phone=check_phone("out_of_hours_phone", "The out-of-hours number", new.out_of_hours_phone),
        colour=check_council_colour(new.colour),
        languages=languages,
        legal_powers=powers,
    )
