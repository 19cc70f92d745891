"""Requests, their mentions with the words as they stand now, and the bundle that is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import case, func, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.tenants.intake.copies import NotACopyError, spans_in
from commonground.tenants.referrals.said import WAYS
from commonground.tenants.subject_access.models import AccessMention, AccessRequest
from commonground.tenants.subject_access.places import LABELS, texts
from commonground.tenants.subject_access.redaction import HIDDEN, redacted
from commonground.tenants.subject_access.service import about, by_place, digest_of, unseen_of
from commonground.tenants.subject_access.types import MentionDecision, Span, WithholdGround

CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in the list. `left`: mentions that are still to be decided."""

    id: UUID
    name: str
    received_on: date
    due_on: date
    finished_at: datetime | None
    closed_why: str | None
    trial: bool
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A text in which the person is mentioned, with its words; empty where they are gone or not the reader's to see.

    `unseen`: they are there, on a restricted record, and not the reader's to see.
    `stale`: the words have changed since somebody decided, so that it is undecided."""

    id: UUID
    place: str
    record_kind: str
    record_id: UUID | None
    reference: str
    at: datetime | None
    likely: bool
    decision: MentionDecision | None
    hidden: tuple[Span, ...]
    ground: WithholdGround | None
    reason: str
    words: str
    stale: bool
    unseen: bool = False
    copied: tuple[Span, ...] = ()
    """What a redacted copy of the words hides, once `with_copy` has looked."""

    @property
    def label(self) -> str:
        return LABELS.get(self.place, self.place)

    @property
    def seen(self) -> str:
        """For the form: which words were shown."""
        return digest_of(self.words).hex()

    @property
    def given(self) -> str:
        """What the person gets of it."""
        return self.given_with(HIDDEN)

    def given_with(self, note: str) -> str:
        """As `given`, with this note in place of whatever is hidden."""
        return redacted(self.words, self.hidden, note) if self.decision is MentionDecision.GIVE else ""


MOST_LISTED: Final = 200


async def requests_of(work: Work) -> Listed[RequestLine]:
    """Open ones first, the most urgent at the top."""
    row = AccessRequest
    undecided = case((AccessMention.decision.is_(None), 1))
    left = select(func.count(undecided)).where(AccessMention.request_id == row.id).scalar_subquery()
    query = (
        select(row.id, row.name, row.received_on, row.due_on, row.finished_at, row.closed_why, row.trial, left)
        .order_by(row.finished_at.desc().nulls_first(), row.due_on, row.id)
        .limit(MOST_LISTED + 1)
    )
    return Listed((RequestLine(*each) for each in await work.mine.execute(query)), MOST_LISTED)


async def mentions_of(work: Work, request_id: UUID) -> Sequence[Mention]:
    """Likely ones first, then in the order of their records."""
    row = AccessMention
    query = (
        select(row)
        .where(row.request_id == request_id)
        .order_by(row.likely.desc(), row.reference, row.at, row.place, row.id)
    )
    rows = list(await work.mine.scalars(query))
    words = await _words(work, rows)
    places = [(each.place, each.row_id) for each in rows]
    unseen = await unseen_of(work, [place for place in places if place not in words])
    return [
        replace(_mention(row, words.get(place, "")), unseen=place in unseen)
        for row, place in zip(rows, places, strict=True)
    ]


async def load_mention(work: Work, request: AccessRequest, mention_id: UUID) -> tuple[AccessMention, Mention]:
    """One of this request, with its words. Raises `NotFoundHereError`, also where the words are gone."""
    query = select(AccessMention).where(AccessMention.request_id == request.id, AccessMention.id == mention_id)
    row = (await work.mine.scalars(query.with_for_update())).one_or_none()
    words = await _words(work, [row]) if row else {}
    if row is None or (row.place, row.row_id) not in words:
        raise NotFoundHereError
    audit.looked_at(work, Action.ANSWER_SUBJECT_ACCESS, about(request, row))
    return row, _mention(row, words[(row.place, row.row_id)])


async def with_copy(work: Work, mention: Mention) -> Mention:
    """With what a redacted copy hides, of words that somebody told us."""
    table, _, column = mention.place.rpartition(".")
    way = next((each for each in WAYS if str(each.__table__) == table), None)
    if way is None:
        return mention
    same = (AccessMention.tenant_id == way.tenant_id) & (AccessMention.row_id == way.id)
    query = select(way.shown[column].astext).join(AccessMention, same).where(AccessMention.id == mention.id)
    try:
        spans = spans_in(mention.words, await work.mine.scalar(query) or "")
    except NotACopyError:
        return mention
    return replace(mention, copied=tuple(Span(each.start, each.end) for each in spans))


async def _words(work: Work, rows: Sequence[AccessMention]) -> dict[tuple[str, UUID], str]:
    only = by_place((row.place, row.row_id) for row in rows)
    if not only:
        return {}
    return {(row.place, row.row_id): row.words for row in await work.mine.execute(texts(work.actor, only=only))}


def _mention(row: AccessMention, words: str) -> Mention:
    mention = Mention(
        id=row.id,
        place=row.place,
        record_kind=row.record_kind,
        record_id=row.record_id,
        reference=row.reference,
        at=row.at,
        likely=row.likely,
        decision=MentionDecision(row.decision) if row.decision else None,
        hidden=tuple(Span(*each) for each in row.hidden if isinstance(each, list)),
        ground=WithholdGround(row.ground) if row.ground else None,
        reason=row.words,
        words=words,
        stale=row.decision is not None and bool(words) and digest_of(words) != row.digest,
    )
    # Where the words have changed, the spans point at other words: nothing of it may leave until it is decided again.
    return replace(mention, decision=None, hidden=()) if mention.stale else mention


def still_visible(mentions: Sequence[Mention]) -> list[str]:
    """Words that are hidden in one text and stand in another that is given: somebody should look again."""
    hidden = {m.words[span.start : span.end].strip() for m in mentions for span in m.hidden}
    given = [m.given.casefold() for m in mentions if m.given]
    return sorted(words for words in hidden if words and any(words.casefold() in text for text in given))
