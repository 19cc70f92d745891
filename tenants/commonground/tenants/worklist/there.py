"""Whether anybody of the team that has a referral can go on with it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_

from commonground.platform.access import ROLES, Action
from commonground.platform.councils.people import Staff, TeamMember
from commonground.tenants.contexts.models import NamedPerson
from commonground.tenants.referrals.models import ReferralRow


def somebody_there(action: Action) -> ColumnElement[bool]:
    """True on referrals with a team in which somebody who works here could do it, by their role; with a restricted one,
    somebody who is named on it."""
    row, able = ReferralRow, [role.value for role, card in ROLES.items() if card.reach(action)]
    is_named = exists().where(NamedPerson.record_id == row.id, NamedPerson.staff_id == Staff.id)
    return exists().where(
        and_(TeamMember.tenant_id == row.tenant_id, TeamMember.team_id == row.team_id),
        and_(Staff.tenant_id == TeamMember.tenant_id, Staff.id == TeamMember.staff_id),
        Staff.ended_at.is_(None),
        Staff.roles.bool_op("&&")(able),
        or_(~row.restricted.expression, is_named),
    )
