"""The acting council's own reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.isolation.models import IsolationReportRow
from commonground.platform.isolation.report import SignedReport, Verdict
from commonground.platform.work import Work

MOST: Final = 60
"""A year of weekly reports, and some."""


@dataclass(frozen=True, slots=True)
class Listed:
    id: UUID
    at: datetime
    verdict: Verdict


async def newest_reports(work: Work) -> Sequence[Listed]:
    """Newest first."""
    row = IsolationReportRow
    rows = await work.mine.execute(
        select(row.id, row.at, row.verdict).order_by(row.at.desc(), row.id.desc()).limit(MOST)
    )
    return [Listed(each.id, each.at, Verdict(each.verdict)) for each in rows]


async def load_report(work: Work, report_id: UUID) -> SignedReport:
    """Raises `NotFoundHereError`."""
    row = IsolationReportRow
    found = await work.mine.execute(select(row.body, row.key_id, row.signature).where(row.id == report_id))
    kept = found.one_or_none()
    if kept is None:
        raise NotFoundHereError
    return SignedReport(kept.body, kept.key_id, kept.signature)
