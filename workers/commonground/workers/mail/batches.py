"""The sender's statements: a batch, the pass to it, what is in it, and what became of each mail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    func,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.councils.models import Council
from commonground.platform.mail.models import MailRow, MailState
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import NotificationKind, RecordKind, Reference, SubjectRef
from commonground.platform.work import Work
from commonground.tenants.letters.models import ReferralLetter
from commonground.tenants.playbooks.models import RingContact
from commonground.tenants.referrals.models import ReferralRow

_CLAIM = text("select identity.claim_mails(:most, :urgent)")
_OPEN = text("select identity.open_mails(:lease)")

_ABOUT = and_(NotificationRow.tenant_id == MailRow.tenant_id, NotificationRow.id == MailRow.notification_id)
_NOTICE = (
    NotificationRow.kind,
    NotificationRow.subject_kind,
    NotificationRow.subject_id,
    NotificationRow.reference,
    NotificationRow.by_cover,
    NotificationRow.occurred_at,
    NotificationRow.fact_id,
)
_MAIL = (MailRow.id, MailRow.staff_id, MailRow.message, MailRow.claims, MailRow.attempts, MailRow.queued_at)
# Who has lost the address meanwhile, or was taken off the list, is written to no more.
_REACHED = case((RingContact.ended_at.is_(None), func.nullif(RingContact.email, "")))
_ONWARD = (ReferralLetter.lang, ReferralRow.reference, _REACHED)
_HELD: Final[Select[*tuple[Any, ...]]] = (
    select(*_MAIL, NotificationRow.read_at, *_NOTICE, *_ONWARD)
    .outerjoin(NotificationRow, _ABOUT)
    .outerjoin(
        ReferralLetter, and_(ReferralLetter.tenant_id == MailRow.tenant_id, ReferralLetter.mail_id == MailRow.id)
    )
    .outerjoin(
        ReferralRow,
        and_(ReferralRow.tenant_id == ReferralLetter.tenant_id, ReferralRow.id == ReferralLetter.referral_id),
    )
    .outerjoin(
        RingContact,
        and_(RingContact.tenant_id == ReferralLetter.tenant_id, RingContact.id == ReferralLetter.contact_id),
    )
    .where(MailRow.lease == bindparam("lease", type_=Uuid()), MailRow.state == MailState.QUEUED)
    .order_by(MailRow.due_at, MailRow.id)
)
_LINES: Final[Select[*tuple[Any, ...]]] = (
    select(MailRow.digest_id, NotificationRow.read_at, *_NOTICE)
    .join(NotificationRow, _ABOUT)
    .where(MailRow.digest_id == any_(bindparam("digests", type_=ARRAY(Uuid()))))
    .order_by(MailRow.id)
)
_COUNCIL: Final = select(
    Council.name, Council.name_cy, Council.colour, Council.front_door_phone, Council.out_of_hours_phone
).where(Council.id == bindparam("id"))

_BECAME = select(
    func.unnest(bindparam("ids", type_=ARRAY(Uuid()))).label("id"),
    func.unnest(bindparam("states", type_=ARRAY(Text()))).label("state"),
    func.unnest(bindparam("answers", type_=ARRAY(Integer()))).label("answer"),
    func.unnest(bindparam("due", type_=ARRAY(DateTime(timezone=True)))).label("due_at"),
    func.unnest(bindparam("attempts", type_=ARRAY(Integer()))).label("attempts"),
    func.unnest(bindparam("claims", type_=ARRAY(Integer()))).label("claims"),
).subquery("became")
# A mail that another batch has taken over meanwhile is theirs to mark.
_SETTLE: Final = (
    update(MailRow)
    .where(MailRow.id == _BECAME.c.id, MailRow.lease == bindparam("batch", type_=Uuid()))
    .values(
        state=_BECAME.c.state,
        answer=_BECAME.c.answer,
        due_at=func.coalesce(_BECAME.c.due_at, MailRow.due_at),
        attempts=_BECAME.c.attempts,
        claims=_BECAME.c.claims,
        settled_at=bindparam("now", type_=DateTime(timezone=True)),
    )
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class About:
    """What a notice says: a kind, a record and the fact behind it, whether it comes by cover, and of when it is."""

    kind: NotificationKind
    subject: SubjectRef
    by_cover: bool
    occurred_at: datetime
    fact_id: UUID


@dataclass(frozen=True, slots=True)
class Onward:
    """What a mail to another agency says, and where to: no address where they have none any more."""

    lang: str
    reference: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Mail:
    """One leased mail. `notice` is what it says, as the row has it: one that nobody can read is this mail's trouble
    alone, and not the batch's. `read_at` is the notice's; a digest has none."""

    id: UUID
    staff_id: UUID
    message: UUID
    claims: int
    attempts: int
    queued_at: datetime
    read_at: datetime | None
    notice: tuple[Any, ...]
    onward: Onward | None = None

    @property
    def about(self) -> About | None:
        """None for a digest. Raises `ValueError` for a notice that can't be read."""
        return _about(self.notice)


@dataclass(frozen=True, slots=True)
class Line:
    """One notice, of a mail of its own or gathered in a digest, and when its reader read it."""

    about: About
    read_at: datetime | None


_KEPT: Final = 512
_OfMail = tuple[UUID, UUID, UUID, int, int, datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a mail; `due_at` where it is tried again, None where its time does not matter any more."""

    id: UUID
    state: MailState
    answer: int | None = None
    due_at: datetime | None = None
    attempts: int = 0
    claims: int = 0

    @classmethod
    def of(cls, mail: Mail, state: MailState, answer: int | None = None) -> Settled:
        return cls(mail.id, state, answer, None, mail.attempts)

    def later(self, due_at: datetime, *, attempts: int, claims: int = 0) -> Settled:
        return replace(self, state=MailState.QUEUED, due_at=due_at, attempts=attempts, claims=claims)


async def claim(engine: AsyncEngine, most: int, *, urgent: bool) -> UUID | None:
    """A lease on the mails of the council whose turn it is, committed; None when none is due."""
    async with engine.begin() as connection:
        lease: UUID | None = await connection.scalar(_CLAIM, {"most": most, "urgent": urgent})
        return lease


async def open_batch(work: Work, lease: UUID) -> UUID | None:
    """The pass to a batch: its council's id. None when nothing is held under this lease."""
    council: UUID | None = await work.connection.scalar(_OPEN, {"lease": lease})
    return council


async def held_mails(work: Work, lease: UUID) -> list[Mail]:
    """What the batch still holds, oldest first."""
    rows = await work.mine.rows(_HELD, {"lease": lease})
    return [Mail(*mail, notice, onward) for mail, notice, onward in map(_parts, rows)]


async def digest_lines(work: Work, digests: Collection[UUID]) -> list[tuple[UUID, Line]]:
    """By digest: the notices gathered in it."""
    rows: Sequence[Sequence[Any]] = await work.mine.rows(_LINES, {"digests": list(digests)}) if digests else []
    found = [(digest, read_at, _about(tuple(notice))) for digest, read_at, *notice in rows]
    return [(digest, Line(about, read_at)) for digest, read_at, about in found if about is not None]


async def council_names(work: Work, council_id: UUID) -> tuple[str, str | None, str, str, str]:
    """Name, Welsh name, colour and the numbers of its front door and of out of hours."""
    row = (await work.shared.execute(_COUNCIL, {"id": council_id})).one()
    return row.name, row.name_cy, row.colour, row.front_door_phone, row.out_of_hours_phone


async def settle(work: Work, lease: UUID, settled: Sequence[Settled]) -> None:
    """Write down what became of these mails. Under the batch's pass."""
    await work.mine.execute(_SETTLE, {
        "batch": lease,
        "now": work.now,
        "ids": [each.id for each in settled],
        "states": [each.state.value for each in settled],
        "answers": [each.answer for each in settled],
        "due": [each.due_at for each in settled],
        "attempts": [each.attempts for each in settled],
        "claims": [each.claims for each in settled],
    })  # fmt: skip  # a row's columns


def _parts(row: Sequence[Any]) -> tuple[_OfMail, tuple[Any, ...], Onward | None]:
    """What is the mail's own, and what it says. By place: names cost more than all else done with the row."""
    onward = None if row[14] is None else Onward(row[14], row[15], row[16])
    return (row[0], row[1], row[2], row[3], row[4], row[5], row[6]), tuple(row[7:14]), onward


@lru_cache(maxsize=_KEPT)  # of a batch most say the same: a reference is read, and its check character computed, once
def _about(notice: tuple[Any, ...]) -> About | None:
    kind, subject_kind, subject_id, reference, by_cover, occurred_at, fact_id = notice
    if kind is None:
        return None
    record = SubjectRef(RecordKind(subject_kind), subject_id, Reference(reference) if reference else None)
    return About(NotificationKind(kind), record, by_cover, occurred_at, fact_id)
