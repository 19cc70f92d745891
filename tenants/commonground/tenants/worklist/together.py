"""Tasks about what is agreed with other agencies: before whoever has the referral, and before its team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, literal, or_

from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.agreed.queries import is_newest
from commonground.tenants.agreed.types import AgreedKind
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState, Route
from commonground.tenants.worklist.lines import NEVER, end_of_day, in_my_teams, line

ASKED_FOR: Final = timedelta(days=365)
"""For so long it can be recorded on the day on which it was agreed."""


def to_record(work: Work) -> Select[Any]:
    """A strategy discussion was decided, or that one agency leads, and nothing has been recorded of it since. What
    stood in an earlier tracker was agreed long ago; which agency leads is not asked after a year."""
    row, agreed = ReferralRow, AgreedVersion
    since = func.coalesce(row.decided_at, row.received_at)
    recorded = exists().where(
        agreed.tenant_id == row.tenant_id, agreed.referral_id == row.id, agreed.version == 1, agreed.saved_at >= since
    )
    decided = row.state.in_((ReferralState.DECIDED.value, ReferralState.NEEDS_LEAD.value))
    lately = or_(row.outcome != AgreedKind.SINGLE_AGENCY.value, row.decided_at > work.now - ASKED_FOR)
    held = and_(decided, row.outcome.in_([kind.value for kind in AgreedKind]), lately, row.route != Route.TRACKER.value)
    place = "/referrals/" + row.reference.expression + "/agreed/new"
    return _line(work, place).where(held, ~recorded)


def to_say_what_came(work: Work) -> Select[Any]:
    row, agreed = ReferralRow, AgreedVersion
    place = "/referrals/" + row.reference.expression + "/agreed/" + cast(agreed.agreed_id, Text()) + literal("/came")
    of_it = and_(agreed.tenant_id == row.tenant_id, agreed.referral_id == row.id)
    query = _line(work, place, end_of_day(agreed.due_on.expression)).join(agreed, of_it)
    return query.where(agreed.came == "", is_newest())


def _line(work: Work, place: ColumnElement[Any], due_at: ColumnElement[Any] = NEVER) -> Select[Any]:
    """It waits for whoever leads it; where nobody does, for everybody in its team."""
    row, actor = ReferralRow, work.actor
    theirs = in_my_teams(actor, row.team_id.expression)
    mine = func.coalesce(row.lead_id == actor.staff_id, theirs)
    return line(
        place=place,
        reference=row.reference.expression,
        title=row.title.expression,
        due_at=due_at,
        holder=row.lead_id.expression,
        mine=mine,
        restricted=row.restricted.expression,
    ).where(or_(mine, theirs), visible_referrals(actor, Action.KEEP_AGREED))
