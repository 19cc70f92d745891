"""What happened to a referral so far, one sentence to a line, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, and_, literal, select

from commonground.platform.councils.people import Staff
from commonground.platform.mail.models import MailRow
from commonground.platform.work import Work
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.agreed.types import AgreedKind, AgreedNoted
from commonground.tenants.letters.models import ReferralLetter
from commonground.tenants.letters.rules import arrival_of
from commonground.tenants.letters.types import LetterKind, LetterMade
from commonground.tenants.referrals.looks import STAYS_OPEN, noting_look, open_now
from commonground.tenants.referrals.models import ReferralEvent
from commonground.tenants.referrals.types import Verb


class Aside(StrEnum):
    """Lines that move no state, so that they are none of the machine's verbs."""

    READ_NAMES = "read_names"
    RESTRICT = "restrict"
    LIFT_RESTRICTION = "lift_restriction"
    NAME_KEEPER = "name_keeper"
    BREAK_GLASS = "break_glass"
    PUT_FLAG = "put_flag"
    KEEP_FLAG = "keep_flag"
    TAKE_OFF_FLAG = "take_off_flag"
    ADD_FILE = "add_file"
    TAKE_OFF_FILE = "take_off_file"
    TELL_CHANGE = "tell_change"
    WRITE = "write"
    REFER_ON = "refer_on"
    WRITE_LETTER = "write_letter"
    LINK = "link"
    UNLINK = "unlink"
    RECORD_AGREED = "record_agreed"
    CHANGE_AGREED = "change_agreed"
    SAY_WHAT_CAME = "say_what_came"
    REDACT = "redact"
    BRING_BACK_COPY = "bring_back_copy"
    DO_STEP = "do_step"
    DROP_STEP = "drop_step"
    MAKE_ACTION = "make_action"
    OFFER_ELSEWHERE = "offer_elsewhere"
    TAKE_BACK_OFFER = "take_back_offer"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    MOVED_ELSEWHERE = "moved_elsewhere"
    OFFER_EXPIRED = "offer_expired"
    TELL_OUTSIDE = "tell_outside"
    TAKE_BACK_OUTSIDE = "take_back_outside"
    OPENED_OUTSIDE = "opened_outside"
    OUTSIDE_EXPIRED = "outside_expired"
    LATER_NEWS = "later_news"


READ_NAMES: Final = Aside.READ_NAMES
RESTRICT: Final = Aside.RESTRICT
LIFT_RESTRICTION: Final = Aside.LIFT_RESTRICTION
BREAK_GLASS: Final = Aside.BREAK_GLASS

LineKind = Verb | Aside
LINE_KINDS: Final[tuple[LineKind, ...]] = (*Verb, *Aside)
"""Every kind of line there can be: whoever shows lines must have words for each."""
LOOKS: Final[frozenset[LineKind]] = frozenset({READ_NAMES, BREAK_GLASS})
"""Lines that change nothing in the record."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`words` is the reason, question or decision that was written then. `who` is empty for the reporter.
    `asked_whom`: for whom the clock stood still from then on."""

    at: datetime
    verb: str
    who: str
    words: str
    is_mine: bool
    before: str | None = None
    after: str = ""
    asked_whom: str = ""
    id: UUID | None = None
    letter: LetterMade | None = None
    """The letter that was written then, under the same id."""
    agreed: AgreedNoted | None = None
    """What was agreed with other agencies, as it was recorded then, under the same id."""


async def history_of(work: Work, referral_id: UUID, *, most: int | None = None) -> list[HistoryLine]:
    """Newest first; all of it, unless so many are enough."""
    return [_line(row, work) for row in await work.mine.execute(_history(referral_id, most))]


async def history_opened(work: Work, referral_id: UUID) -> tuple[list[HistoryLine], str]:
    """As `history_of`, by whoever opens the record now, which is noted along with it; and the names of the others who
    have it open. Never cut: what was agreed, asked and redacted is known by its line."""
    theirs = open_now(work.actor.staff_id, work.now - STAYS_OPEN, literal(referral_id))
    query = _history(referral_id).add_columns(theirs.label("open_now"))
    rows = (await work.mine.execute(query.add_cte(noting_look(work, referral_id)))).all()
    return [_line(row, work) for row in rows], (rows[0].open_now or "") if rows else ""


def _history(referral_id: UUID, most: int | None = None) -> Select[Any]:
    event, letter, mail, agreed = ReferralEvent, ReferralLetter, MailRow, AgreedVersion
    columns = (
        event.at, event.verb, event.words, event.staff_id, event.from_state, event.to_state, event.asked_whom,
        Staff.display_name, event.id, letter.kind, mail.state, agreed.agreed_id, agreed.kind.label("agreed_kind"),
        agreed.leads, agreed.held_on, agreed.due_on, agreed.came_on,
    )  # fmt: skip  # what a line says
    lines: Any = (
        select(*columns)
        .outerjoin(Staff, and_(Staff.tenant_id == event.tenant_id, Staff.id == event.staff_id))
        .outerjoin(letter, and_(letter.tenant_id == event.tenant_id, letter.id == event.id))
        .outerjoin(mail, and_(mail.tenant_id == letter.tenant_id, mail.id == letter.mail_id))
        .outerjoin(agreed, and_(agreed.tenant_id == event.tenant_id, agreed.id == event.id))
    )
    newest: Select[Any] = lines.where(event.referral_id == referral_id).order_by(event.at.desc(), event.id.desc())
    return newest.limit(most)


def _line(row: Row[Any], work: Work) -> HistoryLine:
    return HistoryLine(
        at=row.at,
        verb=row.verb,
        who=row.display_name or "",
        words=row.words,
        is_mine=row.staff_id is not None and row.staff_id == work.actor.staff_id,
        before=row.from_state,
        after=row.to_state,
        asked_whom=row.asked_whom or "",
        id=row.id,
        letter=_made(row.kind, row.state),
        agreed=_noted(row) if row.agreed_id else None,
    )


def _noted(row: Row[Any]) -> AgreedNoted:
    kind, is_over = AgreedKind(row.agreed_kind), row.came_on is not None
    return AgreedNoted(row.agreed_id, kind, row.leads, row.held_on, row.due_on, is_over)


def _made(kind: str | None, state: str | None) -> LetterMade | None:
    if kind is None:
        return None
    known = LetterKind(kind)
    return LetterMade(known, arrival_of(state) if known is LetterKind.REFER_ON else None)


_DID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "take": "took it to screen",
        "ask_for_more": "asked for more",
        "resume": "started the clock again",
        "decide": "decided",
        "escalate": "escalated it",
        "hand_back": "handed it back",
        "reassign": "gave it to somebody else",
        "give_lead": "gave it a lead",
        "close_withdrawn": "closed it as withdrawn",
        "reopen": "reopened it",
        READ_NAMES: "looked at the masked words",
        RESTRICT: "restricted it to named people",
        LIFT_RESTRICTION: "lifted the restriction",
        Aside.NAME_KEEPER: "named somebody to look after it, because nobody was left",
        BREAK_GLASS: "opened it by break-glass",
        Aside.PUT_FLAG: "put a warning flag on it",
        Aside.KEEP_FLAG: "reviewed a warning flag: it stays",
        Aside.TAKE_OFF_FLAG: "took a warning flag off it",
        Aside.ADD_FILE: "added a file",
        Aside.TAKE_OFF_FILE: "took a file off it",
        Aside.TELL_CHANGE: "told the person who told us what has changed",
        Aside.WRITE: "wrote to the person who told us",
        Aside.REFER_ON: "referred it on",
        Aside.WRITE_LETTER: "wrote a letter",
        Aside.LINK: "put it on a context",
        Aside.UNLINK: "took it off its context",
        Aside.RECORD_AGREED: "recorded what was agreed with other agencies",
        Aside.CHANGE_AGREED: "changed what is recorded of what was agreed",
        Aside.SAY_WHAT_CAME: "said what came of what was agreed",
        Aside.REDACT: "made a redacted copy of what we were told",
        Aside.BRING_BACK_COPY: "brought back an earlier redacted copy",
        Aside.DO_STEP: "did a step",
        Aside.DROP_STEP: "left out a step",
        Aside.MAKE_ACTION: "made an action of a step",
        Aside.OFFER_ELSEWHERE: "offered something of it to another council",
        Aside.TAKE_BACK_OFFER: "took back what was offered to another council",
        Aside.TELL_OUTSIDE: "sent something of it outside the platform",
        Aside.TAKE_BACK_OUTSIDE: "took back what was sent outside the platform",
    }
)
_BY_OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "receive": "Came in",
        "add_news": "The person who told us added something",
        "withdraw": "The person who told us asked to withdraw it",
        Aside.ANSWERED_ELSEWHERE: "Another council answered what was offered to it",
        Aside.MOVED_ELSEWHERE: "Responsibility moved to another council",
        Aside.OFFER_EXPIRED: "What was offered to another council expired",
        Aside.OPENED_OUTSIDE: "What was sent outside the platform was opened",
        Aside.OUTSIDE_EXPIRED: "What was sent outside the platform expired, and nobody opened it",
        Aside.LATER_NEWS: "Later news came from the council that handed it over",
    }
)


def sentence(line: HistoryLine) -> str:
    """“You took it to screen”, “Dayo Okoro decided”, “Came in”."""
    if line.verb in _BY_OTHERS:
        return _BY_OTHERS[line.verb]
    who = "You" if line.is_mine else line.who or "The system"
    return f"{who} {_DID.get(line.verb, line.verb.replace('_', ' '))}"
