"""The council's schedule: for each type of record our default, or what the council chose, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import distinct_on

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.tenants.retention.models import RetentionChoice
from commonground.tenants.retention.rules import DEFAULTS, check_choice
from commonground.tenants.retention.types import CountedFrom, Origin, Period, RecordType, Rule

MOST_CHOICES: Final = 50
SCHEDULE: Final = audit.Subject("retention_schedule")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of the council's, as its history shows it."""

    rule: Rule
    reason: str
    who: str
    at: datetime


async def rules_of(work: Work) -> Mapping[RecordType, Rule]:
    """The rule of every type for the acting council."""
    newest = (
        select(RetentionChoice)
        .ext(distinct_on(RetentionChoice.record_type))
        .order_by(RetentionChoice.record_type, RetentionChoice.id.desc())
    )
    chosen = {RecordType(row.record_type): _rule(row) for row in await work.mine.scalars(newest)}
    return {**DEFAULTS, **chosen}


async def choices_of(work: Work) -> Listed[Choice]:
    """What the council chose, newest first."""
    query = (
        select(RetentionChoice, Staff.display_name)
        .outerjoin(Staff, and_(Staff.tenant_id == RetentionChoice.tenant_id, Staff.id == RetentionChoice.chosen_by))
        .order_by(RetentionChoice.id.desc())
        .limit(MOST_CHOICES + 1)
    )
    found = await work.mine.execute(query)
    return Listed((Choice(_rule(row), row.reason, who or "", row.chosen_at) for row, who in found), MOST_CHOICES)


async def choose(work: Work, record_type: RecordType, period: Period, counted_from: CountedFrom, reason: str) -> None:
    """What counts from now on. Raises `IncompleteError`."""
    rule = check_choice(record_type, period, counted_from, reason)
    work.mine.add(
        RetentionChoice(
            tenant_id=work.actor.council,
            id=uuid7(),
            record_type=rule.record_type.value,
            years=rule.period.years,
            months=rule.period.months,
            counted_from=rule.counted_from.value,
            reason=reason.strip(),
            chosen_by=work.actor.staff,
            chosen_at=work.now,
        )
    )
    why = f"{record_type.value}: {period.words} {counted_from.value}"
    await audit.record(work, Action.SET_RETENTION, SCHEDULE, why=f"{why}. {reason.strip()}")


def _rule(row: RetentionChoice) -> Rule:
    period = Period(row.years, row.months)
    return Rule(RecordType(row.record_type), period, CountedFrom(row.counted_from), Origin.COUNCIL)
