"""What a council's administrator sees of its mail: what arrived, what did not and why, and trying again. Kinds and
people, never which record: they open no cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, and_, func, select, update

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.ids import lowest_id
from commonground.platform.mail.models import DEAD, MailRow, MailState
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.work import Work

MOST: Final = 50
COUNTED: Final = timedelta(days=7)

_LISTED: Final[Select[*tuple[Any, ...]]] = (
    select(
        MailRow.id,
        MailRow.state,
        MailRow.answer,
        MailRow.attempts,
        MailRow.queued_at,
        MailRow.settled_at,
        Staff.display_name,
        NotificationRow.kind,
    )
    .join(Staff, and_(Staff.tenant_id == MailRow.tenant_id, Staff.id == MailRow.staff_id))
    .outerjoin(
        NotificationRow,
        and_(NotificationRow.tenant_id == MailRow.tenant_id, NotificationRow.id == MailRow.notification_id),
    )
    .order_by(MailRow.id.desc())
    .limit(MOST)
)
# A line of a digest is no mail of its own.
_LINES: Final = (MailState.FOR_DIGEST, MailState.IN_DIGEST)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail: to whom, about what kind of thing (None for a digest), and what became of it."""

    id: UUID
    state: MailState
    answer: int | None
    attempts: int
    queued_at: datetime
    settled_at: datetime | None
    person: str
    kind: NotificationKind | None


async def latest(work: Work) -> Sequence[Delivery]:
    """The newest mails, whatever became of them."""
    return await _listed(work, _LISTED.where(MailRow.state.not_in(_LINES)))


async def dead(work: Work) -> Sequence[Delivery]:
    """The newest that nobody received."""
    return await _listed(work, _LISTED.where(MailRow.state.in_(DEAD)))


async def counts(work: Work) -> dict[MailState, int]:
    """How many of the last seven days stand where."""
    since = lowest_id(work.now - COUNTED)
    query = select(MailRow.state, func.count().label("number")).where(MailRow.id >= since).group_by(MailRow.state)
    return {MailState(row.state): row.number for row in await work.mine.rows(query)}


async def try_again(work: Work, mail_id: UUID) -> None:
    """As if it had been queued just now, under the Message-ID that it had. Raises `NotFoundHereError` for one that is
    not there, or that nobody needs to try again."""
    again = {"state": MailState.QUEUED.value, "due_at": work.now, "queued_at": work.now, "attempts": 0, "claims": 0,
             "reported_at": None}  # fmt: skip  # should it not arrive again, they hear of it again
    done = await work.mine.execute(
        update(MailRow)
        .where(MailRow.id == mail_id, MailRow.state.in_(DEAD))
        .values(again)
        .execution_options(synchronize_session=False)
    )
    if not cast(CursorResult[object], done).rowcount:
        raise NotFoundHereError
    await audit.record(work, Action.SET_NOTICES, audit.Subject("mail", mail_id))


async def _listed(work: Work, query: Select[*tuple[Any, ...]]) -> Sequence[Delivery]:
    return [
        Delivery(
            row.id, MailState(row.state), row.answer, row.attempts, row.queued_at, row.settled_at, row.display_name,
            None if row.kind is None else NotificationKind(row.kind),
        )
        for row in await work.mine.rows(query)
    ]  # fmt: skip  # one line
