"""Deciding who hears of a notice by e-mail, and putting the mails in: in the transaction that tells people in the
product, so that neither is without the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final, cast
from uuid import UUID, uuid5

from sqlalchemy import (
    ARRAY,
    Boolean,
    DateTime,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from commonground.platform.access.roles import known_roles
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.ids import lowest_id, uuid7s
from commonground.platform.mail.models import MailRow, MailState
from commonground.platform.notifications.models import NoticeChoice, NoticeRules, NotificationRow
from commonground.platform.notifications.types import URGENT, Notification
from commonground.platform.notifications.ways import MOST_AT_ONCE, Way, way_for
from commonground.platform.work import Work

CHUNK: Final = 100
"""Recipients of one message. Its text is the same for all of them, and none of them sees who the others are."""

_AT_ONCE = and_(
    MailRow.tenant_id == Staff.tenant_id,
    MailRow.staff_id == Staff.id,
    MailRow.id >= bindparam("since", type_=Uuid()),
    ~MailRow.urgent,
    MailRow.notification_id.is_not(None),
    MailRow.state.not_in((MailState.FOR_DIGEST, MailState.IN_DIGEST)),
)
_HEARERS: Final[Select[*tuple[Any, ...]]] = (
    select(
        Staff.id,
        Staff.roles,
        Staff.lang,
        NoticeChoice.way,
        select(func.count()).select_from(MailRow).where(_AT_ONCE).scalar_subquery().label("sent_today"),
        func.coalesce(NoticeRules.most_at_once, MOST_AT_ONCE).label("most"),
        Staff.email.is_not(None).label("has_address"),
    )
    .select_from(Staff)
    .outerjoin(
        NoticeChoice,
        and_(
            NoticeChoice.tenant_id == Staff.tenant_id,
            NoticeChoice.staff_id == Staff.id,
            NoticeChoice.kind == bindparam("kind", type_=Text()),
        ),
    )
    .outerjoin(NoticeRules, NoticeRules.tenant_id == Staff.tenant_id)
    .where(
        Staff.id == any_(bindparam("staff_ids", type_=ARRAY(Uuid()))),
        Staff.ended_at.is_(None),
        or_(Staff.email.is_not(None), bindparam("urgent", type_=Boolean())),
    )
    .order_by(Staff.id)
)

_NEW = select(
    func.unnest(bindparam("ids", type_=ARRAY(Uuid()))).label("id"),
    func.unnest(bindparam("staff_ids", type_=ARRAY(Uuid()))).label("staff_id"),
    func.unnest(bindparam("messages", type_=ARRAY(Uuid()))).label("message"),
    func.unnest(bindparam("states", type_=ARRAY(Text()))).label("state"),
).subquery("new")
_MOMENT = bindparam("now", type_=DateTime(timezone=True))
_COLUMNS = {
    "tenant_id": NotificationRow.tenant_id,
    "id": _NEW.c.id,
    "staff_id": _NEW.c.staff_id,
    "fact_id": NotificationRow.fact_id,
    "notification_id": NotificationRow.id,
    "message": _NEW.c.message,
    "urgent": bindparam("urgent", type_=Boolean()),
    "state": _NEW.c.state,
    "queued_at": _MOMENT,
    "due_at": _MOMENT,
}
_QUEUE: Final = (
    insert(cast("Table", MailRow.__table__))
    .from_select(
        list(_COLUMNS),
        select(*_COLUMNS.values()).join(
            NotificationRow,
            and_(
                NotificationRow.fact_id == bindparam("fact_id", type_=Uuid()),
                NotificationRow.staff_id == _NEW.c.staff_id,
            ),
        ),
        include_defaults=False,
    )
    .on_conflict_do_nothing(index_elements=["tenant_id", "fact_id", "staff_id"])
)


@dataclass(frozen=True, slots=True)
class Queued:
    """One mail as it is put in."""

    staff_id: UUID
    message: UUID
    state: MailState


async def queue(work: Work, what: Notification, staff_ids: Collection[UUID]) -> None:
    """A mail for each of these people who has an address and wants one, at once or as a line of the next digest. Of
    what is urgent, also for whoever has no address: it stands among what did not arrive."""
    urgent = what.kind in URGENT
    asked = {"staff_ids": list(staff_ids), "kind": what.kind.value, "since": lowest_id(_midnight(work.now))}
    mails = list(decided(what, await work.mine.rows(_HEARERS, asked | {"urgent": urgent})))
    if mails:
        await work.mine.execute(_QUEUE, {
            "fact_id": what.fact_id,
            "urgent": urgent,
            "now": work.now,
            "ids": uuid7s(len(mails)),
            "staff_ids": [mail.staff_id for mail in mails],
            "messages": [mail.message for mail in mails],
            "states": [mail.state.value for mail in mails],
        })  # fmt: skip  # a row's columns


def decided(what: Notification, hearers: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Queued]:
    """Who is written to, and which of them share a message: everybody who reads the same words, up to `CHUNK`."""
    by_language: dict[str, list[UUID]] = {}
    for hearer in hearers:
        way = _way(what, hearer)
        if not hearer.has_address:
            yield Queued(hearer.id, message_key(what.fact_id, [hearer.id]), MailState.NO_ADDRESS)
        elif way is Way.AT_ONCE:
            by_language.setdefault(hearer.lang, []).append(hearer.id)
        elif way is Way.DIGEST:
            yield Queued(hearer.id, message_key(what.fact_id, [hearer.id]), MailState.FOR_DIGEST)
    for people in by_language.values():
        for begin in range(0, len(people), CHUNK):
            together = people[begin : begin + CHUNK]
            message = message_key(what.fact_id, together)
            yield from (Queued(person, message, MailState.QUEUED) for person in together)


def message_key(fact_id: UUID, people: Sequence[UUID]) -> UUID:
    """What the Message-ID is made of: the fact and the people who are told by this message, and nothing of either."""
    return uuid5(fact_id, " ".join(map(str, people)))


def _way(what: Notification, hearer: Row[*tuple[Any, ...]]) -> Way:
    chosen = None if hearer.way is None else Way(hearer.way)
    return way_for(what.kind, known_roles(hearer.roles), chosen, sent_today=hearer.sent_today, most=hearer.most)


def _midnight(now: datetime) -> datetime:
    """When the day of `now` began in London."""
    return datetime.combine(now.astimezone(LONDON).date(), time(), LONDON)
