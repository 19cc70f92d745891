"""A professional refers. What they add later: `adding.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.drafts.service import About, discard, discarding
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.intake.receiving import masked
from commonground.tenants.intake.types import Danger, ReportSubject
from commonground.tenants.referrals.events import RECORD
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.rules import decision_due, step
from commonground.tenants.referrals.types import Attention, ReferralState, Route, Verb
from commonground.tenants.referring import rules
from commonground.tenants.referring.errors import NobodyReadsError
from commonground.tenants.referring.models import Statement, StatementPeople
from commonground.tenants.referring.partner import is_of_partner, put_in, standing_of_partner
from commonground.tenants.referring.queries import said_so, sent_before
from commonground.tenants.referring.rules import source_of
from commonground.tenants.referring.types import Referring, Sent

FORM: Final = "refer"


def draft_of(key: UUID) -> About:
    """One for each form that somebody has begun: `key` is the id of the referral that it becomes."""
    return About(FORM, key)


@dataclass(frozen=True, slots=True)
class Came:
    """By which way it came in, and from what kind of agency."""

    route: Route
    source: str


COLLEAGUE: Final = Came(Route.PROFESSIONAL, "la_other")
COUNCIL: Final = Came(Route.OTHER_BOROUGH, "other_borough")


async def refer(work: Work, typed: Referring, *, apart: UUID | None = None, came: Came = COLLEAGUE) -> Sent:
    """Put what a professional knows before the front door, as a referral like every other, and delete its draft.

    A form that was sent twice, because no answer came through, is one referral: `typed.key` is its id. With other words
    it is another one, of the id `apart`: whoever goes on in a second tab tells something more, and may send that twice
    as well. Raises `IncompleteError`, `NobodyReadsError`."""
    return await _refer(work, typed, draft_of(typed.key), apart, came)


async def _refer(work: Work, typed: Referring, draft: About, apart: UUID | None, came: Came) -> Sent:
    if found := rules.problems(typed):
        raise IncompleteError(found)
    typed = rules.tidy(typed)
    words = _masked(typed)
    if work.actor.is_partner:
        return await _refer_as_partner(work, typed, words, draft, apart)
    row = await _receive(work, typed, await _front_door(work), words.title, came)
    if row is None:
        known = await sent_before(work, typed.key)
        on_it = {"harms": list(typed.harms), "children": typed.children}
        if await said_so(work, typed.key, _told(typed, words), on_it, _people_of(typed)):
            return known
        return await _refer(work, replace(typed, key=apart or uuid7()), draft, None, came)
    statement = _statement(work, row, typed, words)
    work.mine.add_all([statement, _first_event(work, row)])
    await work.mine.flush()  # the layer about people points at it
    if _names_people(typed):
        work.mine.add(_people(work, statement, typed))
    about = audit.Subject(RECORD, row.id, row.reference)
    await audit.record(work, f"{Action.REFER}:send", about)
    gone = (discarding(work, draft),)
    await publish(work, Fact(FactKind.REFERRAL_RECEIVED, RECORD, row.id), along=gone)
    return Sent(row.reference, row.decision_due_at, typed.danger is Danger.YES)


async def _refer_as_partner(work: Work, typed: Referring, words: _Words, draft: About, apart: UUID | None) -> Sent:
    """The same of somebody who works for a partner organisation: it comes from that kind of agency."""
    standing = await standing_of_partner(work)
    due = decision_due(work.now, calendar_of(work.actor))
    about = {
        "source": source_of(standing.agency),
        "subject_kind": typed.kind,
        "title": words.title,
        "harms": list(typed.harms),
        "children": typed.children,
        "due_at": due,
    }
    people, said = _people_of(typed), _columns(typed, words)
    received = None
    for key in (typed.key, apart or uuid7(), uuid7()):
        received = await put_in(work, key, about, said, people)
        if received is not None or not await is_of_partner(work, key):
            break
    if received is None:
        raise NotFoundHereError
    if received.fresh:
        await discard(work, draft)
        subject = audit.Subject(RECORD, key, received.reference)
        await audit.record(work, f"{Action.REFER}:send", subject)
    return Sent(received.reference, received.due_at or due, typed.danger is Danger.YES)


async def _front_door(work: Work) -> UUID:
    """The team that reads what comes in, whether the form for the public is open or not."""
    team: UUID | None = await work.mine.scalar(select(func.identity.read_here()))
    if team is None:
        raise NobodyReadsError
    return team


@dataclass(frozen=True, slots=True)
class _Words:
    """The free words by column, as they were written and as they are shown."""

    said: dict[str, str]
    shown: dict[str, str]
    hidden: int

    @property
    def title(self) -> str:
        return " ".join(self.shown["where_said"].split())


def _masked(typed: Referring) -> _Words:
    said = {column: str(getattr(typed, _ANSWERS.get(column, column))) for column in Statement.free}
    found = masked(said, ReportSubject(typed.kind), lang=typed.lang)
    hidden = sum(len(each.spans) for each in found.values())
    return _Words(said, {column: each.shown for column, each in found.items()}, hidden)


_ANSWERS: Final = {"where_said": "where", "what_said": "what", "when_said": "when", "helps_said": "helps"}
"""Columns that are called otherwise than the answer."""


async def _receive(work: Work, typed: Referring, team_id: UUID, title: str, came: Came) -> ReferralRow | None:
    """The referral; None where it was sent already. Tries another reference when the council has the first one."""
    while True:
        row = _referral(work, typed, team_id, title, came)
        values = {
            column.key: getattr(row, column.key) for column in ReferralRow.__table__.columns if _is_set(row, column)
        }
        added = insert(ReferralRow).values(**values).on_conflict_do_nothing().returning(ReferralRow.id)
        if await work.mine.scalar(added):
            return row
        if await work.mine.scalar(select(ReferralRow.id).where(ReferralRow.id == typed.key)):
            return None


def _is_set(row: ReferralRow, column: Any) -> bool:
    return getattr(row, column.key) is not None


def _referral(work: Work, typed: Referring, team_id: UUID, title: str, came: Came) -> ReferralRow:
    return ReferralRow(
        tenant_id=work.actor.council,
        id=typed.key,
        reference=new_reference(ReferenceKind.REFERRAL),
        route=came.route,
        source=came.source,
        subject_kind=typed.kind,
        title=title,
        harms=list(typed.harms),
        children=typed.children,
        state=step(None, Verb.RECEIVE).state,
        attention=Attention.DANGER if typed.danger is Danger.YES else None,
        received_at=work.now,
        decision_due_at=decision_due(work.now, calendar_of(work.actor)),
        team_id=team_id,
        changed_at=work.now,
    )


def _statement(work: Work, row: ReferralRow, typed: Referring, words: _Words) -> Statement:
    return Statement(
        tenant_id=row.tenant_id,
        id=uuid7(),
        referral_id=row.id,
        staff_id=work.actor.staff,
        sent_at=work.now,
        **_columns(typed, words),
    )


def _columns(typed: Referring, words: _Words) -> dict[str, Any]:
    """What a statement says, by column."""
    return {
        "lang": typed.lang,
        "subject": typed.kind,
        "postcode": typed.postcode,
        "venue": typed.venue,
        "group_size": typed.group_size,
        "ages": list(typed.ages),
        "danger": typed.danger,
        "how_often": typed.how_often,
        "job": typed.job,
        "phone": typed.phone,
        "evidence": typed.evidence,
        "reliability": typed.reliability,
        "reported_to": list(typed.reported_to),
        "openness": typed.openness,
        "basis": typed.basis,
        "shown": words.shown,
        "names_masked": words.hidden,
        **words.said,
    }


def _told(typed: Referring, words: _Words) -> dict[str, Any]:
    """The same without what is made of it."""
    made = ("shown", "names_masked")
    return {column: each for column, each in _columns(typed, words).items() if column not in made}


def _people_of(typed: Referring) -> dict[str, Any] | None:
    return _of_people(typed) if _names_people(typed) else None


def _names_people(typed: Referring) -> bool:
    return bool(typed.case_references or typed.adults.strip())


def _of_people(typed: Referring) -> dict[str, Any]:
    return {"case_references": list(dict.fromkeys(typed.case_references)), "adults": typed.adults}


def _people(work: Work, statement: Statement, typed: Referring) -> StatementPeople:
    return StatementPeople(
        tenant_id=work.actor.council, id=uuid7(), statement_id=statement.id, at=work.now, **_of_people(typed)
    )


def _first_event(work: Work, row: ReferralRow) -> ReferralEvent:
    return ReferralEvent(
        tenant_id=row.tenant_id,
        id=uuid7(),
        referral_id=row.id,
        at=row.received_at,
        staff_id=work.actor.staff,
        verb=Verb.RECEIVE,
        from_state=None,
        to_state=ReferralState.NEW,
    )
