"""Kinds, states and frozen inputs of a context: a place, a group of young people, a school or an online space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

NAME_LIMIT: Final = 120
ALIAS_LIMIT: Final = 20
DESCRIPTION_LIMIT: Final = 4_000
ADDRESS_LIMIT: Final = 300
HANDLE_LIMIT: Final = 120
DETAIL_LIMIT: Final = 200
PHONE_LIMIT: Final = 40

AUDIENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "open": "Anybody, without an account",
        "account": "Anybody with an account there",
        "invited": "Only those who are let in",
        "not_known": "Not known",
    }
)
"""Who can read along in an online space."""


class SubjectKind(StrEnum):
    """Whom or what a referral is about, and of which kind a context is."""

    PLACE = "place"
    GROUP = "group"
    SCHOOL = "school"
    ONLINE = "online"


ContextKind = SubjectKind


class ContextStatus(StrEnum):
    """A closed context keeps its record and still shows up when something similar is reported."""

    ACTIVE = "active"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextInput:
    """A context as somebody typed it; `rules.check_context` says what is wrong with it.

    `venue` is a code of `reference.VENUES`; `handle` the name of an online space; a group has no address of its own
    and never carries its members' names. What only one kind has, from `owner` on, is said in `details.DETAILS`."""

    kind: ContextKind
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    venue: str | None = None
    address: str = ""
    postcode: str = ""
    platform: str = ""
    handle: str = ""
    owner: str = ""
    owner_reach: str = ""
    opening: str = ""
    size: str = ""
    age_band: str = ""
    common_link: str = ""
    establishment: str = ""
    dsl_post: str = ""
    dsl_phone: str = ""
    audience: str = ""
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is known so far about a subject that may already be a context of this council."""

    kind: SubjectKind | None
    name: str
    aliases: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a record lies that has gone into another one, or what it is called online."""

    address: str = ""
    postcode: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContext:
    """As much of a context as matching needs, with that of the records that have gone into it: their names are among
    its aliases. The caller passes only those its reader may see."""

    reference: str
    kind: ContextKind
    name: str
    status: ContextStatus = ContextStatus.ACTIVE
    aliases: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""
    handle: str = ""
    parts: tuple[Whereabouts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A context that is likely the same, how sure we are (0 to 100), and why in words: “Same street, same name”."""

    reference: str
    score: int
    reason: str
