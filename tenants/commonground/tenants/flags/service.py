"""Putting a warning flag on a record, reviewing it, taking it off. Each leaves a line in the record's own history."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid7
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.tenants.contexts import service as contexts
from commonground.tenants.contexts.load import subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.flags.rules import check_flag, check_review, end_of
from commonground.tenants.flags.types import LONGEST_DAYS, FlaggedKind, FlagInput, FlagKind, flag_words
from commonground.tenants.referrals import events
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState

Flaggable = ReferralRow | ContextRow


class Step(StrEnum):
    PUT = "put"
    KEEP = "keep"
    TAKE_OFF = "take_off"


_LINES: Final[Mapping[Step, tuple[Aside, ContextVerb]]] = MappingProxyType(
    {
        Step.PUT: (Aside.PUT_FLAG, ContextVerb.PUT_FLAG),
        Step.KEEP: (Aside.KEEP_FLAG, ContextVerb.KEEP_FLAG),
        Step.TAKE_OFF: (Aside.TAKE_OFF_FLAG, ContextVerb.TAKE_OFF_FLAG),
    }
)


class FlagOverError(RefusedError):
    """It has ended, or somebody was quicker."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("This flag does not stand any more. Put a new one on the record if it is needed.")


async def put_flag(work: Work, row: Flaggable, typed: FlagInput) -> UUID:
    """A new flag on this record. Raises `IncompleteError`."""
    flag = check_flag(typed)
    kind = FlagKind(flag.kind or "")
    put = WarningFlag(
        tenant_id=work.actor.council,
        id=uuid7(),
        record_kind=_kind(row).value,
        record_id=row.id,
        kind=kind.value,
        about=flag.about,
        reason=flag.reason,
        evidence=flag.evidence,
        told=(flag.told or ""),
        fairness=flag.fairness,
        contested=flag.contested,
        raised_at=work.now,
        raised_by=work.actor.staff,
        expires_at=end_of(work.now, flag.days),
    )
    work.mine.add(put)
    await _note(work, row, Step.PUT, f"{flag_words(kind, flag.about)}. {flag.reason}")
    return put.id


async def keep_flag(work: Work, row: Flaggable, flag_id: UUID, reason: str, days: int = LONGEST_DAYS) -> None:
    """Reviewed: it goes on, for ninety days from now at most. Raises `IncompleteError`, `FlagOverError`,
    `NotFoundHereError`."""
    reason = check_review(reason)
    flag = await _standing(work, row, flag_id)
    flag.expires_at = end_of(work.now, min(days, LONGEST_DAYS))
    flag.reviewed_at, flag.reviewed_by, flag.review_words = work.now, work.actor.staff, reason
    await _note(work, row, Step.KEEP, f"{_words(flag)}. {reason}")


async def take_off_flag(work: Work, row: Flaggable, flag_id: UUID, reason: str) -> None:
    """Reviewed: it comes off, and stays in the history. Raises as `keep_flag` does."""
    reason = check_review(reason)
    flag = await _standing(work, row, flag_id)
    flag.ended_at, flag.ended_by, flag.end_words = work.now, work.actor.staff, reason
    await _note(work, row, Step.TAKE_OFF, f"{_words(flag)}. {reason}")


async def _standing(work: Work, row: Flaggable, flag_id: UUID) -> WarningFlag:
    mine = (WarningFlag.record_kind == _kind(row).value, WarningFlag.record_id == row.id)
    query = select(WarningFlag).where(WarningFlag.id == flag_id, *mine).with_for_update()
    flag = (await work.mine.scalars(query)).one_or_none()
    if flag is None:
        raise NotFoundHereError
    if flag.ended_at is not None or flag.expires_at <= work.now:
        raise FlagOverError
    return flag


def _words(flag: WarningFlag) -> str:
    return flag_words(FlagKind(flag.kind), flag.about)


def _kind(row: Flaggable) -> FlaggedKind:
    return FlaggedKind.REFERRAL if isinstance(row, ReferralRow) else FlaggedKind.CONTEXT


async def _note(work: Work, row: Flaggable, step: Step, words: str) -> None:
    """The line in the record's history, the version that others must notice, and the entry in the trail."""
    aside, verb = _LINES[step]
    if isinstance(row, ReferralRow):
        events.touch(work, row)
        events.write_line(work, row, aside, ReferralState(row.state), words)
        subject = events.subject_of(row)
    else:
        contexts.touch(work, row)
        contexts.add_event(work, row.id, verb, words)
        subject = subject_of(row)
    await audit.record(work, f"{Action.FLAG_RECORD}:{step}", subject)
