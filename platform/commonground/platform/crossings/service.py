"""What the acting council does with an offer. The database decides, under the lock of the offer's row; it writes the
steps, the receipts and both councils' entries in the trail, and tells the workers of both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import text

from commonground.platform.answers import as_json
from commonground.platform.crossings.errors import ANSWERS
from commonground.platform.crossings.types import WORDS_LIMIT, Act, DeclineReason
from commonground.platform.notifications import service as notifications
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work

_SEND: Final = text("select crossing.send(:disclosure)")
_K: Final = NotificationKind
_TO_ANSWER: Final = frozenset({_K.CROSSING_OFFERED, _K.CROSSING_URGENT, _K.CROSSING_DUE, _K.CROSSING_OVERDUE})
_SETTLES: Final[Mapping[Act, frozenset[NotificationKind]]] = MappingProxyType(
    {
        **dict.fromkeys((Act.ACKNOWLEDGE, Act.QUERY, Act.ACCEPT, Act.DECLINE), _TO_ANSWER),
        **dict.fromkeys((Act.HOLD_CONFERENCE, Act.ANSWER_PURGE), frozenset({_K.CROSSING_DUE, _K.CROSSING_OVERDUE})),
    }
)
"""What asked the acting council for this, in everybody's list: once it is done, it asks nobody any more."""
_ACT: Final = text("select crossing.act(:offer, :what, cast(:said as jsonb))")


async def send(work: Work, disclosure_id: UUID) -> None:
    """Offer what was authorised. Raises `NotFoundHereError`, `CrossingRefusedError`."""
    await ANSWERS.ask(work, _SEND, disclosure=disclosure_id)


async def act(work: Work, offer_id: UUID, what: Act, said: Mapping[str, object] | None = None) -> None:
    """Do one thing with an offer of the acting council's, on whichever side it is. For what belongs to each act there
    is a function below. Raises `NotFoundHereError`, `IncompleteError`, `CrossingRefusedError`; then nothing changed."""
    given = said or {}
    if len(str(given.get("words") or "")) > WORDS_LIMIT:
        raise IncompleteError((Problem("words", f"Keep this to {WORDS_LIMIT:,} characters."),))
    await ANSWERS.ask(work, _ACT, offer=offer_id, what=what.value, said=as_json(given))
    if what in _SETTLES:
        await notifications.settle(work, offer_id, _SETTLES[what], mine=())


async def open_package(work: Work, offer_id: UUID, what: Act, *, taker: UUID, team: UUID, words: str = "") -> None:
    """Accept it, or acknowledge a notice: its package is copied to the acting council, for `taker` and their team."""
    await act(work, offer_id, what, {"taker": taker, "team": team, "words": words.strip()})


async def decline(
    work: Work, offer_id: UUID, reason: DeclineReason, words: str, try_council: UUID | None = None
) -> None:
    """Say no, with a reason that reaches the sender. A copy that was opened here is deleted."""
    said = {"reason": reason.value, "words": words.strip(), "try": try_council}
    await act(work, offer_id, Act.DECLINE, said)


async def complete(work: Work, offer_id: UUID, due_at: datetime) -> None:
    """Say that the written information is complete: the conference is due at `due_at` (`rules.conference_due`)."""
    await act(work, offer_id, Act.COMPLETE, {"due_at": due_at})


async def hold_conference(work: Work, offer_id: UUID, held_at: datetime, words: str) -> None:
    await act(work, offer_id, Act.HOLD_CONFERENCE, {"held_at": held_at, "words": words.strip()})


async def answer_purge(work: Work, offer_id: UUID, *, done: bool, words: str) -> None:
    """Say whether the copy here was deleted, which this does, and why or why not."""
    await act(work, offer_id, Act.ANSWER_PURGE, {"done": done, "words": words.strip()})
