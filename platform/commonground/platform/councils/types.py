"""What a council can be: its kind, nation, duties, languages and short name.

A tenant is not always a borough (domain notes, 0.6): one trust may act for several areas, a district has no duty
towards children yet, and Wales has law and language of its own. None of this is guessed from the kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

import phonenumbers

from commonground.platform.reach import SHORT_NUMBERS
from commonground.platform.refusals import IncompleteError, Problem

SHORT_NAME_LIMIT: Final = 40
NAME_LIMIT: Final = 120
_SHORT_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_DIALLED: Final = re.compile(r"\+?[\d ()-]+", re.ASCII)
_GIVEN_OUT: Final = re.compile(r"1(1[3-8]|[2-69]1)\d{7}|2[03489]\d{8}|3[0347]\d{8}|7[1-57-9]\d{8}")
"""Where Ofcom opens new blocks often, after the 0 or +44: in large towns, for mobiles, and for 03. `phonenumbers` lags
behind there by as long as it was not renewed; every other area code and service it knows."""
_INVENTED: Final = re.compile(r"1632960\d{3}")
"""Ofcom's for stories, of an area that does not exist."""


class Nation(StrEnum):
    """Law, procedures, bank holidays and languages follow the nation."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class CouncilKind(StrEnum):
    """The kinds of body that can be a tenant."""

    LONDON_BOROUGH = "london_borough"
    METROPOLITAN = "metropolitan"
    UNITARY = "unitary"
    COUNTY = "county"
    DISTRICT = "district"
    TRUST = "trust"
    WELSH_PRINCIPAL_AREA = "welsh_principal_area"
    SCOTTISH_COUNCIL = "scottish_council"
    HEALTH_AND_SOCIAL_CARE_TRUST = "health_and_social_care_trust"
    COMBINED_SERVICE = "combined_service"
    REGIONAL_BODY = "regional_body"


class LegalPower(StrEnum):
    """Duties and powers a council acts under; texts and timers ask for these, never for the kind."""

    CHILDREN_ACT_1989_S17 = "ca1989_s17"
    CHILDREN_ACT_1989_S47 = "ca1989_s47"
    CHILDREN_ACT_1989_S27 = "ca1989_s27"
    CHILDREN_ACT_2004_S10 = "ca2004_s10"
    CHILDREN_ACT_2004_S11 = "ca2004_s11"
    SSWBA_2014_PART_7 = "sswba2014_part7"
    CHILDREN_SCOTLAND_ACT_1995 = "csa1995"
    CHILDREN_NI_ORDER_1995 = "cnio1995"
    CRIME_AND_DISORDER_ACT_1998_S17 = "cda1998_s17"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What holds for every body of a kind."""

    label: str
    nations: frozenset[Nation]
    may_serve_several_areas: bool = False


_ENGLISH: Final = frozenset({Nation.ENGLAND})
KIND_FACTS: Final = {
    CouncilKind.LONDON_BOROUGH: KindFacts("London borough", _ENGLISH),
    CouncilKind.METROPOLITAN: KindFacts("Metropolitan borough", _ENGLISH),
    CouncilKind.UNITARY: KindFacts("Unitary council", _ENGLISH),
    CouncilKind.COUNTY: KindFacts("County council", _ENGLISH),
    CouncilKind.DISTRICT: KindFacts("District or borough without children’s social care", _ENGLISH, True),
    CouncilKind.TRUST: KindFacts("Children’s trust for one or several councils", _ENGLISH, True),
    CouncilKind.WELSH_PRINCIPAL_AREA: KindFacts("Welsh principal area", frozenset({Nation.WALES})),
    CouncilKind.SCOTTISH_COUNCIL: KindFacts("Scottish council", frozenset({Nation.SCOTLAND})),
    CouncilKind.HEALTH_AND_SOCIAL_CARE_TRUST: KindFacts(
        "Health and social care trust", frozenset({Nation.NORTHERN_IRELAND}), True
    ),
    CouncilKind.COMBINED_SERVICE: KindFacts("Combined service of several boroughs", _ENGLISH, True),
    CouncilKind.REGIONAL_BODY: KindFacts("Violence reduction unit or other regional body", frozenset(Nation), True),
}

LEGAL_POWER_LABELS: Final = {
    LegalPower.CHILDREN_ACT_1989_S17: "Children Act 1989, section 17: children in need",
    LegalPower.CHILDREN_ACT_1989_S47: "Children Act 1989, section 47: enquiries where a child may suffer harm",
    LegalPower.CHILDREN_ACT_1989_S27: "Children Act 1989, section 27: help between authorities",
    LegalPower.CHILDREN_ACT_2004_S10: "Children Act 2004, section 10: cooperation",
    LegalPower.CHILDREN_ACT_2004_S11: "Children Act 2004, section 11: safeguarding duty",
    LegalPower.SSWBA_2014_PART_7: "Social Services and Well-being (Wales) Act 2014, Part 7: safeguarding",
    LegalPower.CHILDREN_SCOTLAND_ACT_1995: "Children (Scotland) Act 1995",
    LegalPower.CHILDREN_NI_ORDER_1995: "Children (Northern Ireland) Order 1995",
    LegalPower.CRIME_AND_DISORDER_ACT_1998_S17: "Crime and Disorder Act 1998, section 17: crime prevention",
}

_CHILDREN_ACTS: Final = frozenset(
    {
        LegalPower.CHILDREN_ACT_1989_S17,
        LegalPower.CHILDREN_ACT_1989_S47,
        LegalPower.CHILDREN_ACT_1989_S27,
        LegalPower.CHILDREN_ACT_2004_S10,
        LegalPower.CHILDREN_ACT_2004_S11,
    }
)
_POWERS_OF_NATION: Final = {
    Nation.ENGLAND: _CHILDREN_ACTS,
    Nation.WALES: frozenset(
        {LegalPower.CHILDREN_ACT_1989_S47, LegalPower.CHILDREN_ACT_2004_S11, LegalPower.SSWBA_2014_PART_7}
    ),
    Nation.SCOTLAND: frozenset({LegalPower.CHILDREN_SCOTLAND_ACT_1995}),
    Nation.NORTHERN_IRELAND: frozenset({LegalPower.CHILDREN_NI_ORDER_1995}),
}

_KEPT_BY_THE_APPLICATION: Final = """
    about accessibility account accounts admin api app assets audit auth callback canary claim code commonground
    commons contact contexts cookies council councils cy dev drafts en error errors events export favicon feedback
    files find forum front-door groups handoffs health healthz help home identity import index internal invitations
    library live localhost login logout mail me metrics my news notifications operator platform privacy public readyz
    referrals register report reports robots root screening search security session sessions settings shared sign-in
    sign-out signed-out signin signout sink sitemap staff start static status stream streams support switch system
    teams tenant tenants test toolkits tracker uploads users well-known work www
"""
RESERVED_SHORT_NAMES: Final = frozenset(_KEPT_BY_THE_APPLICATION.split())
"""First parts of an address that the application keeps for itself, so that no council can stand in their place."""


class CouncilRefusedError(IncompleteError):
    """Something typed about a council can't stand: it is refused beside its field."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__((Problem(field, sentence),))
        self.field = field


def default_powers(kind: CouncilKind, nation: Nation) -> frozenset[LegalPower]:
    """What a body of this kind usually acts under; the council confirms it.

    A district has no children's social care: it cooperates and safeguards under the 2004 Act and prevents crime under
    the 1998 Act (domain notes, 0.6). A regional body has none either, and no duty of its own under the 2004 Act.
    In Wales Part 7 of the 2014 Act stands beside section 47 (domain notes, 2j)."""
    if kind is CouncilKind.DISTRICT:
        return frozenset(
            {
                LegalPower.CHILDREN_ACT_2004_S10,
                LegalPower.CHILDREN_ACT_2004_S11,
                LegalPower.CRIME_AND_DISORDER_ACT_1998_S17,
            }
        )
    if kind is CouncilKind.REGIONAL_BODY:
        crime = frozenset({LegalPower.CRIME_AND_DISORDER_ACT_1998_S17})
        return crime if nation in (Nation.ENGLAND, Nation.WALES) else frozenset()
    return _POWERS_OF_NATION[nation]


def required_languages(nation: Nation) -> tuple[str, ...]:
    """Languages in which the public pages must stand: in Wales both, Welsh no less favourably (2011 Measure)."""
    return ("cy", "en") if nation is Nation.WALES else ("en",)


def check_kind(kind: CouncilKind, nation: Nation, areas: tuple[str, ...]) -> None:
    """Refuse a kind outside its nation, and several areas for a body that serves its own alone."""
    facts = KIND_FACTS[kind]
    if nation not in facts.nations:
        raise CouncilRefusedError("nation", f"A body of the kind “{facts.label}” does not exist in this nation.")
    if not areas:
        raise CouncilRefusedError("areas", "Name at least one area that it serves.")
    if len(areas) > 1 and not facts.may_serve_several_areas:
        raise CouncilRefusedError("areas", f"A body of the kind “{facts.label}” serves one area.")


def check_languages(languages: tuple[str, ...], nation: Nation) -> None:
    """Refuse what the nation's law does not allow and languages we have no words in."""
    missing = [lang for lang in required_languages(nation) if lang not in languages]
    if missing:
        raise CouncilRefusedError("languages", "In Wales the public pages stand in Welsh and in English.")
    if unknown := [lang for lang in languages if lang not in ("en", "cy")]:
        raise CouncilRefusedError("languages", f"Commonground speaks English and Welsh, not {', '.join(unknown)}.")


def check_name(field: str, what: str, name: str) -> str:
    """A name that people read, without spaces around it; refused when there is nothing to read. `what` names it."""
    said = " ".join(name.split())
    if not any(character.isalpha() for character in said) or not said.isprintable():
        raise CouncilRefusedError(field, f"{what} needs letters that people can read.")
    if len(said) > NAME_LIMIT:
        raise CouncilRefusedError(field, f"{what} has at most {NAME_LIMIT} characters.")
    return said


def check_areas(areas: tuple[str, ...]) -> tuple[str, ...]:
    """Each area once; refused when one has no name."""
    return tuple(dict.fromkeys(check_name("areas", "Each area", area) for area in areas))


def check_phone(field: str, what: str, number: str) -> str:
    """A number that somebody in danger will ring; 101, 111 and 999 are some. `what` names it."""
    said = " ".join(number.split())
    if not said:
        raise CouncilRefusedError(field, f"{what} is missing: people are told to ring it.")
    if said.replace(" ", "") in SHORT_NUMBERS or (_DIALLED.fullmatch(said) and _is_whole(said)):
        return said
    raise CouncilRefusedError(field, f"{what} can’t be rung: “{said}”. Write it like 01632 960142.")


def _is_whole(number: str) -> bool:
    """With an area code that there is. Whether somebody has it is not known: numbers are given out every day, and the
    invented ones of demonstrations are given to nobody."""
    try:
        read = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    national = read.country_code == phonenumbers.country_code_for_region("GB") and str(read.national_number)
    open_blocks = national and (_GIVEN_OUT.fullmatch(national) or _INVENTED.fullmatch(national))
    return bool(open_blocks) or phonenumbers.is_valid_number(read)


def check_hours(opens: time, closes: time) -> None:
    """Refuse a day that ends before it begins."""
    if opens >= closes:
        raise CouncilRefusedError("reads_until", "Reports are read from an earlier hour until a later one.")


def check_texts(texts: dict[str, dict[str, str]], languages: tuple[str, ...]) -> None:
    """Refuse words in a language that the public pages do not stand in, and a text without words."""
    for lang, own in texts.items():
        if own and lang not in languages:
            raise CouncilRefusedError("texts", "There are words in a language in which the public pages do not stand.")
        for which, words in own.items():
            if not words.strip():
                raise CouncilRefusedError("texts", f"The public text “{which}” is blank. Leave it out to have ours.")


def is_short_name(text: str) -> bool:
    """Whether a council could be called so in addresses: whatever else stands there is asked of no database."""
    return len(text) <= SHORT_NAME_LIMIT and _SHORT_NAME.fullmatch(text) is not None


def check_short_name(short_name: str) -> str:
    """The short name that stands in addresses (`/larkmere/report`), as typed; refused when it can't stand there."""
    if not 3 <= len(short_name) <= SHORT_NAME_LIMIT:
        raise CouncilRefusedError("short_name", f"A short name has 3 to {SHORT_NAME_LIMIT} characters.")
    if not _SHORT_NAME.fullmatch(short_name):
        raise CouncilRefusedError(
            "short_name", "A short name has small letters, digits and single dashes, and starts with a letter."
        )
    if short_name in RESERVED_SHORT_NAMES:
        raise CouncilRefusedError("short_name", f"“{short_name}” is kept for Commonground itself. Choose another.")
    return short_name
