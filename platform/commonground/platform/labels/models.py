"""A council's own labels, each version of them. Isolated; only ever added to, so that old words can be looked up."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import same_council
from commonground.platform.database.visibility import NONE, READ, READ_ADD, Isolated, Own, Visibility
from commonground.platform.versions import VersionModel, numbered


class Labels(VersionModel):
    """All of a council's labels as they stood from `saved_at` on: `{"harm": {"cse": "…"}}`. The highest version counts.
    A session says which one that is (`020_sessions.sql`), so that a page reads them once and not every time."""

    __tablename__ = "labels"
    __table_args__ = (
        same_council("saved_by", "council.staff"),
        UniqueConstraint("tenant_id", "version"),
        numbered(),
        CheckConstraint("jsonb_typeof(words) = 'object'", name="by_table"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, definer=READ, own=Own("saved_by"))

    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)
    saved_by: Mapped[UUID | None]
