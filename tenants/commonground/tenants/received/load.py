"""The only way to what another council has handed over: whoever it was accepted for, and their team."""

from __future__ import annotations

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action, Held, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.received.models import ReceivedHandoff

RECORD = "crossing"


def subject_of(row: ReceivedHandoff) -> audit.Subject:
    return audit.Subject(RECORD, row.id, row.reference)


def held_received(row: ReceivedHandoff) -> Held:
    """Close: open to the team alone that took it, and to nobody's role in the whole council."""
    return Held(row.team_id, row.taker_id, False, True)


async def load_received(work: Work, reference: str, *, to: Action, lock: bool = False) -> ReceivedHandoff:
    """What was accepted under this reference, if the actor may do `to` with it. Raises `NotFoundHereError`."""
    known = parse_reference(reference, ReferenceKind.HANDOFF) or ""
    query = select(ReceivedHandoff).where(ReceivedHandoff.reference == known)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await work.mine.scalars(query)).one_or_none()
    if row is None or not decide(work.actor, to, held_received(row)):
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_HANDOFF, subject_of(row))
    return row
