"""Selects around one referral: what was told, what was written since, and what a decision is made upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ScalarSelect, and_, func, or_, select
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
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.said import WAYS, messages_of, with_said
from commonground.tenants.referring.models import Statement
from commonground.tenants.replies.library import Library
from commonground.tenants.replies.service import as_library, newest


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
    """Where it was proposed to put it, as it was shown; `place` is what the chosen one is called."""
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
    beside = _beside(work.actor, row, place, shown)
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


def _beside(actor: Actor, row: ReferralRow, place: PlaceKey | None, shown: Shown | None) -> tuple[Any, ...]:
    """What is read along with what was told."""
    put = (_team(place), _person(place), news_there(), proposed_column(shown, actor), name_of(place))
    return (*put, newest_for(row.subject_kind))


def _holder(team: UUID | None, person: UUID | None, place: PlaceKey | None) -> Holder | None:
    """None where the team, or the person who was chosen, is not there."""
    lacks_person = place is not None and person != place.person_id
    return None if team is None or lacks_person else Holder(team, person)


QUOTED: Final = "quoted"
"""What another council wrote, as far as it does not fit into the first words: no news, so that nobody is told."""
TELLERS: Final = ("news", "asks", "withdrawal", QUOTED)
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
