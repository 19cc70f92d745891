"""Referrals as contacts among others about the same context, each with some of its words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, select, tuple_
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import Action, Actor
from commonground.platform.access.confirming import is_confirmed
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.counting import counted_referrals, stands_elsewhere
from commonground.tenants.referrals.events import RECORD, subject_of
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.said import column_said, with_said, words_shown

MOST_CONTACTS: Final = 300
BESIDE: Final = f"{Action.READ_REFERRAL}:beside"
_EXCERPT: Final = 280
_position = aliased(ReferralRow)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A referral as one contact among others about the same context. Words are masked and cut short; those of a
    restricted one are `withheld` until its reader has confirmed that it is they, as on its own page. One that another
    team has, and that counts for the lead of its context alone, stands `elsewhere`: without words and reference."""

    id: UUID
    reference: str
    title: str
    context_id: UUID | None
    received_at: datetime
    harms: tuple[str, ...]
    children: str | None
    ages: tuple[str, ...]
    state: str
    outcome: str | None
    source: str
    route: str
    where: str
    when: str
    what: str
    helps: str
    restricted: bool
    withheld: bool
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts, newest first, and how many there are in all from here on."""

    lines: Sequence[ContactLine] = ()
    total: int = 0

    @property
    def more(self) -> bool:
        return self.total > len(self.lines)


async def contacts_about(
    work: Work, contexts: Collection[UUID], *, but: UUID | None = None, older: str = "", most: int = MOST_CONTACTS
) -> Contacts:
    """What came in about these contexts; only what the actor may open is there, or counted. `older`: only those from
    before the one with this reference."""
    seen = visible_referrals(work.actor, Action.READ_REFERRAL)
    if not contexts:
        return Contacts()
    query = with_said(_about(contexts, false()).where(seen)).limit(most)
    if but is not None:
        query = query.where(ReferralRow.id != but)
    if older:
        place = tuple_(ReferralRow.received_at, ReferralRow.id)
        query = query.where(place < _place_of(work.actor, older))
    return await _read(work, query)


async def contacts_counted(work: Work, contexts: Collection[UUID], *, but: UUID | None = None) -> Contacts:
    """What counts for the actor on these contexts: also what stands elsewhere, where they lead one."""
    if not contexts:
        return Contacts()
    elsewhere = stands_elsewhere(work.actor)
    on_it = and_(ContextRow.tenant_id == ReferralRow.tenant_id, ContextRow.id == ReferralRow.context_id)
    query = with_said(_about(contexts, elsewhere).join(ContextRow, on_it).where(counted_referrals(work.actor)))
    if but is not None:
        query = query.where(ReferralRow.id != but)
    return await _read(work, query.limit(MOST_CONTACTS))


def _about(contexts: Collection[UUID], elsewhere: ColumnElement[bool]) -> Select[Any]:
    """Newest first."""
    row = ReferralRow
    columns = (*contact_columns(), elsewhere.label("elsewhere"), func.count().over().label("total"))
    query = select(*columns).where(row.context_id.in_(list(contexts)))
    return query.order_by(row.received_at.desc(), row.id.desc())


async def _read(work: Work, query: Select[Any]) -> Contacts:
    rows: Sequence[Row[Any]] = (await work.mine.execute(query)).all()
    lines = [_without_words(as_contact(each, work)) if each.elsewhere else as_contact(each, work) for each in rows]
    return Contacts(lines, rows[0].total if rows else 0)


def _without_words(line: ContactLine) -> ContactLine:
    """Its day, its harms and its numbers."""
    return replace(
        line, reference="", title="", ages=(), outcome=None, where="", when="", what="", helps="", elsewhere=True
    )


def _place_of(actor: Actor, reference: str) -> Any:
    """Where a referral stands in the order; one that the actor may not open stands nowhere."""
    known = parse_reference(reference, kind=ReferenceKind.REFERRAL) or ""
    seen = (_position.reference == known, visible_referrals(actor, Action.READ_REFERRAL, _position))
    return select(_position.received_at, _position.id).where(*seen).scalar_subquery()


def contact_columns() -> tuple[Any, ...]:
    """What `as_contact` reads, of a query that was given to `with_said`."""
    row = ReferralRow
    return (row.id, row.reference, row.title, row.context_id, row.received_at, row.harms, row.children, row.state,
            row.outcome, row.source, row.route, row.restricted, column_said("ages"), _said("where_said"),
            _said("when_said"), _said("what_said"), _said("helps_said"))  # fmt: skip  # one line to a group of columns


def _said(column: str) -> Any:
    return func.left(words_shown(column), _EXCERPT).label(column)


def as_contact(row: Row[Any], work: Work) -> ContactLine:
    withheld = row.restricted and not is_confirmed(work.actor, work.now)
    return ContactLine(
        id=row.id,
        reference=row.reference,
        title=row.title,
        context_id=row.context_id,
        received_at=row.received_at,
        harms=tuple(row.harms),
        children=row.children,
        ages=tuple(row.ages or ()),
        state=row.state,
        outcome=row.outcome,
        source=row.source,
        route=row.route,
        where="" if withheld else row.where_said,
        when="" if withheld else row.when_said,
        what="" if withheld else row.what_said,
        helps="" if withheld else row.helps_said,
        restricted=row.restricted,
        withheld=withheld,
    )


async def record_read(work: Work, row: ReferralRow, beside: Iterable[ContactLine]) -> None:
    """That it was read, and words of these beside it: they are records of their own."""
    subjects = (audit.Subject(RECORD, each.id, each.reference, restricted=each.restricted) for each in beside
                if not each.withheld)  # fmt: skip  # one to a contact
    await audit.record_with(work, Action.READ_REFERRAL, subject_of(row), BESIDE, list(subjects))
