"""What a child's worker elsewhere may be told of a plan for the place or group around them: that there is one, and the
actions that are ticked. Never who else has to do with it, and its name only if that is ticked too.

Nothing of it is typed, and nothing is kept but which boxes are ticked: the words are put together when the package is
sealed, of what the one who seals it may open then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, and_, false, or_, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.crossings.types import OF_ONE_CHILD, Kind
from commonground.platform.reference import KINDS
from commonground.platform.work import Work
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.contexts.load import subject_of, visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.referrals.models import ReferralRow

PLAN: Final = "context_plan"
MOST: Final = 40
_THERE, _NAME, _ACTION = "plan:", "name:", "action:"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One thing that can be ticked: `words` are what they read then."""

    code: str
    words: str


async def plan_items(work: Work, row: Disclosure) -> list[PlanItem]:
    """All that can be told of it, in order; nothing where it is about no single child, or about no record."""
    if Kind(row.kind) not in OF_ONE_CHILD or row.record_id is None:
        return []
    context = (await work.mine.scalars(_around(work, row))).one_or_none()
    if context is None:
        return []
    audit.looked_at(work, Action.READ_CONTEXT, subject_of(context))
    actions = (await work.mine.scalars(_actions(context))).all()
    return [_there(context, actions), _name(context), *(_action(each) for each in actions)]


async def plan_words(work: Work, row: Disclosure, ticked: Collection[str]) -> str:
    """What is told of it, in lines; empty where nothing of it is ticked."""
    if not any(code.startswith((_THERE, _NAME, _ACTION)) for code in ticked):
        return ""
    return "\n".join(each.words for each in await plan_items(work, row) if each.code in ticked)


def _around(work: Work, row: Disclosure) -> Select[ContextRow]:
    """The context that the child's referral is on, or that the handoff is about. One that is restricted is told of only
    by a handoff about itself, which whoever is not named on it can't open."""
    its = select(ReferralRow.context_id).where(ReferralRow.id == row.record_id).scalar_subquery()
    itself = ContextRow.id == row.record_id if row.record_kind == "context" else false()
    linked = and_(ContextRow.id == its, ~ContextRow.restricted) if row.record_kind == "referral" else false()
    return select(ContextRow).where(or_(itself, linked), visible_contexts(work.actor, Action.READ_CONTEXT))


def _actions(context: ContextRow) -> Select[ContextAction]:
    """Those to do by their day, then those that are done."""
    of = (ContextAction.context_id == context.id, ContextAction.status != ActionStatus.DROPPED.value)
    still = ContextAction.status == ActionStatus.OPEN.value
    return select(ContextAction).where(*of).order_by(still.desc(), ContextAction.due_on, ContextAction.id).limit(MOST)


def _there(context: ContextRow, actions: Sequence[ContextAction]) -> PlanItem:
    kind = KINDS.label(context.kind) if context.kind in KINDS else context.kind
    todo = sum(each.status == ActionStatus.OPEN.value for each in actions)
    said = f"{kind}: there is a plan around the child. To do: {todo}. Done: {len(actions) - todo}."
    return PlanItem(f"{_THERE}{context.id}", said)


def _name(context: ContextRow) -> PlanItem:
    return PlanItem(f"{_NAME}{context.id}", f"It is called: {context.name}")


def _action(row: ContextAction) -> PlanItem:
    """Without who does it. Somebody else’s name in it is masked: it is about the place, and not about them."""
    what = mask_names(row.what).shown.rstrip(".")
    day = f"{row.due_on.day} {row.due_on:%B %Y}"
    state = f"to do by {day}" if row.status == ActionStatus.OPEN.value else "done"
    return PlanItem(f"{_ACTION}{row.id}", f"{what}: {state}.")
