"""Whose clocks run, and where each of them stands now."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ARRAY, Date, DateTime, Select, Update, Uuid, bindparam, func, select, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from commonground.platform.database.base import TenantModel
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.pathways.types import StepStatus
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.tenants.subject_access.models import AccessRequest

_MOMENT: Final = DateTime(timezone=True)
_UNDECIDED: Final = ReferralRow.state.in_([state.value for state in OPEN_STATES])

# Locked before anything else is read: what somebody does to one meanwhile is there when the clocks are counted, or
# waits until they have been. In the order in which `load_referrals` locks several, so that neither waits for the other.
UNDECIDED: Final = select(ReferralRow.id).where(_UNDECIDED).order_by(ReferralRow.reference).with_for_update()
STEPS: Final = (
    select(ReferralStep.id, ReferralStep.decided_at, ReferralStep.days, ReferralStep.due_at)
    .where(ReferralStep.status == StepStatus.OPEN.value, ReferralStep.due_at.is_not(None))
    .order_by(ReferralStep.id)
    .with_for_update()
)
ANSWERS: Final = (
    select(AccessRequest.id, AccessRequest.received_on, AccessRequest.extended_at, AccessRequest.due_on)
    .where(AccessRequest.finished_at.is_(None))
    .order_by(AccessRequest.id)
    .with_for_update()
)
TURNS: Final[Select[*tuple[Any, ...]]] = (
    select(
        ReferralRow.id,
        ReferralRow.decision_due_at,
        ReferralEvent.at,
        ReferralEvent.from_state,
        ReferralEvent.to_state,
    )
    .join(
        ReferralEvent,
        (ReferralEvent.tenant_id == ReferralRow.tenant_id) & (ReferralEvent.referral_id == ReferralRow.id),
    )
    .where(_UNDECIDED, ReferralEvent.from_state.is_distinct_from(ReferralEvent.to_state))
    .order_by(ReferralRow.id, ReferralEvent.at, ReferralEvent.id)
)
"""Every line of a history in which the state changed, oldest first: these turned the clock."""


def _moving(model: type[TenantModel], column: InstrumentedAttribute[Any], kind: TypeEngine[Any]) -> Update:
    """Each of these rows to a day of its own, in one statement."""
    moved = select(
        func.unnest(bindparam("ids", type_=ARRAY(Uuid()))).label("id"),
        func.unnest(bindparam("due", type_=ARRAY(kind))).label("due"),
    ).subquery("moved")
    moving = update(model).where(model.id == moved.c.id).values({column: moved.c.due})
    return moving.execution_options(synchronize_session=False)


MOVE_DECISIONS: Final = _moving(ReferralRow, ReferralRow.decision_due_at, _MOMENT)
MOVE_STEPS: Final = _moving(ReferralStep, ReferralStep.due_at, _MOMENT)
MOVE_ANSWERS: Final = _moving(AccessRequest, AccessRequest.due_on, Date())
