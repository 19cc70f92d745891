"""Selects around one referral: what was told, what was written since, and what else came in about the same context."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, and_, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from commonground.platform.access import ROLES, Action, Actor
from commonground.platform.councils.people import Staff, Team, TeamMember
from commonground.platform.drafts.service import About, discarding
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.allocation.queries import name_of, proposed_column, read_proposed
from commonground.tenants.allocation.types import Proposed, Shown
from commonground.tenants.contexts.colleagues import PlaceKey
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.intake.models import Report, ReportMessage
from commonground.tenants.intake.said import Said
from commonground.tenants.pathways.ours import ours
from commonground.tenants.pathways.service import as_pathways, newest_for
from commonground.tenants.pathways.types import Pathways
from commonground.tenants.referrals.hidden_words import Added
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.said import WAYS, column_said, messages_of, with_said, words_shown
from commonground.tenants.referring.models import Statement
from commonground.tenants.replies.library import Library
from commonground.tenants.replies.service import as_library, newest

MOST_CONTACTS: Final = 300
_EXCERPT: Final = 280
_position = aliased(ReferralRow)


@dataclass(frozen=True, slots=True)
class Written:
    """Something written after what was told. `shown` is masked; `body` is for those who may look."""

    kind: str
    shown: str
    body: str
    at: datetime
    who: str


async def correspondence_of(work: Work, said: Said) -> list[Written]:
    """Replies, questions, news and withdrawals, oldest first."""
    message = ReportMessage
    query = (
        select(message.kind, message.shown, message.body, message.at, func.coalesce(Staff.display_name, ""))
        .outerjoin(Staff, and_(Staff.tenant_id == message.tenant_id, Staff.id == message.staff_id))
        .where(messages_of(said))
        .order_by(message.at, message.id)
    )
    return [Written(*row) for row in await work.mine.execute(query)]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A referral as one contact among others about the same context. Words are masked and cut short."""

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
    if not contexts:
        return Contacts()
    row = ReferralRow
    query = (
        with_said(select(*contact_columns(), func.count().over().label("total")))
        .where(row.context_id.in_(list(contexts)), visible_referrals(work.actor, Action.READ_REFERRAL))
        .order_by(row.received_at.desc(), row.id.desc())
        .limit(most)
    )
    if but is not None:
        query = query.where(row.id != but)
    if older:
        query = query.where(tuple_(row.received_at, row.id) < _place_of(work.actor, older))
    rows: Sequence[Row[Any]] = (await work.mine.execute(query)).all()
    return Contacts([as_contact(each) for each in rows], rows[0].total if rows else 0)


def _place_of(actor: Actor, reference: str) -> Any:
    """Where a referral stands in the order; one that the actor may not open stands nowhere."""
    known = parse_reference(reference, kind=ReferenceKind.REFERRAL) or ""
    seen = (_position.reference == known, visible_referrals(actor, Action.READ_REFERRAL, _position))
    return select(_position.received_at, _position.id).where(*seen).scalar_subquery()


def contact_columns() -> tuple[Any, ...]:
    """What `as_contact` reads, of a query that was given to `with_said`."""
    row = ReferralRow
    return (row.id, row.reference, row.title, row.context_id, row.received_at, row.harms, row.children, row.state,
            row.outcome, row.source, row.route, column_said("ages"), _said("where_said"), _said("when_said"),
            _said("what_said"), _said("helps_said"))  # fmt: skip  # one line to a group of columns


def _said(column: str) -> Any:
    return func.left(words_shown(column), _EXCERPT).label(column)


def as_contact(row: Row[Any]) -> ContactLine:
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
        where=row.where_said,
        when=row.when_said,
        what=row.what_said,
        helps=row.helps_said,
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """With whom a record is put: a team, and somebody in it or nobody yet."""

    team_id: UUID
    lead_id: UUID | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a decision is made upon. `context` is the one that was chosen, if the actor may open it; `holder` with whom
    it is put, if that is a team of ours or somebody in one who may read referrals."""

    said: Said | None
    context: ContextRow | None
    holder: Holder | None
    news: tuple[Added, ...] = ()
    """What the teller wrote since."""
    library: Library = field(default_factory=Library)
    """The council's ready words."""
    proposed: Proposed | None = None
    """Where the council's rules proposed to put it, as it was shown; `place` is what the chosen one is called."""
    place: str = ""
    pathways: Pathways = field(default_factory=lambda: ours(""))
    """The council's for this type of context, as they stand."""


# Long: what one statement gives, and where each part of it goes.
async def grounds_for(
    work: Work,
    row: ReferralRow,
    *,
    context: str = "",
    place: PlaceKey | None = None,
    draft: About | None = None,
    shown: Shown | None = None,
) -> Grounds:
    """All that a decision needs, in one statement, which also takes the typed draft away: a refused decision is
    rolled back, and the draft with it. `place` is what was chosen, `shown` where it was proposed to
    put it."""
    seen = visible_contexts(work.actor, Action.READ_CONTEXT)
    chosen = parse_reference(context, kind=ReferenceKind.CONTEXT) or ""
    # Held until the edge commits: nobody closes, restricts or merges it between what is checked and what is written.
    held = select(ContextRow).where(ContextRow.reference == chosen, seen).with_for_update().subquery()
    context_row = aliased(ContextRow, held)
    beside = _beside(row, place, shown)
    query = (
        with_said(select(*WAYS, context_row, *beside, newest()).select_from(ReferralRow))
        .outerjoin(context_row, context_row.tenant_id == ReferralRow.tenant_id)
        .where(ReferralRow.id == row.id)
        .execution_options(populate_existing=True)
    )
    if draft is not None:
        query = query.add_cte(discarding(work, draft))
    # Outer joins and sub-selects may give nothing, which their types do not say.
    answer: Any = (await work.mine.execute(query)).one()
    *told, found, team, person, news, proposed, name, pathways, ready = answer
    return Grounds(
        next((each for each in told if each is not None), None),
        found,
        _holder(team, person, place),
        as_added(news),
        as_library(ready),
        read_proposed(shown, proposed),
        name or "",
        as_pathways(row.subject_kind, pathways),
    )


def _beside(row: ReferralRow, place: PlaceKey | None, shown: Shown | None) -> tuple[Any, ...]:
    """What is read along with what was told."""
    put = (_team(place), _person(place), news_there(), proposed_column(shown), name_of(place))
    return (*put, newest_for(row.subject_kind))


def _holder(team: UUID | None, person: UUID | None, place: PlaceKey | None) -> Holder | None:
    """None where the team, or the person who was chosen, is not there."""
    lacks_person = place is not None and person != place.person_id
    return None if team is None or lacks_person else Holder(team, person)


TELLERS: Final = ("news", "asks", "withdrawal")
"""Kinds of messages that the teller wrote, and not the council."""


def as_added(news: Sequence[Sequence[str]] | None) -> tuple[Added, ...]:
    """What `news_there` gave."""
    return tuple((body, shown) for body, shown in news or ())


def news_there() -> ScalarSelect[list[list[str]]]:
    """What the teller of what was told in the statement around it wrote since, each as it was written and as it is
    shown."""
    same = (ReportMessage.tenant_id == ReferralRow.tenant_id, ReportMessage.kind.in_(TELLERS))
    theirs = or_(ReportMessage.report_id == Report.id, ReportMessage.statement_id == Statement.id)
    both = array([ReportMessage.body, ReportMessage.shown])
    query = select(func.array_agg(both)).where(*same, theirs)
    return query.correlate(ReferralRow, Report, Statement).scalar_subquery()


async def news_of(work: Work, said: Said) -> tuple[Added, ...]:
    """What the teller wrote since, oldest first, each as it was written and as it is shown."""
    return tuple((each.body, each.shown) for each in await messages_by_teller(work, said))


async def messages_by_teller(work: Work, said: Said) -> Sequence[ReportMessage]:
    """The same as rows."""
    added = (messages_of(said), ReportMessage.kind.in_(TELLERS))
    query = select(ReportMessage).where(*added).order_by(ReportMessage.at, ReportMessage.id)
    return (await work.mine.scalars(query)).all()


_READERS: Final = [role.value for role, card in ROLES.items() if card.reach(Action.READ_REFERRAL)]


def _team(place: PlaceKey | None) -> ScalarSelect[UUID]:
    return select(Team.id).where(Team.id == (place.team_id if place else None)).scalar_subquery()


def _person(place: PlaceKey | None) -> ScalarSelect[UUID]:
    """Whoever was chosen, if they are in that team and may read referrals."""
    team, person = (place.team_id, place.person_id) if place else (None, None)
    is_member = and_(TeamMember.tenant_id == Staff.tenant_id, TeamMember.staff_id == Staff.id)
    may_read = (Staff.ended_at.is_(None), Staff.roles.bool_op("&&")(_READERS))
    query = select(Staff.id).join(TeamMember, is_member).where(TeamMember.team_id == team, *may_read)
    return query.where(Staff.id == person).scalar_subquery()
