"""Restricting a referral to named people: invisible to everybody else, in lists, counts, suggestions and exports."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.models import NamedPerson
from commonground.tenants.contexts.restriction import check_named, put_names
from commonground.tenants.referrals.events import subject_of, touch, write_line
from commonground.tenants.referrals.history import LIFT_RESTRICTION, RESTRICT, Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState


async def restrict(work: Work, row: ReferralRow, named: Collection[UUID], reason: str) -> None:
    """Only these people can open it from now on, whoever can open its context."""
    chosen = check_named(work, named, row.lead_id)
    await _mark(work, row, RESTRICT, _reason(reason), restricted=True)
    await put_names(work, [row.id], chosen)


async def lift_restriction(work: Work, row: ReferralRow, reason: str) -> None:
    """Open it again to whomever role, team and allocation let in."""
    await _mark(work, row, LIFT_RESTRICTION, _reason(reason), restricted=False)
    await work.mine.execute(delete(NamedPerson).where(NamedPerson.record_id == row.id))


async def _mark(work: Work, row: ReferralRow, verb: Aside, reason: str, *, restricted: bool) -> None:
    row.restricted, row.follows_context = restricted, False
    touch(work, row)
    write_line(work, row, verb, ReferralState(row.state), reason)
    await audit.record(work, Action.RESTRICT_RECORD, subject_of(row), why=audit.ON_RECORD)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise IncompleteError((Problem("reason", "Say why, because the next person reads it."),))
    return reason.strip()
