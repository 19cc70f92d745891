"""What the directory knows of a council, what is listed in it, and what a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

NAME_LIMIT: Final = 120
ABOUT_LIMIT: Final = 500
REACH_LIMIT: Final = 120


class ContactKind(StrEnum):
    DESK = "desk"
    TEAM = "team"


CONTACT_LABELS: Final[Mapping[ContactKind, str]] = MappingProxyType(
    {ContactKind.DESK: "A duty desk or post", ContactKind.TEAM: "A team"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInput:
    """A desk or a team as typed: never somebody in person."""

    kind: str
    name: str
    about: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """One that a council lists for other councils."""

    id: UUID
    council_id: UUID
    kind: ContactKind
    name: str
    about: str
    phone: str
    email: str
    hours: str
    version: int


@dataclass(frozen=True, slots=True)
class CouncilCard:
    """A council as the public register has it."""

    id: UUID
    slug: str
    name: str
    name_cy: str
    areas: tuple[str, ...]
    front_door_phone: str
    out_of_hours_phone: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A council that a search found. `metres`: of a postcode, how far the nearest of theirs is; 0 where it lies in
    their area."""

    council: CouncilCard
    metres: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search says. `postcode`: as it is written, where one was typed; `area`: where it lies, empty where that is
    not known; `knows`: whether there is a table of postcodes at all. `served`: whether a council on the platform has
    that area. `near`: areas near it of which no council is on the platform."""

    answers: tuple[Answer, ...]
    more: bool = False
    postcode: str = ""
    area: str = ""
    knows: bool = True
    served: bool = True
    near: tuple[str, ...] = ()
    in_use: bool = True

    @property
    def is_border(self) -> bool:
        """Whether other areas begin near by."""
        return bool(self.postcode) and bool(self.near or any(each.metres for each in self.answers))
