"""The contacts on a context, as far as they are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Subquery, and_, func, select, true, union_all
from sqlalchemy.orm import aliased

from commonground.platform.work import Work
from commonground.tenants.adding_up.guidance import NEWEST, as_guidance
from commonground.tenants.adding_up.models import GuidanceRow
from commonground.tenants.adding_up.types import AddedUp, Counted, Guidance
from commonground.tenants.allocation.queries import allocation_column, read_allocation
from commonground.tenants.allocation.types import Load, Rules
from commonground.tenants.around.queries import believing
from commonground.tenants.around.types import Believed
from commonground.tenants.contexts.merged import brought
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.intake.said import Said
from commonground.tenants.pathways.following import read_steps, steps_column
from commonground.tenants.pathways.service import as_pathways, newest_for
from commonground.tenants.pathways.types import Pathways, Steps
from commonground.tenants.referrals.counting import counted_referrals, stands_elsewhere
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import CONTEXT_NAME, ContextName, opens_context, read_name
from commonground.tenants.referrals.said import WAYS, with_said
from commonground.tenants.referrals.types import ReferralState, Route
from commonground.tenants.replies.library import Library
from commonground.tenants.replies.service import as_library, newest

MOST: Final = 1_000
"""More contacts than this are not looked through: the latest count."""
_WITHDRAWN: Final = ReferralRow.state == ReferralState.WITHDRAWN.value
_guidance: Final = aliased(GuidanceRow, NEWEST.subquery())


async def contacts_on(work: Work, context_id: UUID) -> list[Counted]:
    """All of them, whoever may open them: for a job, which tells each of its people by what is open to them. Without
    what was closed as withdrawn: it says nothing of the context."""
    row, put = ReferralRow, _put_on(context_id)
    query = (
        select(*_columns(put))
        .outerjoin(put, put.c.referral_id == row.id)
        .where(row.context_id == context_id, ~_WITHDRAWN)
        .order_by(row.received_at.desc(), row.id.desc())
        .limit(MOST)
    )
    return [_counted(each) for each in await work.mine.execute(query)]


async def added_up(work: Work, context_id: UUID) -> AddedUp:
    """What counts of it for the actor, and the council's guidance, in one statement: on the context stands none or many
    contacts, so all begins with the context itself."""
    row, put = ReferralRow, _put_on(context_id)
    on_it = and_(row.tenant_id == ContextRow.tenant_id, row.context_id == ContextRow.id)
    not_open = and_(~_WITHDRAWN, stands_elsewhere(work.actor))
    in_all = (func.count(row.id).over().label("total"), func.count(row.id).filter(_WITHDRAWN).over().label("withdrawn"),
              func.count(row.id).filter(not_open).over().label("elsewhere"))  # fmt: skip  # one line to two
    said = believing(context_id).limit(1).subquery("believed")
    query = (
        select(_guidance, *_columns(put), *in_all, _WITHDRAWN.label("is_withdrawn"), *_apart(said))
        .select_from(ContextRow)
        .outerjoin(_guidance, true())
        .outerjoin(said, true())
        .outerjoin(row, and_(on_it, counted_referrals(work.actor)))
        .outerjoin(put, put.c.referral_id == row.id)
        .where(ContextRow.id == context_id)
        .order_by(row.received_at.desc(), row.id.desc())
        .limit(MOST)
    )
    found: Sequence[Any] = (await work.mine.execute(query)).all()
    first = found[0]
    contacts = [_counted(each) for each in found if each.id is not None and not each.is_withdrawn]
    return AddedUp(as_guidance(first[0]), contacts, first.total, first.withdrawn, first.elsewhere, _believed(first))


def _apart(said: Subquery) -> Iterator[ColumnElement[Any]]:
    """Under names of their own: others of the statement are called the same."""
    return (column.label(f"believed_{column.name}") for column in said.c)


def _believed(row: Any) -> Believed | None:
    if row.believed_band is None:
        return None
    return Believed(**{each.name: getattr(row, f"believed_{each.name}") for each in fields(Believed)})


@dataclass(frozen=True, slots=True)
class Upon:
    """What a screener reads first: what was told, the context that it is on, if the actor may open that, the council's
    guidance, its rules on whom it is proposed for, with what is open with whom, and its ready words; its pathways for
    this type of context, and the steps that followed a decision."""

    said: Said | None
    context: ContextName | None
    guidance: Guidance
    rules: Rules
    load: Load
    library: Library
    pathways: Pathways
    steps: Steps


async def weighed_upon(work: Work, row: ReferralRow) -> Upon:
    """In one statement."""
    follows = newest_for(row.subject_kind), steps_column(work.actor, row.id)
    query = (
        select(*WAYS, allocation_column(work.actor), _guidance, *CONTEXT_NAME, newest(), *follows)
        .select_from(ReferralRow)
        .outerjoin(ContextRow, opens_context(work.actor))
        .outerjoin(_guidance, true())
        .where(ReferralRow.id == row.id)
    )
    # Outer joins may give nothing, which their types do not say.
    found: Any = (await work.mine.execute(with_said(query))).one()
    *most, ready, pathways, steps = found
    *told, allocation, guidance = most[: -len(CONTEXT_NAME)]
    context = read_name(most[-len(CONTEXT_NAME) :])
    said = next((each for each in told if each is not None), None)
    allocated, library = read_allocation(allocation), as_library(ready)
    after = as_pathways(row.subject_kind, pathways), read_steps(steps)
    return Upon(said, context, as_guidance(guidance), *allocated, library, *after)


def _put_on(context_id: UUID) -> Subquery:
    """When each was put there; the last time, of those that were taken off in between. What came along with another
    context that went into it was put there then: to whoever leads it, it was not known before."""
    put, came = ContextEvent, brought(context_id).subquery()
    linked = (put.context_id == context_id, put.verb == ContextVerb.LINK.value)
    each = union_all(select(put.referral_id, put.at).where(*linked), select(came)).subquery()
    return select(each.c.referral_id, func.max(each.c.at).label("at")).group_by(each.c.referral_id).subquery()


def _columns(put: Subquery) -> tuple[Any, ...]:
    row = ReferralRow
    joined = func.coalesce(put.c.at, row.received_at).label("joined_at")
    return row.id, row.received_at, joined, row.harms, row.children, row.source, row.route


def _counted(each: Row[Any]) -> Counted:
    has_hour = each.route != Route.TRACKER
    return Counted(
        each.id, each.received_at, each.joined_at, frozenset(each.harms), each.children, each.source, has_hour
    )
