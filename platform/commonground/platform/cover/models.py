"""Absences and who covers. Isolated. No column holds a reason: why somebody is away is nobody's business."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped

from commonground.platform.database.base import Base, TenantModel, same_council
from commonground.platform.database.visibility import ALL, READ, Isolated, Verb, Visibility


class AbsenceRow(TenantModel):
    """Somebody is away from a day to a day, both included. One that has ended is a row that is gone."""

    __tablename__ = "absences"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        CheckConstraint("last_day >= first_day", name="in_order"),
        Index("ix_absences_of", "tenant_id", "staff_id", "last_day"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ALL, jobs=READ, changes={"staff": ("first_day", "last_day")}
    )  # fmt: skip  # who is away is never changed

    staff_id: Mapped[UUID]
    first_day: Mapped[date]
    last_day: Mapped[date]


class CoverRow(Base):
    """One colleague who covers in an absence."""

    __tablename__ = "absence_covers"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "absence_id", "staff_id"),
        same_council("absence_id", "council.absences", ondelete="CASCADE"),
        same_council("staff_id", "council.staff"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=(Verb.SELECT, Verb.INSERT, Verb.DELETE), jobs=READ)

    tenant_id: Mapped[UUID]
    absence_id: Mapped[UUID]
    staff_id: Mapped[UUID]
