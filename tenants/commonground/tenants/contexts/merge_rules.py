"""When one context may go into another one. No database, no web."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from commonground.platform.refusals import IncompleteError, Problem


@dataclass(frozen=True, slots=True)
class Standing:
    """As much of a context as decides with what it may be put together. `named`: whom a restricted one is open to;
    `partners`: somebody of another organisation is let in to it, or waits to be; `closed`: nobody works on it."""

    kind: str
    team_id: UUID
    restricted: bool
    named: frozenset[UUID]
    partners: bool
    closed: bool = False


def check_merge(this: Standing, other: Standing) -> None:
    """Nobody may see more of either than before, and nobody may lose one. Raises `IncompleteError` at `into`."""
    if problems := tuple(Problem("into", sentence) for sentence in _hindrances(this, other)):
        raise IncompleteError(problems)


def _hindrances(this: Standing, other: Standing) -> Iterator[str]:
    if this.kind != other.kind:
        yield "They are of different kinds. Only two of one kind can be the same."
    if other.closed and not this.closed:
        yield "That one is closed, and this one would go out of sight with it. Open that one again first."
    if this.team_id != other.team_id:
        yield "Another team holds that one. Put both with one team first, so that nobody sees more than before."
    if this.restricted != other.restricted or (this.restricted and this.named != other.named):
        yield "They are not open to the same people. Restrict both to the same people first."
    if this.partners or other.partners:
        yield "A partner is let in to one of them, or waits to be. End that first: they would see both."
