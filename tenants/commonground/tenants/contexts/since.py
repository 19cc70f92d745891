"""What came to a context since another one went into it: it stays there when they are taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Uuid, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from commonground.platform.access import Action
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.around.models import ChildrenAffected, ContextRelation, PersonLink
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.contexts.load import visible_contexts, why
from commonground.tenants.contexts.merged import stands
from commonground.tenants.contexts.models import ContextEvent, ContextMerge, ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow

Count = ScalarSelect[int]


@dataclass(frozen=True, slots=True)
class Since:
    """How much of each, as far as the reader may open it. `children`: what was written of how many are affected;
    `people`: person links; `alerts`: how often the reader was told that contacts add up."""

    contacts: int
    notes: int
    actions: int
    relations: int
    people: int
    children: int
    files: int
    flags: int
    alerts: int


async def came_since(work: Work, row: ContextRow, at: datetime) -> Since:
    """What was put on it from then on; not what came along with another one that went into it since, and goes with that
    one. In one statement."""
    people = bool(await why(work, row, Action.KEEP_PERSON_LINKS))
    note = (ContextEvent.context_id == row.id, ContextEvent.verb == ContextVerb.NOTE.value, ContextEvent.at > at)
    action, link, flag, file = ContextAction, PersonLink, WarningFlag, Attachment
    counts = (
        _contacts(work, row, at),
        _counted(*note),
        _put(row, "actions", action.context_id, action.added_at > at),
        _relations(work, row, at),
        _put(row, "links", link.context_id, link.put_at > at, literal(people)),
        _counted(ChildrenAffected.context_id == row.id, ChildrenAffected.put_at > at),
        _put(row, "files", file.record_id, file.added_at > at, file.taken_off_at.is_(None)),
        _put(row, "flags", flag.record_id, flag.raised_at > at),
        _alerts(work, row, at),
    )
    return Since(*(await work.mine.execute(select(*counts))).one())


def _counted(*those: ColumnElement[bool]) -> Count:
    return select(func.count()).where(*those).scalar_subquery()


def _put(row: ContextRow, name: str, column: InstrumentedAttribute[UUID], *those: ColumnElement[bool]) -> Count:
    return _counted(column == row.id, column.class_.id.not_in(_came_along(row, name)), *those)


def _came_along(row: ContextRow, name: str) -> Any:
    """Ids of what those brought that have gone into it."""
    merge = ContextMerge
    brought = cast(func.jsonb_array_elements_text(merge.moved[name]), Uuid())
    return select(brought).where(merge.into_id == row.id, stands())


def _contacts(work: Work, row: ContextRow, at: datetime) -> Count:
    referral, event = ReferralRow, ContextEvent
    linked = exists().where(
        event.tenant_id == referral.tenant_id,
        event.referral_id == referral.id,
        event.context_id == row.id,
        event.verb == ContextVerb.LINK.value,
        event.at > at,
    )
    return _counted(referral.context_id == row.id, linked, visible_referrals(work.actor, Action.READ_REFERRAL))


def _relations(work: Work, row: ContextRow, at: datetime) -> Count:
    """From both sides; one to a context that the reader may not open is not counted."""
    its = ContextRelation
    other = case((its.context_id == row.id, its.other_id), else_=its.context_id)
    seen = exists().where(
        ContextRow.tenant_id == its.tenant_id, ContextRow.id == other, visible_contexts(work.actor, Action.READ_CONTEXT)
    )
    here = or_(
        and_(its.context_id == row.id, its.id.not_in(_came_along(row, "relations"))),
        and_(its.other_id == row.id, its.id.not_in(_came_along(row, "relations_back"))),
    )
    return _counted(here, its.put_at > at, its.ended_at.is_(None), seen)


def _alerts(work: Work, row: ContextRow, at: datetime) -> Count:
    """Each hears of what they may open, so that nobody's count is another's."""
    told = NotificationRow
    mine = (told.staff_id == work.actor.staff, told.subject_id == row.id)
    return _counted(*mine, told.kind == NotificationKind.CONTACTS_ADD_UP.value, told.occurred_at > at)
