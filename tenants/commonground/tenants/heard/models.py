"""The table of answers, which knows neither who gave one nor about what."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel
from commonground.platform.database.visibility import NONE, READ, Isolated, PublicArm, Verb, Visibility

TODAY: Final = "(timezone('Europe/London', transaction_timestamp()))::date"


class HeardAnswer(TenantModel):
    """One answer of one day. It has no key to any other table and no moment: an id of ours would tell the millisecond,
    and with it, by the trail, whose report was open just then."""

    __tablename__ = "heard_answers"
    __table_args__ = (
        CheckConstraint("answer in ('yes', 'partly', 'no')", name="answer"),
        Index("ix_heard_answers_day", "tenant_id", "day"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ,
        jobs=NONE,
        public=(
            PublicArm(
                "intake",
                Verb.INSERT,
                fills=("day", "answer"),
                condition=f"day = {TODAY} and uuid_extract_version(id) = 4",
            ),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-1)
    day: Mapped[date] = mapped_column(server_default=text(TODAY))
    answer: Mapped[str]
