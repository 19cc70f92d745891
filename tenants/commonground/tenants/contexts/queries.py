"""Every select on contexts. Lists count and show only what the actor may open: a restricted record leaves no trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, false, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from commonground.platform.access import Action, Actor
from commonground.platform.councils.people import Staff, Team
from commonground.platform.postcodes import parse_postcode
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.searched import pieces_of, words_typed
from commonground.platform.work import Work
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.merged import said_by_parts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.names import place_form, words_of
from commonground.tenants.contexts.types import ContextKind, ContextStatus, KnownContext, Whereabouts
from commonground.tenants.flags.queries import flags_on
from commonground.tenants.referrals.counting import counted_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState

PAGE: Final = 50
MOST_WORDS: Final = 8
MOST_COMPARED: Final = 80
MOST_WORDS_COMPARED: Final = 16


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
        .where(_saying(actor, wanted.words), _of_view(actor, wanted.view))
    )
    return query.where(_row.kind == wanted.kind) if wanted.kind else query


def _contacts(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The referrals about this row that count for the actor; others are not even counted, nor is what was withdrawn."""
    same = (ReferralRow.tenant_id == _row.tenant_id, ReferralRow.context_id == _row.id)
    return (*same, ReferralRow.state != ReferralState.WITHDRAWN.value, counted_referrals(actor))


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


def _has(letters: str) -> ColumnElement[bool]:
    return func.strpos(_row.said, letters) > 0


def _stands(word: str) -> ColumnElement[bool]:
    """As it was typed, or without the signs in it: the database keeps both forms of what was written."""
    pieces = pieces_of(word)
    whole = _has(word.lstrip("@") or word)
    return or_(whole, and_(*(_has(piece) for piece in pieces))) if pieces and pieces != [word] else whole


def _saying(actor: Actor, words: str) -> ColumnElement[bool]:
    """Contexts that the actor may open and in which every word stands: in the name, other names, address, postcode,
    handle or reference. A postcode is found with and without its space, and a handle with and without its sign.

    What may not be opened is never compared: else the time of an answer would tell that it bears the word."""
    stand = [_stands(word) for word in words_typed(words.lower(), most=MOST_WORDS)]
    seen = visible_contexts(actor, Action.READ_CONTEXT)
    return case((seen, and_(*stand)), else_=false()) if stand else seen


def finding(actor: Actor, words: str, most: int) -> Select[Any]:
    """Contexts in which every word stands, those first that begin as the words do, then by name. Neither which they
    are, nor how many, nor their order depends on one that the actor may not open."""
    columns: tuple[Any, ...] = (
        _row.reference,
        _row.name,
        _row.kind,
        _row.venue,
        _row.address,
        _row.postcode,
        _row.status,
    )
    begins = _row.name.istartswith(words, autoescape=True)
    return select(*columns).where(_saying(actor, words)).order_by(begins.desc(), _row.name, _row.id).limit(most)


async def find_by_words(work: Work, words: str, *, most: int) -> Sequence[Row[Any]]:
    rows: Any = await work.mine.execute(finding(work.actor, words, most))
    return list(rows)


@dataclass(frozen=True, slots=True)
class HeldBy:
    """With which team something is and who leads it, since when it is there."""

    team_id: UUID
    team: str
    lead_id: UUID | None
    lead: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """A context that a referral may be about, with what its proposal says beside the name, and who has it."""

    id: UUID
    known: KnownContext
    venue: str | None
    contacts: int
    held_by: HeldBy


def comparing(actor: Actor, texts: Sequence[str], kind: str | None) -> Select[Any]:
    """Contexts with what speaks for comparing each with what a referral says: those first that share most words with
    it. One that the actor may not open is not looked at, so that the time tells nothing of it."""
    best = _likeliest(actor, texts, kind)
    columns = (_row.id, _row.reference, _row.kind, _row.name, _row.status, _row.aliases, _row.parts_called,
               _row.address, _row.postcode, _row.handle, _row.venue, _row.team_id, _row.lead_id, _row.created_at,
               _counted(func.count(), _contacts(actor)).label("contacts"), Team.name.label("team"),
               func.coalesce(Staff.display_name, "").label("lead"),
               said_by_parts(_row).label("parts"))  # fmt: skip  # one line to a group of columns
    return (
        select(best.c.score, *columns)
        .join(best, and_(best.c.tenant_id == _row.tenant_id, best.c.id == _row.id))
        .join(Team, and_(Team.tenant_id == _row.tenant_id, Team.id == _row.team_id))
        .outerjoin(Staff, and_(Staff.tenant_id == _row.tenant_id, Staff.id == _row.lead_id))
        .where(best.c.score > 0)
        .order_by(best.c.score.desc(), _row.changed_at.desc(), _row.id)
    )


def _likeliest(actor: Actor, texts: Sequence[str], kind: str | None) -> Subquery:
    """Chosen before anything else of them is read: of tens of thousands a few are compared.

    A postcode's district is a word, and its sector weighs more: what stands a few doors off shares no other."""
    score: ColumnElement[int] = case((_row.kind == kind, 1), else_=0)
    for word in (*_telling(texts), *_sectors(texts)):
        score += case((_has(f" {word}"), 2), else_=0)
    mine = (_row.tenant_id == actor.council, visible_contexts(actor, Action.READ_CONTEXT))
    columns = (_row.tenant_id, _row.id, score.label("score"))
    best = select(*columns).where(*mine).order_by(score.desc(), _row.changed_at.desc(), _row.id)
    return best.limit(MOST_COMPARED).subquery()


def _sectors(texts: Iterable[str]) -> list[str]:
    """“LM4 2QT” stands in “lm4 2”: what lies within a few streets."""
    return [whole.lower()[:-2] for text in texts if (whole := parse_postcode(text))]


def _telling(texts: Iterable[str]) -> list[str]:
    """The words by which contexts are chosen for comparing, each once, those of the first texts first."""
    words = (word for text in texts for word in place_form(words_of(text)).split())
    return list(
        islice(dict.fromkeys(word for word in words if len(word) > 2 or not word.isalpha()), MOST_WORDS_COMPARED)
    )


async def contexts_like(work: Work, texts: Sequence[str], kind: str | None) -> list[Compared]:
    """Those that share a word with `texts`, or are of the kind; what tells most stands in the first texts."""
    rows: Sequence[Row[Any]] = (await work.mine.execute(comparing(work.actor, texts, kind))).all()
    return [_compared(row) for row in rows]


def _compared(row: Row[Any]) -> Compared:
    known = KnownContext(
        reference=row.reference,
        kind=ContextKind(row.kind),
        name=row.name,
        status=ContextStatus(row.status),
        aliases=(*row.aliases, *row.parts_called),
        address=row.address,
        postcode=row.postcode,
        handle=row.handle,
        parts=tuple(Whereabouts(**part) for part in row.parts or ()),
    )
    held = HeldBy(row.team_id, row.team, row.lead_id, row.lead, row.created_at)
    return Compared(row.id, known, row.venue, row.contacts, held)
