"""A council's own reports, as they were signed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel
from commonground.platform.database.visibility import NONE, READ, Isolated, Visibility


class IsolationReportRow(TenantModel):
    """`body` is the very line that the signature covers; what else stands here can be read from it, and is kept beside
    it for lists. Written from the command line alone, and never changed."""

    __tablename__ = "isolation_reports"
    __table_args__ = (
        CheckConstraint("verdict in ('green', 'incomplete', 'red')", name="verdict"),
        Index("ix_isolation_reports_at", "tenant_id", "at"),
        {"schema": "audit"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ, jobs=NONE)

    at: Mapped[datetime]
    verdict: Mapped[str]
    body: Mapped[str]
    key_id: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
