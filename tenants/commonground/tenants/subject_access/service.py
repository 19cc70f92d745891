"""A request from its arrival to the answer: search, decide about each mention, take it out, finish."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import case, delete, exists, func, null, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.words import fold
from commonground.platform.work import Work
from commonground.tenants.retention.models import TrialRecord
from commonground.tenants.retention.trial import TRIAL_PERSON
from commonground.tenants.subject_access.looking import hidden_records, look_for
from commonground.tenants.subject_access.models import AccessMention, AccessRequest
from commonground.tenants.subject_access.places import LABELS, texts, unseen
from commonground.tenants.subject_access.rules import (
    EXTENDED_MONTHS,
    NotNowError,
    answer_by,
    check_decided,
    check_extension,
    check_request,
)
from commonground.tenants.subject_access.types import Decided, Found, MentionDecision, RequestInput

REQUEST: Final = "access_request"
_ACT: Final = Action.ANSWER_SUBJECT_ACCESS


def names_of(request: AccessRequest) -> list[str]:
    return [request.name, *request.aliases]


def subject_of(request: AccessRequest) -> audit.Subject:
    return audit.Subject(REQUEST, request.id)


class Placed(Protocol):
    """A text of a record: a mention as it is stored, or as it is shown."""

    @property
    def record_kind(self) -> str: ...
    @property
    def record_id(self) -> UUID | None: ...
    @property
    def reference(self) -> str: ...


def about(request: AccessRequest, mention: Placed) -> audit.Subject:
    """The record whose words were looked at, where it has a reference; else the request."""
    if mention.record_id is None or not mention.reference:
        return subject_of(request)
    return audit.Subject(mention.record_kind, mention.record_id, mention.reference)


def digest_of(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


async def load_request(work: Work, request_id: UUID, *, lock: bool = False) -> AccessRequest:
    """Raises `NotFoundHereError`."""
    query = select(AccessRequest).where(AccessRequest.id == request_id)
    row = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFoundHereError
    audit.looked_at(work, _ACT, subject_of(row))
    return row


async def open_request(work: Work, typed: RequestInput) -> UUID:
    """A new one, with the day by which it is to be answered. Raises `IncompleteError`."""
    request = check_request(typed, work.now.astimezone(LONDON).date())
    assert request.received_on is not None and request.asked_by is not None  # noqa: S101, PT018  # checked above
    row = AccessRequest(
        tenant_id=work.actor.council,
        id=uuid7(),
        name=request.name,
        aliases=list(request.aliases),
        asked_by=request.asked_by.value,
        identity_words=request.identity_words,
        lang=request.lang.value,
        received_on=request.received_on,
        due_on=answer_by(request.received_on, calendar_of(work.actor)),
        trial=fold(request.name) == fold(TRIAL_PERSON),
        opened_by=work.actor.staff,
        opened_at=work.now,
    )
    work.mine.add(row)
    await audit.record(work, f"{_ACT}:new", subject_of(row))
    return row.id


async def extend(work: Work, request: AccessRequest, words: str) -> None:
    """Two months more, once, with a reason. Raises `IncompleteError` and `NotNowError`."""
    words = check_extension(words)
    check_open(request)
    if request.extended_at is not None:
        raise NotNowError("It was extended already, and that can be done once.")
    request.due_on = answer_by(request.received_on, calendar_of(work.actor), EXTENDED_MONTHS)
    request.extended_at, request.extension_words = work.now, words
    await audit.record(work, f"{_ACT}:extend", subject_of(request))


async def search(work: Work, request: AccessRequest, *, whole: bool = False) -> int:
    """Look for the person in every text, and note the places; how many there are. With `whole`, by the whole names
    alone. What was decided stays decided where the words are the same. Raises `NotNowError`."""
    check_open(request)
    found = await look_for(work, names_of(request), whole=whole)
    await _forget_others(work, request, found)
    if found:
        await work.mine.execute(_noted(work, request, found))
    await _tell_those_who_see_more(work, request, whole)
    request.searched_at, request.whole_names = work.now, whole
    await audit.record(work, f"{_ACT}:search", subject_of(request), why=f"{len(found)} texts")
    return len(found)


async def _tell_those_who_see_more(work: Work, request: AccessRequest, whole: bool) -> None:
    """Whoever leads a restricted record that may name the person learns that somebody asked: they alone can see to it
    that the answer is whole. Whoever searches learns nothing, not even that there was somebody to tell."""
    if request.trial:
        return
    for kind, record in await hidden_records(work, names_of(request), whole=whole):
        await publish(work, Fact(FactKind.ASKED_ABOUT_YOURS, kind, record, because_of=request.id))


async def _forget_others(work: Work, request: AccessRequest, found: Sequence[tuple[Found, bool]]) -> None:
    """Places in which the person is not named any more, or not so that they are looked for. What somebody decided
    about stays while its words are the same, and what only others can read stays as they decided it."""
    row = AccessMention
    query = select(row.place, row.row_id, row.id, row.digest, row.decision).where(row.request_id == request.id)
    there = {(each.place, each.row_id) for each, _ in found}
    lost = {(each.place, each.row_id): each for each in await work.mine.execute(query)}
    lost = {place: each for place, each in lost.items() if place not in there}
    decided = {place: each.digest for place, each in lost.items() if each.decision is not None}
    kept = await unseen_of(work, lost) | await _unchanged(work, decided)
    gone = [each.id for place, each in lost.items() if place not in kept]
    if gone:
        await work.mine.execute(delete(AccessMention).where(AccessMention.id.in_(gone)))


async def _unchanged(work: Work, digests: Mapping[tuple[str, UUID], bytes]) -> set[tuple[str, UUID]]:
    """Those of these places whose words are still the ones of the digest."""
    only = by_place(digests)
    found = await work.mine.execute(texts(work.actor, only=only)) if only else ()
    places = {(row.place, row.row_id): digest_of(row.words) for row in found}
    return {place for place, digest in places.items() if digest == digests[place]}


async def unseen_of(work: Work, places: Iterable[tuple[str, UUID]]) -> set[tuple[str, UUID]]:
    """Those of these places that stand on a restricted record on which the reader is not named."""
    only = by_place(places)
    found = await work.mine.execute(unseen(work.actor, only)) if only else ()
    return {(row.place, row.row_id) for row in found}


def by_place(places: Iterable[tuple[str, UUID]]) -> dict[str, list[UUID]]:
    """Their rows; of the places that are searched."""
    only: dict[str, list[UUID]] = {}
    for place, row_id in places:
        if place in LABELS:
            only.setdefault(place, []).append(row_id)
    return only


def _noted(work: Work, request: AccessRequest, found: Sequence[tuple[Found, bool]]) -> Any:
    rows: list[dict[str, Any]] = [
        {
            "tenant_id": work.actor.council,
            "id": uuid7(),
            "request_id": request.id,
            "place": each.place,
            "row_id": each.row_id,
            "record_kind": each.record_kind,
            "record_id": each.record_id,
            "reference": each.reference,
            "at": each.at,
            "likely": likely,
            "digest": digest_of(each.words),
            "hidden": [],
        }
        for each, likely in found
    ]
    put = insert(AccessMention).values(rows)
    same = AccessMention.digest == put.excluded.digest
    still = {"decision": case((same, AccessMention.decision), else_=null()), "digest": put.excluded.digest}
    return put.on_conflict_do_update(
        index_elements=["tenant_id", "request_id", "place", "row_id"],
        set_=still | {"likely": put.excluded.likely, "reference": put.excluded.reference},
    )


async def decide(work: Work, request: AccessRequest, mention: AccessMention, words: str, decided: Decided) -> None:
    """What a person decided about `words`, as they stand there now. Raises `IncompleteError` and `NotNowError`."""
    decided = check_decided(decided)
    check_open(request)
    mention.decision = decided.decision.value
    mention.hidden = [[span.start, span.end] for span in decided.hidden]
    mention.ground = decided.ground and decided.ground.value
    mention.words, mention.digest = decided.words, digest_of(words)
    mention.decided_by, mention.decided_at = work.actor.staff, work.now
    await audit.record(work, f"{_ACT}:decide", about(request, mention), why=decided.decision.value)


async def take_out(work: Work, request: AccessRequest) -> None:
    """Note that the bundle leaves, by whom and when. Raises `NotNowError` while something is undecided, to somebody who
    can't see all that it is to hold, and of a request that was closed without an answer."""
    if request.closed_why is not None:
        raise NotNowError("This request was closed without an answer.")
    row = AccessMention
    query = select(row.place, row.row_id, row.decision).where(row.request_id == request.id)
    mentions = (await work.mine.execute(query)).all()
    ours = [each for each in mentions if each.decision != MentionDecision.SOMEBODY_ELSE.value]
    if await unseen_of(work, [(each.place, each.row_id) for each in ours]):
        raise NotNowError("Some of it stands on a restricted record. Somebody who is named on it has to take it out.")
    if request.searched_at is None or any(each.decision is None for each in ours):
        raise NotNowError("Search first, and decide about every text that was found.")
    if request.finished_at is None:
        request.taken_out_at, request.taken_out_by = work.now, work.actor.staff
    await audit.record(work, f"{_ACT}:export", subject_of(request))


async def finish(work: Work, request: AccessRequest) -> None:
    """It was given. Raises `NotNowError` while nothing was taken out, and when something was found or decided since."""
    check_open(request)
    if request.taken_out_at is None:
        raise NotNowError("Take the bundle out first.")
    row = AccessMention
    since = or_(row.decision.is_(None), row.decided_at > request.taken_out_at)
    if await work.mine.scalar(select(row.id).where(row.request_id == request.id, since).limit(1)):
        raise NotNowError("Something was found or decided since the bundle was taken out. Take it out again.")
    request.finished_at, request.finished_by = work.now, work.actor.staff
    await audit.record(work, f"{_ACT}:finish", subject_of(request))


def check_open(request: AccessRequest) -> None:
    """Raises `NotNowError`."""
    if request.finished_at is not None:
        raise NotNowError("This request was answered or closed. Nothing in it can be changed.")


async def subject_access_tried_at(connection: AsyncConnection, council: UUID) -> datetime | None:
    """When a request about the invented person of a trial record of this council was last answered, bundle and all, and
    that record was found and decided about; None if never. The gate of going live asks for it."""
    trials = select(TrialRecord.record_id).where(TrialRecord.tenant_id == council)
    mention = exists().where(
        AccessMention.tenant_id == council,
        AccessMention.request_id == AccessRequest.id,
        AccessMention.decision.is_not(None),
        AccessMention.record_id.in_(trials),
    )
    asked = select(func.max(AccessRequest.finished_at)).where(
        AccessRequest.tenant_id == council,
        AccessRequest.trial.is_(True),
        AccessRequest.taken_out_at.is_not(None),
        AccessRequest.closed_why.is_(None),
        mention,
    )
    found: datetime | None = await connection.scalar(asked)
    return found
