"""What went by itself, its time being up: by month and type, how many, and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.tenants.retention.models import GoneByItself
from commonground.tenants.retention.types import Period, RecordType

MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Gone:
    """Of one type, in one month. `first` and `last` are when."""

    record_type: RecordType
    kept_for: Period
    number: int
    first: datetime
    last: datetime


async def gone_by_themselves(work: Work) -> Listed[Gone]:
    """The newest month first."""
    row = GoneByItself
    month = func.date_trunc("month", func.timezone("Europe/London", row.gone_at))
    query = (
        select(row.record_type, row.months, func.sum(row.number), func.min(row.gone_at), func.max(row.gone_at))
        .group_by(month, row.record_type, row.months)
        .order_by(month.desc(), row.record_type, row.months)
        .limit(MOST + 1)
    )
    found = await work.mine.execute(query)
    return Listed((_gone(*each) for each in found), MOST)


def _gone(record_type: str, months: int, number: int, first: datetime, last: datetime) -> Gone:
    return Gone(RecordType(record_type), Period.of(months), number, first, last)
