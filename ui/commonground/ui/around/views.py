"""What the templates show of what stands around a context."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartLine:
    """Another record that has gone into this one. No `name`: it was taken out again."""

    reference: str
    name: str
    description: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RelationLine:
    words: str
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class BelievedLine:
    """“3 to 5, most of them 13 to 15”, and who says so when."""

    children: str
    said: str
    words: str


@dataclass(frozen=True, slots=True)
class AroundView:
    reference: str
    title: str
    href: str
    trail: tuple[tuple[str, str], ...]
    can_change: bool
    parts: tuple[PartLine, ...]
    apart: tuple[PartLine, ...]
    relations: tuple[RelationLine, ...]
    watchers: str
    watching: bool
    believed: tuple[BelievedLine, ...]
    people: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """`reference` is empty where it is not to be read yet."""

    reference: str
    role: str
    facts: tuple[tuple[str, str], ...]
    late: bool
    context: str
    context_name: str


@dataclass(frozen=True, slots=True)
class PeopleView:
    reference: str
    title: str
    href: str
    trail: tuple[tuple[str, str], ...]
    now: tuple[LinkLine, ...]
    past: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class DueView:
    """`more`: there are others that come later."""

    lines: tuple[LinkLine, ...]
    more: bool
