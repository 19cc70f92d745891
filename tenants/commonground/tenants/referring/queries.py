"""What whoever referred something may know of it: that it is there, whether it is decided, what was written to them.
Nothing else of the record, which they may not be able to open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, exists, select

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.intake.models import ReportMessage
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import Asked, Attention, ReferralState
from commonground.tenants.referring.models import ReferringPolicy, Statement, StatementPeople
from commonground.tenants.referring.partner import load_of_partner, referred_by_partner, standing_of_partner
from commonground.tenants.referring.receipts import MOST_MINE, Letter, MineLine, MyReferral, Policy
from commonground.tenants.referring.rules import USUAL
from commonground.tenants.referring.types import LawfulBasis, Sent

_SAME: Final = and_(Statement.tenant_id == ReferralRow.tenant_id, Statement.referral_id == ReferralRow.id)


_OF_STATE: Final = (ReferralRow.outcome, ReferralRow.state, ReferralRow.asked)


async def referred_by_me(work: Work) -> list[MineLine]:
    """What I referred, newest first."""
    if work.actor.is_partner:
        return await referred_by_partner(work)
    query = (
        select(ReferralRow.reference, ReferralRow.title, Statement.sent_at, *_OF_STATE)
        .join(Statement, _SAME)
        .where(Statement.staff_id == work.actor.staff)
        .order_by(Statement.sent_at.desc(), Statement.id.desc())
        .limit(MOST_MINE)
    )
    return [
        MineLine(row.reference, row.title, row.sent_at, _settled(row), _asked(row), _unread(row))
        for row in await work.mine.execute(query)
    ]


async def load_mine(work: Work, reference: str) -> MyReferral:
    """One that I referred, with what was written since, oldest first. Raises `NotFoundHereError` for everything else:
    another's looks like one that is not there."""
    if work.actor.is_partner:
        return await load_of_partner(work, reference)
    known = parse_reference(reference, kind=ReferenceKind.REFERRAL) or ""
    query = (
        select(ReferralRow.id, ReferralRow.reference, ReferralRow.decision_due_at, ReferralRow.paused_at, Statement,
               *_OF_STATE)
        .join(Statement, _SAME)
        .where(ReferralRow.reference == known, Statement.staff_id == work.actor.staff)
    )  # fmt: skip  # what the page says
    row: Any = (await work.mine.execute(query)).one_or_none()
    if row is None:
        raise NotFoundHereError
    letters = (
        select(ReportMessage.kind, ReportMessage.body, ReportMessage.at)
        .where(ReportMessage.statement_id == row.Statement.id)
        .order_by(ReportMessage.at, ReportMessage.id)
    )
    settled = _settled(row)
    due = None if settled or row.paused_at is not None else row.decision_due_at
    found = [Letter(*each) for each in await work.mine.execute(letters)]
    return _receipt(row, settled=settled, due_at=due, letters=found)


def _receipt(row: Any, **standing: Any) -> MyReferral:
    said: Statement = row.Statement
    return MyReferral(
        id=row.id,
        reference=row.reference,
        statement_id=said.id,
        subject=said.subject,
        places=said.words(),
        danger=said.danger,
        sent_at=said.sent_at,
        asked=_asked(row),
        unread=_unread(row),
        lang=said.lang,
        **standing,
    )


def _settled(row: Any) -> bool:
    return row.outcome is not None or bool(row.state == ReferralState.WITHDRAWN)


def _asked(row: Any) -> bool:
    return bool(row.state == ReferralState.WAITING and row.asked == Asked.REPORTER)


def _unread(row: Any) -> bool:
    return bool(row.state == ReferralState.NEW)


async def sent_before(work: Work, key: UUID) -> Sent:
    """What a form became that was sent already. Raises `NotFoundHereError` where it is none of one's own."""
    wanted = select(ReferralRow.reference, ReferralRow.decision_due_at, ReferralRow.attention).join(Statement, _SAME)
    mine = (ReferralRow.id == key, Statement.staff_id == work.actor.staff)
    row = (await work.mine.execute(wanted.where(*mine))).one_or_none()
    if row is None:
        raise NotFoundHereError
    return Sent(row.reference, row.decision_due_at, row.attention == Attention.DANGER)


async def said_so(
    work: Work, key: UUID, said: Mapping[str, Any], about: Mapping[str, Any], people: Mapping[str, Any] | None
) -> bool:
    """Whether one's own form became a referral with these answers: a press after a changed one is no second press.
    `about`: what stands on the referral itself, which nobody changes afterwards."""
    row, layer = Statement, StatementPeople
    mine = (row.referral_id == key, row.staff_id == work.actor.staff, ReferralRow.id == row.referral_id)
    same = (getattr(row, column) == each for column, each in said.items())
    on_it = (getattr(ReferralRow, column) == each for column, each in about.items())
    of_it = (layer.tenant_id == row.tenant_id, layer.statement_id == row.id)
    theirs = (getattr(layer, column) == each for column, each in (people or {}).items())
    named = exists().where(*of_it, *theirs) if people else ~exists().where(*of_it)
    return bool(await work.mine.scalar(select(exists().where(*mine, *same, *on_it, named))))


async def policy_here(work: Work) -> Policy:
    """What the council chose last; the usual basis where it chose none. Raises `NotFoundHereError` for a partner with
    which the council works no more."""
    if work.actor.is_partner:
        return (await standing_of_partner(work)).policy
    newest = select(ReferringPolicy.basis, ReferringPolicy.words).order_by(
        ReferringPolicy.chosen_at.desc(), ReferringPolicy.id.desc()
    )
    row = (await work.mine.execute(newest.limit(1))).one_or_none()
    return Policy(USUAL) if row is None else Policy(LawfulBasis(row.basis), row.words)


async def people_of(work: Work, referral_id: UUID) -> StatementPeople | None:
    """The layer of what was told that points at people. For whoever may look at names, and only after that look was
    written down."""
    layer = StatementPeople
    same = and_(Statement.tenant_id == layer.tenant_id, Statement.id == layer.statement_id)
    query = select(layer).join(Statement, same).where(Statement.referral_id == referral_id)
    return (await work.mine.scalars(query)).one_or_none()
