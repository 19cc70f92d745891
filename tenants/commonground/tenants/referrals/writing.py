"""Writing to the one who told us: a resident reads it with the return code, a professional under what they referred."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, or_, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.notifications.service import settle, settling
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import Problem
from commonground.platform.work import Work
from commonground.tenants.intake.models import Report, ReportMessage
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.errors import WordsRefusedError
from commonground.tenants.referrals.events import ASKING, RECORD, subject_of, touch, write_line
from commonground.tenants.referrals.hidden_words import Added, hidden_words
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import as_added, news_there
from commonground.tenants.referrals.safe_words import check_reply, refused
from commonground.tenants.referrals.said import REACHED, with_said
from commonground.tenants.referrals.types import REPLY_LIMIT, Attention, ReferralState
from commonground.tenants.referring.models import Statement

WORD: Final = "word"
FURTHER: Final = "further"
"""A question that stops no clock, and stands also where everything is decided."""
_ANSWERS: Final = frozenset({NotificationKind.REPORTER_ADDED_NEWS})


@dataclass(frozen=True, slots=True)
class Teller:
    """Somebody who told us, with what they told and what they added since. `has_left`: a professional who works there
    no more; what is written to them nobody can read."""

    row: ReferralRow
    said: Said
    news: tuple[Added, ...]
    has_left: bool = False

    @property
    def lang(self) -> str:
        return "cy" if self.said.lang == "cy" else "en"

    @property
    def hidden(self) -> tuple[str, ...]:
        return hidden_words(self.said, self.news)


def tellers(*beside: ScalarSelect[Any]) -> Select[*tuple[Any, ...]]:
    """A query of referrals with what was told and added, for `tellers_in`; `beside` comes last in each row."""
    gone = select(Staff.ended_at.is_not(None)).where(
        Staff.tenant_id == Statement.tenant_id, Staff.id == Statement.staff_id
    )
    has_left = gone.correlate(Statement).scalar_subquery()
    return with_said(select(ReferralRow, news_there(), *REACHED, has_left, *beside).select_from(ReferralRow), REACHED)


def reached() -> ColumnElement[bool]:
    """For `tellers`: only referrals with somebody who can be told: nobody can of an earlier tracker."""
    return or_(*(way.id.is_not(None) for way in REACHED))


def tellers_in(row: Any) -> Iterator[Teller]:
    """The teller in a row of `tellers`; nobody where nothing that was told is kept, or what we write reaches nobody."""
    referral, news, *rest = row
    said = next((each for each in rest[: len(REACHED)] if each is not None), None)
    if said is not None:
        yield Teller(referral, said, as_added(news), bool(rest[len(REACHED)]))


async def teller_of(work: Work, referral_id: UUID) -> Teller | None:
    """Whoever told us of this one; None where there is no way to write to them."""
    found = (await work.mine.execute(tellers().where(ReferralRow.id == referral_id))).one()
    return next(tellers_in(found), None)


async def write(work: Work, row: ReferralRow, teller: Teller | None, words: str, *, asks: bool) -> None:
    """Write to them at any time, before a decision or after it; `asks` where an answer is hoped for. It stops no clock
    and moves no state. Raises `WordsRefusedError` with `words`."""
    if teller is None:
        raise WordsRefusedError((Problem("words", "There is no way to write to the person who told us."),))
    words = words.strip()
    wrong = unsafe(words, teller.hidden) if words else ("Write what they should read.",)
    if problems := tuple(Problem("words", sentence) for sentence in wrong):
        raise WordsRefusedError(problems)
    work.mine.add(message_to(work, teller.said, FURTHER if asks else WORD, words))
    write_line(work, row, Aside.WRITE, ReferralState(row.state), words)
    if row.attention == Attention.NEWS:
        row.attention = None
    touch(work, row)
    await audit.record(work, f"{Action.WRITE_TO_TELLER}:write", subject_of(row))
    await _tell(work, row, teller.said)


async def _tell(work: Work, row: ReferralRow, said: Said) -> None:
    """Whoever writes has read what was added, so that it asks nobody any more."""
    if isinstance(said, Statement):
        done = settling(work, row.id, _ANSWERS, mine=ASKING)
        await publish(work, Fact(FactKind.WRITTEN_TO_YOU, RECORD, row.id), along=(done,))
    else:
        await settle(work, row.id, _ANSWERS, mine=ASKING)


def unsafe(words: str, hidden: Collection[str]) -> Iterator[str]:
    """Why these words can't go out, a sentence each. `hidden` are the words that masking hid in what was told."""
    if len(words) > REPLY_LIMIT:
        yield f"Keep this to {REPLY_LIMIT:,} characters."
        return
    for finding in refused(check_reply(words, masked=hidden)):
        yield f"“{finding.phrase}”: {finding.why} Instead: {finding.instead}"


async def write_to_teller(work: Work, row: ReferralRow, said: Said, kind: str, words: str) -> None:
    """What the one who told us will read. `kind`: `reply` or `question`. A resident looks with the return code; a
    professional is told that it is there."""
    work.mine.add(message_to(work, said, kind, words))
    if isinstance(said, Statement):
        await publish(work, Fact(FactKind.WRITTEN_TO_YOU, RECORD, row.id))


def message_to(work: Work, said: Said, kind: str, words: str) -> ReportMessage:
    return ReportMessage(
        tenant_id=work.actor.council,
        id=uuid7(),
        report_id=said.id if isinstance(said, Report) else None,
        statement_id=said.id if isinstance(said, Statement) else None,
        kind=kind,
        body=words,
        shown=words,
        at=work.now,
        staff_id=work.actor.staff,
    )
