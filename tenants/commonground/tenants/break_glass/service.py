"""Breaking the glass, ending it and reviewing it.

Whether there is such a record changes neither which statements are sent nor what comes back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Insert, Select, Text, func, insert, literal, select, update

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import ReferenceKind, reference_kind
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.break_glass.rules import check_note
from commonground.tenants.break_glass.types import GROUND_LABELS, Asked, Broken
from commonground.tenants.contexts.merged import gone_into
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.referrals.history import BREAK_GLASS
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow

RECORD: Final = "break_glass"


class OverAlreadyError(RefusedError):
    """It has ended by itself, or somebody was quicker."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("That has ended already.")


class NotOnesOwnError(RefusedError):
    """Nobody looks over their own shoulder."""

    def __init__(self) -> None:
        super().__init__("Nobody reviews what they opened themselves. Ask a colleague who may.")


async def break_glass(work: Work, asked: Asked) -> Broken:
    """Open it, if there is such a record, for as long as the database's clock says. Written in the record's own
    history, in the trail and in the outbox, from where the information-governance lead is told."""
    use_id, words = uuid7(), f"{GROUND_LABELS[asked.ground]}. {asked.reason}"
    until = await work.mine.scalar(_use(work, asked, use_id))
    await work.mine.execute(_line(work, asked, words))
    subject = audit.Subject(RECORD, use_id, asked.reference)
    await audit.record(work, Action.BREAK_GLASS, subject, why=GROUND_LABELS[asked.ground])
    await publish(work, Fact(FactKind.BREAK_GLASS_USED, RECORD, use_id))
    return Broken(use_id, asked.reference, until)


def _use(work: Work, asked: Asked, use_id: UUID) -> Any:
    values = {
        "tenant_id": work.actor.council,
        "id": use_id,
        "staff_id": work.actor.staff,
        "reference": asked.reference,
        "record_id": _record(asked).scalar_subquery(),
        "ground": asked.ground.value,
        "reason": asked.reason,
    }
    return insert(BreakGlassUse).values(**values).returning(BreakGlassUse.until_at)


def _record(asked: Asked) -> Select[UUID]:
    if reference_kind(asked.reference) is ReferenceKind.REFERRAL:
        return select(ReferralRow.id).where(ReferralRow.reference == asked.reference)
    return select(gone_into(ContextRow)).where(ContextRow.reference == asked.reference)


def _line(work: Work, asked: Asked, words: str) -> Insert:
    """A line in the history of the record, put in from the record's own row: of nothing where there is none."""
    said: dict[str, Any] = {
        "tenant_id": literal(work.actor.council),
        "id": literal(uuid7()),
        "at": literal(work.now),
        "staff_id": literal(work.actor.staff),
        "words": literal(words, Text()),
    }
    if reference_kind(asked.reference) is ReferenceKind.REFERRAL:
        row = ReferralRow
        said |= {"referral_id": row.id, "verb": literal(BREAK_GLASS.value, Text())}
        said |= {"from_state": row.state, "to_state": row.state}
        found = select(*said.values()).where(row.reference == asked.reference)
        return insert(ReferralEvent).from_select(list(said), found)
    said |= {"context_id": gone_into(ContextRow), "verb": literal(ContextVerb.BREAK_GLASS.value, Text())}
    found = select(*said.values()).where(ContextRow.reference == asked.reference)
    return insert(ContextEvent).from_select(list(said), found)


async def end_own(work: Work, use_id: UUID) -> None:
    """Close again what one opened oneself. Raises `NotFoundHereError` for anybody else's."""
    await _end(work, use_id, BreakGlassUse.staff_id == work.actor.staff)


async def end(work: Work, use_id: UUID) -> None:
    """As whoever answers for it: it counts from that person's next request."""
    await _end(work, use_id)


async def _end(work: Work, use_id: UUID, *whose: Any) -> None:
    use = BreakGlassUse
    row = (await work.mine.execute(select(use.reference).where(use.id == use_id, *whose))).one_or_none()
    if row is None:
        raise NotFoundHereError
    ended = (
        update(use)
        .where(use.id == use_id, use.ended_at.is_(None), use.until_at > func.now())
        .values(ended_at=func.now(), ended_by=work.actor.staff)
        .returning(use.id)
        .execution_options(synchronize_session=False)
    )
    if await work.mine.scalar(ended) is None:
        raise OverAlreadyError
    await audit.record(work, f"{Action.BREAK_GLASS}:end", audit.Subject(RECORD, use_id, row.reference))


async def review(work: Work, use_id: UUID, note: str) -> None:
    """Write down what came of looking at it. Whoever looks again writes above what was written before. The trail says
    who looked and when, never what of: a note goes with the record that it is about.

    Raises `NotFoundHereError`, `NotOnesOwnError` and `IncompleteError`."""
    note = check_note(note)
    use = BreakGlassUse
    query = (
        select(use.staff_id, use.reference, use.review_note, use.reviewed_at, Staff.display_name)
        .outerjoin(Staff, (Staff.tenant_id == use.tenant_id) & (Staff.id == use.reviewed_by))
        .where(use.id == use_id)
        .with_for_update(of=use)
    )
    row = (await work.mine.execute(query)).one_or_none()
    if row is None:
        raise NotFoundHereError
    if row.staff_id == work.actor.staff:
        raise NotOnesOwnError
    if row.reviewed_at is not None:
        note = f"{note}\n\n{_before(row)}"
    reviewed = (
        update(use)
        .where(use.id == use_id)
        .values(reviewed_at=func.now(), reviewed_by=work.actor.staff, review_note=note)
        .execution_options(synchronize_session=False)
    )
    await work.mine.execute(reviewed)
    about = audit.Subject(RECORD, use_id, row.reference)
    await audit.record(work, f"{Action.REVIEW_BREAK_GLASS}:review", about, why=audit.ON_RECORD)


def _before(row: Any) -> str:
    at = row.reviewed_at.astimezone(LONDON)
    return f"{row.display_name}, {at.day} {at:%B %Y}: {row.review_note}"
