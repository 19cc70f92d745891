"""Kinds, states and frozen inputs of a context: a place, a group of young people, a school or an online space."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NAME_LIMIT: Final = 120
ALIAS_LIMIT: Final = 20
DESCRIPTION_LIMIT: Final = 4_000
ADDRESS_LIMIT: Final = 300
HANDLE_LIMIT: Final = 120


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
    and never carries its members' names."""

    kind: ContextKind
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    venue: str | None = None
    address: str = ""
    postcode: str = ""
    platform: str = ""
    handle: str = ""
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
class KnownContext:
    """As much of a context as matching needs. The caller passes only those its reader may see."""

    reference: str
    kind: ContextKind
    name: str
    status: ContextStatus = ContextStatus.ACTIVE
    aliases: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A context that is likely the same, how sure we are (0 to 100), and why in words: “Same street, same name”."""

    reference: str
    score: int
    reason: str
