"""A council's rules, each version of them. Only ever added to: by which one something was proposed can be looked up."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import same_council
from commonground.platform.database.visibility import NONE, READ_ADD, Isolated, Own, Visibility
from commonground.platform.versions import VersionModel, numbered


class AllocationRules(VersionModel):
    """As they stood from `saved_at` on; the highest version counts. A team in them may be gone by now."""

    __tablename__ = "allocation_rules"
    __table_args__ = (
        same_council("saved_by", "council.staff"),
        UniqueConstraint("tenant_id", "version"),
        numbered(),
        CheckConstraint("jsonb_typeof(rules) = 'object'", name="in_order"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, own=Own("saved_by"))

    rules: Mapped[dict[str, list[dict[str, object]]]] = mapped_column(JSONB())
    saved_by: Mapped[UUID]
