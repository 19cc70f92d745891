"""That somebody looked at an unusual use, and what they made of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import NONE, READ_ADD, Isolated, Own, Visibility


class AccessReview(TenantModel):
    """Kept as it was written: a second look is a second row. What was unusual follows from the trail each time; here
    stands which of it (`sign`, `staff_id`, `day`) was looked at, by whom, and the note."""

    __tablename__ = "reviews"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        same_council("by_id", "council.staff"),
        CheckConstraint("sign in ('volume', 'hours', 'restricted', 'own_name', 'guessing')", name="sign"),
        Index("ix_reviews_day", "tenant_id", "day"),
        {"schema": "audit"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, own=Own("by_id", session="session_id"))

    sign: Mapped[str]
    staff_id: Mapped[UUID]
    day: Mapped[date]
    note: Mapped[str]
    by_id: Mapped[UUID]
    session_id: Mapped[UUID]
    at: Mapped[datetime]
