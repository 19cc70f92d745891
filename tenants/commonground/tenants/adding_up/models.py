"""A council's patterns and guidance, each version of them. Only ever added to: what counted when somebody was told, or
decided, can be looked up."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import same_council
from commonground.platform.database.visibility import READ, READ_ADD, Isolated, Own, Visibility
from commonground.platform.versions import VersionModel, numbered


class GuidanceRow(VersionModel):
    """As it stood from `saved_at` on; the highest version counts. Words that are empty are said in ours."""

    __tablename__ = "adding_up_guidance"
    __table_args__ = (
        same_council("saved_by", "council.staff"),
        UniqueConstraint("tenant_id", "version"),
        numbered(),
        CheckConstraint("often_count between 0 and 50", name="often_count"),
        CheckConstraint("often_days between 1 and 366", name="often_days"),
        CheckConstraint("rising_days between 0 and 366", name="rising_days"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=READ, own=Own("saved_by"))

    often_count: Mapped[int]
    often_days: Mapped[int]
    rising_days: Mapped[int]
    new_harm: Mapped[bool]
    universal: Mapped[str] = mapped_column(default="")
    targeted: Mapped[str] = mapped_column(default="")
    statutory: Mapped[str] = mapped_column(default="")
    saved_by: Mapped[UUID | None]
