"""The only way from a reference to a disclosure of the council's own. Missing and forbidden are one answer.

It is as near as what it is about: the team that prepares it works on it, its author leads it, and nobody reads that
something of a restricted record was shared who is not named on that."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, or_, select

from commonground.platform import audit
from commonground.platform.access import Action, Held, decide, may_authorise
from commonground.platform.access.confirming import require_confirmed
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import parse_reference
from commonground.platform.work import Work
from commonground.tenants.break_glass.around import stands_around
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.referrals.models import ReferralRow

RECORD: Final = "crossing"


def subject_of(row: Disclosure) -> audit.Subject:
    return audit.Subject(RECORD, row.id, row.reference)


async def load_disclosure(work: Work, reference: str, *, to: Action, lock: bool = False) -> Disclosure:
    """The disclosure that people call `reference`, if the actor may do `to` with it. Raises `NotFoundHereError`."""
    row, restricted = await _find(work, reference, lock=lock)
    if not decide(work.actor, to, await held_disclosure(work, row, restricted=restricted)):
        raise NotFoundHereError
    if restricted:
        require_confirmed(work)
    audit.looked_at(work, Action.READ_HANDOFF, subject_of(row))
    return row


async def load_to_authorise(work: Work, reference: str, *, lock: bool = False) -> Disclosure:
    """The same for a second person: a manager of the team, or whoever answers for access, who need not be able to open
    what it is about. Never for whoever wrote it."""
    row, restricted = await _find(work, reference, lock=lock)
    held = await held_disclosure(work, row, restricted=restricted)
    if not may_authorise(work.actor, row.author_id, held, Action.AUTHORISE_DISCLOSURE):
        raise NotFoundHereError
    audit.looked_at(work, Action.AUTHORISE_DISCLOSURE, subject_of(row))
    return row


async def _find(work: Work, reference: str, *, lock: bool) -> tuple[Disclosure, bool]:
    known = parse_reference(reference) or ""
    about_context = and_(ContextRow.tenant_id == Disclosure.tenant_id, ContextRow.id == Disclosure.record_id)
    about_referral = and_(ReferralRow.tenant_id == Disclosure.tenant_id, ReferralRow.id == Disclosure.record_id)
    query = (
        select(Disclosure, or_(ContextRow.restricted, ReferralRow.restricted).label("shut"))
        .outerjoin(ContextRow, about_context)
        .outerjoin(ReferralRow, about_referral)
        .where(Disclosure.reference == known)
    )
    if lock:
        query = query.with_for_update(of=Disclosure).execution_options(populate_existing=True)
    found: Any = (await work.mine.execute(query)).one_or_none()
    if found is None:
        raise NotFoundHereError
    return found[0], bool(found.shut)


async def held_disclosure(work: Work, row: Disclosure, *, restricted: bool) -> Held:
    near = await stands_around(work, row.record_id) if restricted and row.record_id else None
    return Held(row.team_id, row.author_id, restricted, True, near.named if near else frozenset())


async def hidden_from(work: Work) -> frozenset[UUID]:
    """Crossings of the acting council that are about a restricted record on which the actor is not named: no list
    shows them. Few, as restricted records are."""
    named = select(NamedPerson.record_id).where(NamedPerson.staff_id == work.actor.staff_id)
    shut = [
        select(Disclosure.id)
        .join(row, and_(row.tenant_id == Disclosure.tenant_id, row.id == Disclosure.record_id))
        .where(row.restricted, row.id.not_in(named))
        for row in (ContextRow, ReferralRow)
    ]
    return frozenset((await work.mine.scalars(shut[0].union(shut[1]))).all())
