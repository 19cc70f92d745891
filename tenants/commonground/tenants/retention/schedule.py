"""The council's schedule: for each type of record our default, or what the council chose, with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.listed import Listed
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import Work
from commonground.tenants.retention.holds import today_of
from commonground.tenants.retention.models import RetentionChoice
from commonground.tenants.retention.rules import DEFAULTS, NotNowError, begins_on, check_choice
from commonground.tenants.retention.types import CountedFrom, Origin, Period, RecordType, Rule

MOST_CHOICES: Final = 50
SCHEDULE: Final = audit.Subject("retention_schedule")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of the council's, as its history shows it. `coming`: it has not begun, and can be taken back."""

    id: UUID
    rule: Rule
    reason: str
    who: str
    at: datetime
    begins_on: date
    coming: bool
    taken_back_at: datetime | None
    taken_back_by: str


_choice = RetentionChoice
_standing = _choice.taken_back_at.is_(None)
_chooser, _taker = aliased(Staff), aliased(Staff)


async def rules_of(work: Work) -> Mapping[RecordType, Rule]:
    """The rule of every type for the acting council, as it counts today."""
    newest = (
        select(_choice)
        .ext(distinct_on(_choice.record_type))
        .where(_standing, _choice.begins_on <= today_of(work))
        .order_by(_choice.record_type, _choice.id.desc())
    )
    chosen = {RecordType(row.record_type): _rule(row) for row in await work.mine.scalars(newest)}
    return {**DEFAULTS, **chosen}


async def choices_of(work: Work) -> Listed[Choice]:
    """What the council chose, newest first."""
    return Listed(await _choices(work, MOST_CHOICES + 1), MOST_CHOICES)


async def coming_of(work: Work) -> Sequence[Choice]:
    """What has not begun yet, the soonest first. What was chosen later for the same type and counts already goes before
    it: then it never begins."""
    later = aliased(_choice)
    overtaken = exists().where(
        later.tenant_id == _choice.tenant_id,
        later.record_type == _choice.record_type,
        later.id > _choice.id,
        later.taken_back_at.is_(None),
        later.begins_on <= _choice.begins_on,
    )
    found = await _choices(work, MOST_CHOICES, _standing, _choice.begins_on > today_of(work), ~overtaken)
    return sorted(found, key=lambda each: each.begins_on)


async def _choices(work: Work, most: int, *wanted: ColumnElement[bool]) -> list[Choice]:
    query = (
        select(_choice, _chooser.display_name, _taker.display_name)
        .outerjoin(_chooser, and_(_chooser.tenant_id == _choice.tenant_id, _chooser.id == _choice.chosen_by))
        .outerjoin(_taker, and_(_taker.tenant_id == _choice.tenant_id, _taker.id == _choice.taken_back_by))
        .where(*wanted)
        .order_by(_choice.id.desc())
        .limit(most)
    )
    today = today_of(work)
    return [_shown(row, who or "", taker or "", today) for row, who, taker in await work.mine.execute(query)]


def _shown(row: RetentionChoice, who: str, taker: str, today: date) -> Choice:
    return Choice(
        id=row.id,
        rule=_rule(row),
        reason=row.reason,
        who=who,
        at=row.chosen_at,
        begins_on=row.begins_on,
        coming=row.taken_back_at is None and row.begins_on > today,
        taken_back_at=row.taken_back_at,
        taken_back_by=taker,
    )


async def choose(work: Work, record_type: RecordType, period: Period, counted_from: CountedFrom, reason: str) -> date:
    """Returns the day from which it counts: today, or a month from now where something may go sooner by it, of which
    everybody else hears who answers for access.

    Raises `IncompleteError`."""
    rule, today = check_choice(record_type, period, counted_from, reason), today_of(work)
    begins = begins_on(rule, (await rules_of(work))[record_type], today)
    choice_id = uuid7()
    work.mine.add(
        RetentionChoice(
            tenant_id=work.actor.council,
            id=choice_id,
            record_type=rule.record_type.value,
            years=rule.period.years,
            months=rule.period.months,
            counted_from=rule.counted_from.value,
            reason=reason.strip(),
            chosen_by=work.actor.staff,
            chosen_at=work.now,
            begins_on=begins,
        )
    )
    await audit.record(work, f"{Action.SET_RETENTION}:choose", SCHEDULE, why=f"{_said(rule, begins)}. {reason.strip()}")
    if begins > today:
        await publish(work, Fact(FactKind.KEPT_SHORTER, "retention", choice_id))
    return begins


async def take_back(work: Work, choice_id: UUID) -> None:
    """A choice that has not begun never does. Raises `NotFoundHereError` and `NotNowError`."""
    row = (await work.mine.scalars(select(_choice).where(_choice.id == choice_id).with_for_update())).one_or_none()
    if row is None:
        raise NotFoundHereError
    if row.taken_back_at is not None:
        raise NotNowError("Somebody was quicker: it is taken back already.")
    if row.begins_on <= today_of(work):
        raise NotNowError("It counts already. Choose another time instead.")
    row.taken_back_at, row.taken_back_by = work.now, work.actor.staff
    await audit.record(work, f"{Action.SET_RETENTION}:take_back", SCHEDULE, why=_said(_rule(row), row.begins_on))


def _said(rule: Rule, begins: date) -> str:
    return f"{rule.record_type.value}: {rule.period.words} {rule.counted_from.value}, from {begins.isoformat()}"


def _rule(row: RetentionChoice) -> Rule:
    period = Period(row.years, row.months)
    return Rule(RecordType(row.record_type), period, CountedFrom(row.counted_from), Origin.COUNCIL)
