"""A rule of a council's, what is known of a referral, and what is proposed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.tenants.contexts.colleagues import Place, PlaceKey

MOST_RULES: Final = 30
MOST_AREAS: Final = 20
AREA_LIMIT: Final = 60
UNDER: Final = (5, 10, 15, 20, 30, 50)


class Part(StrEnum):
    """What a rule can ask for."""

    KIND = "kind"
    VENUE = "venue"
    HARM = "harm"
    AREA = "area"
    LOAD = "load"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """If all that it asks for is so, this team is proposed; what is left empty is not asked for. `areas`: beginnings of
    postcodes, and names of areas as the table of postcodes has them; `under`: the team has fewer open than that;
    `person`: whoever of the team has the least open is proposed along with it."""

    team_id: UUID
    kinds: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    under: int | None = None
    person: bool = False

    @property
    def asks(self) -> tuple[Part, ...]:
        """The parts that it asks for. A rule that asks for nothing is for everything that is left."""
        said = (self.kinds, self.venues, self.harms, self.areas, self.under is not None)
        return tuple(part for part, asked in zip(Part, said, strict=True) if asked)


@dataclass(frozen=True, slots=True)
class Rules:
    """A council's rules in its order. `version` 0: it has never set any."""

    version: int = 0
    rules: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a referral's rules are asked about. `areas`: the names of what its postcode lies in, where that is known."""

    kind: str | None = None
    venue: str | None = None
    harms: frozenset[str] = frozenset()
    postcode: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """How much is open with each team and each person, as far as its reader may open it."""

    teams: Mapping[UUID, int] = field(default_factory=lambda: MappingProxyType({}))
    people: Mapping[UUID, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a referral could go, by which rule (the first is 1) of which version. `whole`: all that the rule asks for
    is so; else it is the closest, and `met` says what speaks for it. `open_there`: how much is open with the place."""

    place: Place
    version: int
    number: int
    rule: Rule
    facts: Facts
    met: tuple[Part, ...]
    open_there: int

    @property
    def whole(self) -> bool:
        return self.met == self.rule.asks


@dataclass(frozen=True, slots=True)
class LeadsIt:
    """Somebody leads the context that it is about already, and can take it: proposed before any rule, for one context
    has one lead. `reference` and `name` are the context's."""

    place: Place
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as a form brings it back: a stranger may have typed it. `context`: the reference of the one whose lead
    was proposed, and not by any rule."""

    version: int
    number: int
    place: PlaceKey
    context: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that was shown, as far as a rule of the council's, or the context's lead, still stands for it; `name`
    is what the place is called."""

    shown: Shown
    name: str
