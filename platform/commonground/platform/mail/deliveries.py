"""What a council's administrator sees of its mail: what arrived, what did not and why, and trying again. People and
times, never which record nor which kind of thing: they open no cases, and a kind may tell that there is a restricted
one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Select, and_, func, select, update
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.ids import lowest_id
from commonground.platform.mail.models import DEAD, MailRow, MailState
from commonground.platform.work import Work

PAGE: Final = 50
COUNTED: Final = timedelta(days=7)

_DEAD: Final = MailRow.state.in_(DEAD)
_LISTED: Final[Select[*tuple[Any, ...]]] = (
    select(
        MailRow.id,
        MailRow.state,
        MailRow.answer,
        MailRow.attempts,
        MailRow.queued_at,
        MailRow.settled_at,
        Staff.display_name,
        MailRow.urgent,
        MailRow.notification_id.is_(None).label("gathers"),
    )
    .join(Staff, and_(Staff.tenant_id == MailRow.tenant_id, Staff.id == MailRow.staff_id))
    .order_by(MailRow.id.desc())
)
# A line of a digest is no mail of its own.
_LINES: Final = (MailState.FOR_DIGEST, MailState.IN_DIGEST)


class Sort(StrEnum):
    """As much as whoever sees to mail needs to know of what one is about."""

    DIGEST = "digest"
    URGENT = "urgent"
    OTHER = "other"
    ONWARD = "onward"
    """To another agency: whoever is named beside it sent it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail: to whom, of which sort, and what became of it."""

    id: UUID
    state: MailState
    answer: int | None
    attempts: int
    queued_at: datetime
    settled_at: datetime | None
    person: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Deliveries:
    """One page, newest first. `older` is the key of the next page; None on the last."""

    mails: tuple[Delivery, ...]
    older: UUID | None


async def latest(work: Work, before: UUID | None = None, most: int = PAGE) -> Deliveries:
    """Every mail, whatever became of it."""
    return await _listed(work, MailRow.state.not_in(_LINES), before, most)


async def dead(work: Work, before: UUID | None = None, most: int = PAGE) -> Deliveries:
    """What nobody received."""
    return await _listed(work, _DEAD, before, most)


async def count_dead(work: Work) -> int:
    return await work.mine.scalar(select(func.count()).select_from(MailRow).where(_DEAD)) or 0


async def counts(work: Work) -> dict[MailState, int]:
    """How many of the last seven days stand where."""
    since = lowest_id(work.now - COUNTED)
    query = select(MailRow.state, func.count().label("number")).where(MailRow.id >= since).group_by(MailRow.state)
    return {MailState(row.state): row.number for row in await work.mine.rows(query)}


async def try_again(work: Work, mail_id: UUID) -> None:
    """As if it had been queued just now, under the Message-ID that it had. Raises `NotFoundHereError` for one that is
    not there, or that nobody needs to try again."""
    if not await _queue_again(work, MailRow.id == mail_id):
        raise NotFoundHereError
    await audit.record(work, Action.SET_NOTICES, audit.Subject("mail", mail_id))


async def try_all_again(work: Work) -> int:
    """Likewise whatever nobody received, however much it is; says how many. Pressed twice, the second time does
    nothing."""
    tried = await _queue_again(work)
    if tried:
        await audit.record(work, f"{Action.SET_NOTICES}:all_again", audit.Subject("mails"))
    return tried


async def _queue_again(work: Work, *which: ColumnElement[bool]) -> int:
    again = {"state": MailState.QUEUED.value, "due_at": work.now, "queued_at": work.now, "attempts": 0, "claims": 0}
    # What was answered is of the time before. Should it not arrive this time either, that is told of once more.
    anew = {"answer": None, "settled_at": None, "reported_at": None}
    done = await work.mine.execute(
        update(MailRow).where(_DEAD, *which).values(again | anew).execution_options(synchronize_session=False)
    )
    return cast(CursorResult[object], done).rowcount


async def _listed(work: Work, wanted: ColumnElement[bool], before: UUID | None, most: int) -> Deliveries:
    query = _LISTED.where(wanted).limit(most + 1)
    if before is not None:
        # Another council's mail marks no place in this list, and is answered like one that nobody has.
        last = aliased(MailRow)
        query = query.where(MailRow.id < select(last.id).where(last.id == before).scalar_subquery())
    rows = await work.mine.rows(query)
    mails = tuple(map(_delivery, rows[:most]))
    return Deliveries(mails, mails[-1].id if len(rows) > most else None)


def _delivery(row: Any) -> Delivery:
    # A digest is never urgent: what is and has no notice goes to another agency.
    gathered = Sort.ONWARD if row.urgent else Sort.DIGEST
    sort = gathered if row.gathers else Sort.URGENT if row.urgent else Sort.OTHER
    state = MailState(row.state)
    return Delivery(row.id, state, row.answer, row.attempts, row.queued_at, row.settled_at, row.display_name, sort)
