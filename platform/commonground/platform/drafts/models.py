"""What a member of staff has typed and not yet saved. Nothing typed is ever lost."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import ALL, NONE, Isolated, PublicArm, Verb, Visibility

_REFERS: Final = "exists (select from tenants.referring_as())"


class Draft(TenantModel):
    """One form of one person about one record."""

    __tablename__ = "drafts"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        UniqueConstraint("tenant_id", "staff_id", "form", "subject_id"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ALL,
        jobs=NONE,
        # A partner has one form of the council's: what they are about to refer.
        public=(
            PublicArm("partner", Verb.SELECT, opened="staff_id", condition=_REFERS),
            PublicArm(
                "partner",
                Verb.INSERT,
                opened="staff_id",
                fills=("subject_id", "answers", "saved_at"),
                only={"form": ("refer",)},
                condition=_REFERS,
            ),
            PublicArm("partner", Verb.UPDATE, opened="staff_id", fills=("answers", "saved_at")),
            PublicArm("partner", Verb.DELETE, opened="staff_id"),
        ),
        definer=(Verb.SELECT, Verb.DELETE),
        changes={"staff": ("answers", "saved_at")},
    )

    staff_id: Mapped[UUID]
    form: Mapped[str]
    subject_id: Mapped[UUID]
    answers: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
    saved_at: Mapped[datetime] = mapped_column(server_default=func.now())
