"""A council's ready words, each version of them. Isolated; only ever added to, so that old words can be looked up."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import same_council
from commonground.platform.database.visibility import NONE, READ_ADD, Isolated, Own, Visibility
from commonground.platform.versions import VersionModel, numbered


class ReadyRepliesRow(VersionModel):
    """All of them as they stood from `saved_at` on: `{"advice": {"en": "…", "cy": "…"}}`. The highest version counts.
    `changed` is the one that was written then; one that is left out is said in our words."""

    __tablename__ = "ready_replies"
    __table_args__ = (
        same_council("saved_by", "council.staff"),
        UniqueConstraint("tenant_id", "version"),
        numbered(),
        CheckConstraint("jsonb_typeof(words) = 'object'", name="by_code"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, own=Own("saved_by"))

    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)
    changed: Mapped[str]
    saved_by: Mapped[UUID]
