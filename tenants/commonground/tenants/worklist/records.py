"""Tasks of those who look after the record. They open no case: of each, reference and day, and no word of any."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, literal

from commonground.platform.access import Action, Reach, reach_of
from commonground.platform.calendar import LONDON
from commonground.platform.work import Work
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.keepers.queries import left_alone
from commonground.tenants.retention.holds import today_of
from commonground.tenants.retention.models import Disposal, DisposalConfirmation, Hold
from commonground.tenants.sharing.models import PartnerInvitation
from commonground.tenants.sharing.queries import not_kept_from
from commonground.tenants.sharing.types import State
from commonground.tenants.subject_access.models import AccessRequest
from commonground.tenants.worklist.lines import end_of_day, line


def to_agree(work: Work) -> Select[Any]:
    """What `may_authorise` lets them agree to: nobody's own, a manager's team's alone, and of what is restricted only
    that on which they are named."""
    row, actor = PartnerInvitation, work.actor
    council = reach_of(actor, Action.AUTHORISE_SHARING) is Reach.COUNCIL
    reached = not_kept_from(actor) if council else visible_contexts(actor, Action.AUTHORISE_SHARING)
    waits = (row.state == State.PROPOSED.value, row.until_at > work.now, row.sponsor_id != actor.staff)
    of_context = and_(ContextRow.tenant_id == row.tenant_id, ContextRow.id == row.context_id)
    query = line(place="/sharing/" + _text(row.id), reference=ContextRow.reference.expression)
    return query.select_from(row).join(ContextRow, of_context).where(*waits, reached)


def to_confirm(work: Work) -> Select[Any]:
    """Proposals of others that nobody has settled."""
    confirmed = exists().where(DisposalConfirmation.disposal_id == Disposal.id)
    waits = (Disposal.withdrawn_at.is_(None), Disposal.stopped_at.is_(None), Disposal.proposed_by != work.actor.staff)
    query = line(place=literal("/retention/waiting"), reference=Disposal.reference.expression)
    return query.where(*waits, ~confirmed)


def held(work: Work) -> Select[Any]:
    del work
    due = end_of_day(Hold.review_on.expression)
    query = line(place=literal("/retention/holds"), reference=Hold.reference.expression, due_at=due)
    return query.where(Hold.lifted_at.is_(None))


def today_over(work: Work) -> datetime:
    """The last moment that `end_of_day` gives to today."""
    return datetime.combine(today_of(work), time(23, 59, 59), LONDON)


def access_requests(work: Work) -> Select[Any]:
    """Never by the name that was asked for."""
    row = AccessRequest
    del work
    return line(place="/subject-access/" + _text(row.id), due_at=end_of_day(row.due_on.expression)).where(
        row.finished_at.is_(None)
    )


def glass_to_review(work: Work) -> Select[Any]:
    row = BreakGlassUse
    del work
    return line(place=literal("/break-glass/review"), reference=row.reference.expression).where(
        row.reviewed_at.is_(None)
    )


def left_with_nobody(work: Work) -> Select[Any]:
    del work
    alone = left_alone().subquery("alone")
    path = case((alone.c.kind == "context", "/contexts/"), else_="/referrals/")
    keeper = path + alone.c.reference + "/keeper"
    query = line(
        place=keeper,
        reference=alone.c.reference,
        due_at=alone.c.due_at,
        danger=alone.c.danger,
        paused=alone.c.paused,
    )
    return query.select_from(alone)


def _text(column: Any) -> ColumnElement[str]:
    return cast(column, Text())
