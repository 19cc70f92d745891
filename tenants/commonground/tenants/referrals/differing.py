"""What two contacts say otherwise about one place, of what can be compared without judging anybody's words. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from commonground.platform.reference import NOT_SAID

NOT_SURE: Final = "not_sure"


@dataclass(frozen=True, slots=True)
class Account:
    """What was told in codes. No children, ages or source: not said."""

    harms: frozenset[str]
    children: str | None
    ages: frozenset[str]
    source: str


class Point(StrEnum):
    HARMS = "harms"
    CHILDREN = "children"
    AGES = "ages"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Difference:
    """`here` is in this contact alone, `there` in the other alone; none of them: it says nothing more about it."""

    point: Point
    here: tuple[str, ...]
    there: tuple[str, ...]


def differences(this: Account, other: Account) -> tuple[Difference, ...]:
    """In the order in which a screener asks. Only what is in one of them and not in the other: what both name is no
    difference, and “not sure” is the same as saying nothing."""
    pairs = (
        (Point.HARMS, this.harms, other.harms),
        (Point.CHILDREN, _one(this.children), _one(other.children)),
        (Point.AGES, this.ages, other.ages),
        (Point.SOURCE, _one(this.source) - {NOT_SAID}, _one(other.source) - {NOT_SAID}),
    )
    found = (Difference(point, _only(mine, theirs), _only(theirs, mine)) for point, mine, theirs in pairs)
    return tuple(each for each in found if each.here or each.there)


def _one(code: str | None) -> frozenset[str]:
    return frozenset({code} if code else ())


def _only(these: Collection[str], not_those: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(these) - set(not_those) - {NOT_SURE}))
