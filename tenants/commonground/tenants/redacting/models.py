"""The table of redacted copies: which parts of somebody's words are hidden, never the words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import NONE, READ_ADD, Isolated, Own, Verb, Visibility


class RedactedCopy(TenantModel):
    """One version of what is shown of the words that a referral came with; the highest counts. Without any, it is as
    masking left it.

    `spans`: by column, from which character to which of the original, and as what (`[[14, 17, "child"]]`). `brought`:
    the version that this one brought back; 0 is what masking finds."""

    __tablename__ = "redacted_copies"
    __table_args__ = (
        same_council("referral_id", "tenants.referrals"),
        same_council("made_by", "council.staff"),
        UniqueConstraint("tenant_id", "referral_id", "version"),
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("brought between 0 and version", name="brought_back"),
        CheckConstraint("jsonb_typeof(spans) = 'object'", name="by_column"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD, jobs=NONE, definer=(Verb.SELECT, Verb.DELETE), own=Own("made_by")
    )

    referral_id: Mapped[UUID]
    version: Mapped[int]
    spans: Mapped[dict[str, Any]] = mapped_column(JSONB())
    brought: Mapped[int | None]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
