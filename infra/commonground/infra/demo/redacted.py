"""A redacted copy at Larkmere: what masking could not know, hidden by somebody, and called otherwise the next day."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.filed import Moment
from commonground.infra.demo.rows import put
from commonground.platform.ids import uuid7
from commonground.tenants.intake.copies import hide
from commonground.tenants.intake.masking import with_marks
from commonground.tenants.intake.models import Report
from commonground.tenants.intake.patterns import Hidden, Span
from commonground.tenants.intake.receiving import masked
from commonground.tenants.intake.types import ReportSubject
from commonground.tenants.redacting.models import RedactedCopy
from commonground.tenants.redacting.rules import kept
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow

_TITLE: Final = "“Night Riders” game server"
_WORD: Final = "My son"
_COPIES: Final = (
    (1, "amara-nwosu", "09:20", Hidden.OTHER),
    (0, "dayo-okoro", "08:40", Hidden.FAMILY),
)
"""How many days ago, by whom, when, and as what the word is hidden."""


async def add_redacted(connection: AsyncConnection, council: Settled, moment: Moment) -> int:
    """How many rows. Whoever reads lists would know from “my son” who told us."""
    row = await _report(connection, council)
    if row is None:
        return 0
    said = {column: str(getattr(row, column)) for column in Report.free}
    spans = {column: each.spans for column, each in masked(said, ReportSubject(row.subject), lang=row.lang).items()}
    for version, (days, who, time, kind) in enumerate(_COPIES, 1):
        spans |= {"what_said": hide(said["what_said"], spans["what_said"], _WORD, kind)}
        await _copy(connection, council, row, version, spans, who, max(moment(days, time), row.received_at))
    shown = {column: with_marks(text, spans[column], row.lang) for column, text in said.items()}
    now = {"shown": shown, "names_masked": sum(map(len, spans.values()))}
    await connection.execute(update(Report).where(Report.id == row.id).values(**now))
    return 2 * len(_COPIES)


async def _report(connection: AsyncConnection, council: Settled) -> Any:
    same = (Report.tenant_id == ReferralRow.tenant_id) & (Report.referral_id == ReferralRow.id)
    columns = (Report.__table__, ReferralRow.state, ReferralRow.received_at)
    query = select(*columns).join(ReferralRow, same).where(Report.tenant_id == council.id, ReferralRow.title == _TITLE)
    return (await connection.execute(query.limit(1))).one_or_none()


async def _copy(
    connection: AsyncConnection, council: Settled, row: Any, version: int, spans: dict[str, tuple[Span, ...]], who: str,
    at: datetime,
) -> None:  # fmt: skip  # what a version is
    by = council.staff[who]
    await put(
        connection, council.id, RedactedCopy, referral_id=row.referral_id, version=version, spans=kept(spans),
        brought=None, made_by=by, made_at=at,
    )  # fmt: skip  # one row
    line = {"tenant_id": council.id, "id": uuid7(), "referral_id": row.referral_id, "at": at, "staff_id": by}
    line |= {"verb": Aside.REDACT.value, "from_state": row.state, "to_state": row.state, "words": ""}
    await connection.execute(insert(ReferralEvent), line)
