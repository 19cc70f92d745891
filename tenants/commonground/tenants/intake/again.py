"""A second press. Whoever told us something and got no answer sends it once more: it stands there once, and they read
what the first press would have said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import text

from commonground.platform.work import Work

AT_ONCE: Final = timedelta(minutes=5)
"""So long nobody says the same twice and means both."""
_THEIRS: Final = frozenset({"news", "asks", "withdrawal"})
_TURN: Final = text("select pg_advisory_xact_lock(hashtextextended('written under ' || cast(:under as text), 0))")


class Written(Protocol):
    """One letter under what was told."""

    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def at(self) -> datetime: ...


async def in_turn(work: Work, under: UUID) -> None:
    """Of two presses at one time the second waits here until the first is committed, so that what is looked up
    afterwards has it. `under`: the report or statement. No row of it: a return code's pass may lock none."""
    await work.connection.execute(_TURN, {"under": str(under)})


def said_just_now(newest_first: Iterable[Written], kind: str, words: str, now: datetime) -> bool:
    """Whether they have said just this a moment ago. What we wrote since is answered by the same words anew: two
    questions can both have a “yes”."""
    for each in newest_first:
        if each.kind not in _THEIRS or each.at <= now - AT_ONCE:
            return False
        if (each.kind, each.body) == (kind, words):
            return True
    return False
