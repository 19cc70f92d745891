"""What a member of staff has typed and not yet saved. Nothing typed is ever lost."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import ALL, NONE, Isolated, Verb, Visibility


class Draft(TenantModel):
    """One form of one person about one record."""

    __tablename__ = "drafts"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        UniqueConstraint("tenant_id", "staff_id", "form", "subject_id"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=ALL, jobs=NONE, definer=(Verb.SELECT, Verb.DELETE))

    staff_id: Mapped[UUID]
    form: Mapped[str]
    subject_id: Mapped[UUID]
    answers: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
    saved_at: Mapped[datetime] = mapped_column(server_default=func.now())
