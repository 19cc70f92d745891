"""Flags on records. Whoever asks has asked for the record before: a flag is as visible as what it stands on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, and_, exists, func, select
from sqlalchemy.orm import aliased

from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.flags.types import Flag, FlagKind, Told, flag_words

_flag = WarningFlag
_raiser, _reviewer, _ender = aliased(Staff), aliased(Staff), aliased(Staff)


def is_current() -> ColumnElement[bool]:
    return _flag.ended_at.is_(None) & (_flag.expires_at > func.now())


async def flags_of(work: Work, records: Collection[UUID], *, current: bool = True) -> list[Flag]:
    """Of these records, newest first; without `current` also those that are over."""
    query = (
        select(_flag, _raiser.display_name.label("raiser"), _reviewer.display_name.label("reviewer"),
               _ender.display_name.label("ender"), is_current().label("is_current"))
        .outerjoin(_raiser, and_(_raiser.tenant_id == _flag.tenant_id, _raiser.id == _flag.raised_by))
        .outerjoin(_reviewer, and_(_reviewer.tenant_id == _flag.tenant_id, _reviewer.id == _flag.reviewed_by))
        .outerjoin(_ender, and_(_ender.tenant_id == _flag.tenant_id, _ender.id == _flag.ended_by))
        .where(_flag.record_id.in_(list(records)))
        .order_by(_flag.raised_at.desc(), _flag.id.desc())
    )  # fmt: skip  # one line to a group of columns
    if current:
        query = query.where(is_current())
    rows: Sequence[Any] = (await work.mine.execute(query)).all()
    return [_of(row) for row in rows]


def _of(row: Any) -> Flag:
    flag: WarningFlag = row[0]
    return Flag(
        id=flag.id,
        record_id=flag.record_id,
        kind=FlagKind(flag.kind),
        about=flag.about,
        reason=flag.reason,
        evidence=flag.evidence,
        told=Told(flag.told),
        fairness=flag.fairness,
        contested=flag.contested,
        raised_at=flag.raised_at,
        raised_by=row.raiser or "",
        expires_at=flag.expires_at,
        reviewed_at=flag.reviewed_at,
        reviewed_by=row.reviewer or "",
        review_words=flag.review_words,
        ended_at=flag.ended_at,
        ended_by=row.ender or "",
        end_words=flag.end_words,
        is_current=row.is_current,
    )


def not_to_be_shared(record_id: UUID) -> ColumnElement[bool]:
    """As a column of whatever is asked of this record: whether a flag on it says not to share it with somebody."""
    mine = (_flag.record_id == record_id, _flag.kind == FlagKind.DO_NOT_SHARE.value, is_current())
    return exists().where(*mine)


def flags_on(record_id: ColumnElement[UUID]) -> ColumnElement[list[str]]:
    """As a column of a list that shows these records anyhow: kind and about whom, in the order of the kinds."""
    each = func.concat(_flag.kind, ":", _flag.about)
    found = select(each).where(_flag.record_id == record_id, is_current()).order_by(_flag.kind).scalar_subquery()
    return func.array(found, type_=ARRAY(Text()))


def words_on(flags: Sequence[str]) -> str:
    """“Dangerous dog. Threats to staff”, from the column `flags_on`."""
    said = (each.partition(":") for each in flags)
    return ". ".join(flag_words(FlagKind(kind), about) for kind, _, about in said if kind in set(FlagKind))
