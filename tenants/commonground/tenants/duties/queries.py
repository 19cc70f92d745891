"""How much waits for one person in the lists that are no casework. Numbers alone: no word of any record."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from commonground.platform.access import Action, Reach, reach_of
from commonground.platform.work import Work
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.keepers.queries import count_left_alone
from commonground.tenants.retention.holds import today_of
from commonground.tenants.retention.models import Disposal, DisposalConfirmation, Hold
from commonground.tenants.retention.queue import due_records
from commonground.tenants.sharing.models import PartnerInvitation
from commonground.tenants.sharing.queries import not_kept_from
from commonground.tenants.sharing.types import State
from commonground.tenants.subject_access.models import AccessRequest


class Duty(StrEnum):
    """A list in which something waits, in the order in which people see them."""

    AGREE = "agree"
    CONFIRM = "confirm"
    DUE = "due"
    HELD = "held"
    ASKED = "asked"
    GLASS = "glass"
    ALONE = "alone"


ACTIONS: Final[Mapping[Duty, Action]] = {
    Duty.AGREE: Action.AUTHORISE_SHARING,
    Duty.CONFIRM: Action.CONFIRM_DISPOSAL,
    Duty.DUE: Action.REVIEW_RETENTION,
    Duty.HELD: Action.REVIEW_RETENTION,
    Duty.ASKED: Action.ANSWER_SUBJECT_ACCESS,
    Duty.GLASS: Action.REVIEW_BREAK_GLASS,
    Duty.ALONE: Action.NAME_KEEPER,
}
"""Whose list it is."""


async def waiting_in(work: Work) -> Mapping[Duty, int]:
    """How much waits in each list that the acting person has: one statement, and those of what is due for review.
    Nothing, and no statement, for somebody who has none of them."""
    theirs = [duty for duty, action in ACTIONS.items() if reach_of(work.actor, action) is not None]
    asked = {duty: _counted(work, duty) for duty in theirs if duty is not Duty.DUE}
    if not asked:
        return {}
    row = (await work.mine.execute(select(*(query.scalar_subquery() for query in asked.values())))).one()
    found = dict(zip(asked, row, strict=True))
    if Duty.DUE in theirs:
        found[Duty.DUE] = len(await due_records(work))
    return {duty: found[duty] for duty in theirs}


def _counted(work: Work, duty: Duty) -> Select[Any]:
    match duty:
        case Duty.AGREE:
            return _proposals(work)
        case Duty.CONFIRM:
            return _count(Disposal, *_unconfirmed(work))
        case Duty.HELD:
            return _count(Hold, Hold.lifted_at.is_(None), Hold.review_on <= today_of(work))
        case Duty.ASKED:
            return _count(AccessRequest, AccessRequest.finished_at.is_(None))
        case Duty.ALONE:
            return count_left_alone()
        case _:
            return _count(BreakGlassUse, BreakGlassUse.reviewed_at.is_(None))


def _proposals(work: Work) -> Select[Any]:
    """What `may_authorise` lets them agree to: nobody's own, a manager's team's alone, and of what is restricted only
    that on which they are named."""
    row, actor = PartnerInvitation, work.actor
    council = reach_of(actor, Action.AUTHORISE_SHARING) is Reach.COUNCIL
    reached = not_kept_from(actor) if council else visible_contexts(actor, Action.AUTHORISE_SHARING)
    waits = (row.state == State.PROPOSED.value, row.until_at > work.now, row.sponsor_id != actor.staff)
    of_context = and_(ContextRow.tenant_id == row.tenant_id, ContextRow.id == row.context_id)
    return _count(row, *waits).join(ContextRow, of_context).where(reached)


def _unconfirmed(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Proposals of others that nobody has settled."""
    confirmed = exists().where(DisposalConfirmation.disposal_id == Disposal.id)
    others = Disposal.proposed_by != work.actor.staff
    return (Disposal.withdrawn_at.is_(None), Disposal.stopped_at.is_(None), others, ~confirmed)


def _count(model: type[Any], *which: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(model).where(*which)
