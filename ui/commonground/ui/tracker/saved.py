"""Saved views above the list, each with how many rows it has for its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from commonground.platform.access import Actor
from commonground.tenants.referrals.tracker import COUNTED, Counts, Wanted
from commonground.tenants.views.queries import Saved
from commonground.ui.tracker.address import kept, write


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A saved view with how many rows it has for the reader; `by` is who shares it, where that is somebody else."""

    name: str
    href: str
    count: str
    by: str
    current: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the list. `numbers`: how many rows each of `saved` has."""

    counts: Counts
    people: Sequence[tuple[UUID, str]]
    saved: Sequence[Saved] = ()
    numbers: Sequence[int] = ()


def saved_lines(actor: Actor, wanted: Wanted, around: Around) -> tuple[SavedLine, ...]:
    return tuple(
        SavedLine(
            name=view.name,
            href=write(kept(view.asked, view.id)),
            count=how_many(number),
            by="" if view.owner_id == actor.staff_id else view.owner,
            current=view.id == wanted.saved,
        )
        for view, number in zip(around.saved, around.numbers, strict=True)
    )


def how_many(number: int) -> str:
    return f"{COUNTED}+" if number > COUNTED else str(number)
