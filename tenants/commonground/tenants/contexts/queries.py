"""Every select on contexts. Lists count and show only what the actor may open: a restricted record leaves no trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from commonground.platform.access import Action, Actor
from commonground.platform.councils.people import Staff, Team
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.merged import itself_or_gone_in
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.contexts.names import words_of
from commonground.tenants.contexts.types import ContextKind, ContextStatus, KnownContext
from commonground.tenants.flags.queries import flags_on
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow

PAGE: Final = 50
MOST_WORDS: Final = 8
MOST_COMPARED: Final = 80
LONGEST_TIMELINE: Final = 200


class View(StrEnum):
    """The tabs above the list."""

    ACTIVE = "active"
    MINE = "mine"
    TEAM = "team"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of the list says. `after` and `before` are references of rows: nothing of the record itself."""

    view: View = View.ACTIVE
    kind: str = ""
    words: str = ""
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page in order, and whether there are rows beyond either end."""

    rows: Sequence[Row[Any]]
    more_before: bool
    more_after: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each tab has, among those the actor may open."""

    active: int
    mine: int
    team: int
    closed: int


_row = ContextRow
_position = aliased(ContextRow)


async def find_contexts(work: Work, wanted: Wanted, *, most: int = PAGE) -> Found:
    """One page of the list, by name."""
    backwards = bool(wanted.before)
    rows = list((await work.mine.execute(_page(work.actor, wanted, most + 1))).all())
    beyond = len(rows) > most
    rows = rows[:most]
    if backwards:
        rows.reverse()
    return Found(rows, beyond if backwards else bool(wanted.after), True if backwards else beyond)


async def count_contexts(work: Work) -> Counts:
    """The figures on the tabs, in one statement."""
    figures = [func.count().filter(_of_view(work.actor, view)) for view in View]
    query = select(*figures).select_from(_row).where(visible_contexts(work.actor, Action.READ_CONTEXT))
    return Counts(*(int(figure) for figure in (await work.mine.execute(query)).one()))


def _page(actor: Actor, wanted: Wanted, most: int) -> Select[Any]:
    query = _listed(actor, wanted)
    key = tuple_(_row.name, _row.id)
    if wanted.after:
        query = query.where(key > _place_of(actor, wanted.after))
    if wanted.before:
        query = query.where(key < _place_of(actor, wanted.before))
    order = (_row.name.desc(), _row.id.desc()) if wanted.before else (_row.name, _row.id)
    return query.order_by(*order).limit(most)


def _place_of(actor: Actor, reference: str) -> Any:
    """Where a row stands in the order. A reference of nothing, or of what the actor may not open, stands nowhere."""
    known = parse_reference(reference, kind=ReferenceKind.CONTEXT) or ""
    seen = visible_contexts(actor, Action.READ_CONTEXT)
    open_to = select(_row.id).where(_row.reference == known, seen).correlate(None)
    return select(_position.name, _position.id).where(_position.id.in_(open_to)).scalar_subquery()


def _listed(actor: Actor, wanted: Wanted) -> Select[Any]:
    contacts = _contacts(actor)
    columns = (_row.id, _row.reference, _row.kind, _row.venue, _row.name, _row.address, _row.postcode, _row.status,
               _row.restricted, _row.lead_id, Staff.display_name.label("lead_name"), Team.name.label("team_name"),
               _counted(func.count(), contacts).label("contacts"),
               _counted(func.max(ReferralRow.received_at), contacts).label("latest"),
               flags_on(_row.id.expression).label("flags"))  # fmt: skip
    query = (
        select(*columns)
        .outerjoin(Staff, and_(Staff.tenant_id == _row.tenant_id, Staff.id == _row.lead_id))
        .join(Team, and_(Team.tenant_id == _row.tenant_id, Team.id == _row.team_id))
        .where(visible_contexts(actor, Action.READ_CONTEXT), _of_view(actor, wanted.view))
    )
    if wanted.kind:
        query = query.where(_row.kind == wanted.kind)
    return query.where(*(has_word(word) for word in wanted.words.split()[:MOST_WORDS]))


def _contacts(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The referrals about this row that the actor may open; others are not even counted."""
    same = (ReferralRow.tenant_id == _row.tenant_id, ReferralRow.context_id == _row.id)
    return (*same, visible_referrals(actor, Action.READ_REFERRAL))


def _counted(what: ColumnElement[Any], contacts: tuple[ColumnElement[bool], ...]) -> ColumnElement[Any]:
    return select(what).where(*contacts).correlate(_row).scalar_subquery()


def _of_view(actor: Actor, view: View) -> ColumnElement[bool]:
    is_active = _row.status == ContextStatus.ACTIVE
    match view:
        case View.ACTIVE:
            return is_active
        case View.MINE:
            return and_(is_active, _row.lead_id == actor.staff_id)
        case View.TEAM:
            return and_(is_active, _row.team_id.in_(sorted(actor.team_ids)))
        case View.CLOSED:
            return ~is_active


def _said(row: type[ContextRow]) -> ColumnElement[str]:
    """Everything that a context can be found by."""
    aliases = func.array_to_string(row.aliases, " ")
    return func.concat_ws(" ", row.name, aliases, row.address, row.postcode, row.handle, row.reference)


def has_word(word: str) -> ColumnElement[bool]:
    """Contexts in whose name, other names, address, handle or reference the word stands."""
    return _said(_row).icontains(word, autoescape=True)


@dataclass(frozen=True, slots=True)
class Compared:
    """A context that a referral may be about, with what its proposal says beside the name."""

    id: UUID
    known: KnownContext
    venue: str | None
    contacts: int


async def contexts_like(work: Work, texts: Iterable[str], kind: str | None) -> list[Compared]:
    """Contexts worth comparing with what a referral says, the most telling first. Only those the actor may open."""
    words = sorted({word for text in texts for word in words_of(text) if len(word) > 2 or word.isdigit()})[:40]
    # `words_of` gives letters and digits only, so that they can stand in a pattern; each is still bound, not written.
    shares_word = _said(_row).regexp_match(rf"\m({'|'.join(words)})", flags="i") if words else _row.id.is_(None)
    likely = case((shares_word, 2), else_=0) + case((_row.kind == kind, 1), else_=0)
    columns = (_row.id, _row.reference, _row.kind, _row.name, _row.status, _row.aliases, _row.address, _row.postcode,
               _row.handle, _row.venue, _counted(func.count(), _contacts(work.actor)).label("contacts"))  # fmt: skip
    query = (
        select(*columns)
        .where(visible_contexts(work.actor, Action.READ_CONTEXT), likely > 0)
        .order_by(likely.desc(), _row.changed_at.desc(), _row.id)
        .limit(MOST_COMPARED)
    )
    rows: Sequence[Row[Any]] = (await work.mine.execute(query)).all()
    return [_compared(row) for row in rows]


def _compared(row: Row[Any]) -> Compared:
    known = KnownContext(
        reference=row.reference,
        kind=ContextKind(row.kind),
        name=row.name,
        status=ContextStatus(row.status),
        aliases=tuple(row.aliases),
        address=row.address,
        postcode=row.postcode,
        handle=row.handle,
    )
    return Compared(row.id, known, row.venue, row.contacts)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a context's timeline. `reference` and `title` are of a referral that the actor may open."""

    at: datetime
    verb: str
    words: str
    staff_name: str | None
    is_mine: bool
    reference: str | None
    title: str | None


async def timeline_of(work: Work, context_id: UUID, *, most: int = LONGEST_TIMELINE) -> list[TimelineEntry]:
    """Newest first. A line about a referral is left out for those who may not open it."""
    event = ContextEvent
    about = and_(
        ReferralRow.tenant_id == event.tenant_id,
        ReferralRow.id == event.referral_id,
        visible_referrals(work.actor, Action.READ_REFERRAL),
    )
    query = (
        select(event.at, event.verb, event.words, event.staff_id, Staff.display_name, ReferralRow.reference,
               ReferralRow.title)
        .outerjoin(Staff, and_(Staff.tenant_id == event.tenant_id, Staff.id == event.staff_id))
        .outerjoin(ReferralRow, about)
        .where(
            itself_or_gone_in(event.context_id.expression, context_id),
            or_(event.referral_id.is_(None), ReferralRow.id.is_not(None)),
        )
        .order_by(event.at.desc(), event.id.desc())
        .limit(most)
    )  # fmt: skip  # one line to a group of columns
    return [
        TimelineEntry(at, verb, words, name, staff_id == work.actor.staff_id, reference, title)
        for at, verb, words, staff_id, name, reference, title in await work.mine.execute(query)
    ]
