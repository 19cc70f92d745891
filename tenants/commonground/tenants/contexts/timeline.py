"""What has happened to a context, a page at a time, as far as its reader may open what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.merged import itself_or_gone_in, stands_as
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.contexts.rules import ABOUT_ANOTHER
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a context's timeline. `reference` and `title` are of a referral that the actor may open; `on`: the
    reference of the context on which the line stands, where that has gone into this one."""

    at: datetime
    verb: str
    words: str
    staff_name: str | None
    is_mine: bool
    reference: str | None
    title: str | None
    on: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of it, newest first. `total`: how many entries there are that the reader may see, 0 past the end."""

    entries: tuple[TimelineEntry, ...] = ()
    total: int = 0


async def timeline_of(work: Work, context_id: UUID, *, page: int = 1, most: int = PAGE) -> Timeline:
    """The first page is 1. A line about a referral or another context is left out, and not counted, for those who may
    not open it."""
    event = ContextEvent
    about = and_(
        ReferralRow.tenant_id == event.tenant_id,
        ReferralRow.id == event.referral_id,
        visible_referrals(work.actor, Action.READ_REFERRAL),
    )
    columns = (event.at, event.verb, event.words, event.staff_id, Staff.display_name, ReferralRow.reference)
    on = select(ContextRow.reference).where(ContextRow.tenant_id == event.tenant_id, ContextRow.id == event.context_id)
    part = case((event.context_id != context_id, on.scalar_subquery()), else_="").label("part")
    query = (
        select(*columns, ReferralRow.title, part, func.count().over().label("total"))
        .outerjoin(Staff, and_(Staff.tenant_id == event.tenant_id, Staff.id == event.staff_id))
        .outerjoin(ReferralRow, about)
        .where(
            itself_or_gone_in(event.context_id.expression, context_id),
            or_(event.referral_id.is_(None), ReferralRow.id.is_not(None)),
            _of_itself_or_open(work, context_id),
        )
        .order_by(event.at.desc(), event.id.desc())
        .limit(most)
        .offset((page - 1) * most)
    )
    rows: Any = (await work.mine.execute(query)).all()
    return Timeline(tuple(_entry(each, work.actor.staff_id) for each in rows), rows[0].total if rows else 0)


def _of_itself_or_open(work: Work, context_id: UUID) -> ColumnElement[bool]:
    """The reader may open the other context that a line is about, as it stands now, by themselves. Which one an old
    line is about may not be known: then nobody knows who may read it."""
    event, verbs = ContextEvent, [each.value for each in ABOUT_ANOTHER]
    here_or_open = or_(ContextRow.id == context_id, visible_contexts(work.actor, Action.READ_CONTEXT))
    other = (ContextRow.tenant_id == event.tenant_id, ContextRow.id == stands_as(event, event.other_id))
    return or_(and_(event.other_id.is_(None), event.verb.not_in(verbs)), exists().where(*other, here_or_open))


async def others_told_of(work: Work, context_id: UUID, at: datetime) -> Sequence[UUID]:
    """The other contexts, as they stand now, that its lines of this moment are about."""
    event = ContextEvent
    those = (event.context_id == context_id, event.at == at, event.other_id.is_not(None))
    return (await work.mine.scalars(select(stands_as(event, event.other_id)).where(*those))).all()


def _entry(row: Any, reader: UUID | None) -> TimelineEntry:
    mine = row.staff_id == reader
    return TimelineEntry(row.at, row.verb, row.words, row.display_name, mine, row.reference, row.title, row.part)
