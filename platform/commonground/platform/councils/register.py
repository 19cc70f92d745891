"""Checking a council before it comes on, and filling in what follows from its kind and nation."""

from __future__ import annotations

from dataclasses import asdict, replace

from commonground.platform.councils.colour import check_council_colour
from commonground.platform.councils.onboard import NewCouncil
from commonground.platform.councils.texts import default_texts
from commonground.platform.councils.types import (
    CouncilKind,
    Nation,
    check_kind,
    check_languages,
    check_short_name,
    default_powers,
    required_languages,
)


def checked(new: NewCouncil) -> NewCouncil:
    """The council with its defaults filled in.

    Raises what the checks raise, each with a field and a sentence: short name, kind and nation, languages, colour."""
    nation, kind = Nation(new.nation), CouncilKind(new.kind)
    languages = tuple(dict.fromkeys((*new.languages, *required_languages(nation))))
    check_kind(kind, nation, new.areas)
    check_languages(languages, nation)
    powers = new.legal_powers or tuple(sorted(default_powers(kind, nation)))
    return replace(
        new,
        slug=check_short_name(new.slug),
        colour=check_council_colour(new.colour),
        languages=languages,
        legal_powers=powers,
        texts=_texts(nation, languages, new.texts),
    )


def _texts(nation: Nation, languages: tuple[str, ...], own: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The council's own words where it gave some, ours where it did not."""
    return {lang: {**asdict(default_texts(nation, lang)), **own.get(lang, {})} for lang in languages}
