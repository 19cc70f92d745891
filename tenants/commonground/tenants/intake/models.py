"""Tables of the public door: what a reporter said, what they and the council wrote since, and what is half typed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import (
    NONE,
    READ,
    READ_ADD,
    Isolated,
    PublicArm,
    Verb,
    Visibility,
)
from commonground.tenants.intake.receiving import SAID
from commonground.tenants.intake.said import OF_COPY, Said

_SAID: Final = (
    "code_hash",
    "lang",
    "subject",
    "where_said",
    "address",
    "postcode",
    "venue",
    "online_handle",
    "group_size",
    "ages",
    "danger",
    "danger_page_seen",
    "what_said",
    "when_said",
    "how_often",
    "helps_said",
    "connection",
    "contact_name",
    "contact_by",
    "contact_value",
    "contact_safe",
    "shown",
    "names_masked",
    "sent_at",
)


class Report(Said):
    """A resident's words."""

    __tablename__ = "reports"
    __table_args__ = (
        same_council("referral_id", "tenants.referrals"),
        UniqueConstraint("tenant_id", "code_hash"),
        UniqueConstraint("tenant_id", "referral_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=(Verb.SELECT, Verb.UPDATE),
        jobs=READ,
        public=(
            PublicArm("sending", Verb.INSERT, opened="referral_id", fills=_SAID),
            PublicArm("report", Verb.SELECT, opened="id"),
        ),
        definer=(Verb.SELECT, Verb.DELETE),
        changes={"staff": OF_COPY},
    )
    free: ClassVar[tuple[str, ...]] = tuple(SAID)

    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    danger_page_seen: Mapped[bool]
    connection: Mapped[str | None]
    contact_name: Mapped[str]
    contact_by: Mapped[str | None]
    contact_value: Mapped[str]
    contact_safe: Mapped[str]

    @property
    def of_teller(self) -> tuple[str, str]:
        return self.contact_name, self.contact_value


class ReportMessage(TenantModel):
    """After what was told: the council's reply or question, the teller's news or withdrawal. It belongs to a report or
    to a professional's statement.

    `shown` is all that anybody may change of it: which parts are hidden. `kind`: of the council `reply`, `question`,
    `further` (a question that stops no clock), `word` or `change`; of the teller `news`, `asks`, `withdrawal` or
    `quoted` (the rest of what another council wrote, in the order of their form)."""

    __tablename__ = "report_messages"
    __table_args__ = (
        same_council("report_id", "tenants.reports"),
        same_council("statement_id", "tenants.statements"),
        same_council("staff_id", "council.staff"),
        CheckConstraint("num_nonnulls(report_id, statement_id) = 1", name="of_one"),
        Index("ix_report_messages_report", "tenant_id", "report_id", "at"),
        Index("ix_report_messages_statement", "tenant_id", "statement_id", "at"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=(*READ_ADD, Verb.UPDATE),
        jobs=READ,
        changes={"staff": ("shown",)},
        public=(
            PublicArm("report", Verb.SELECT, opened="report_id"),
            PublicArm(
                "report",
                Verb.INSERT,
                opened="report_id",
                fills=("body", "shown", "at"),
                only={"kind": ("news", "asks", "withdrawal")},
            ),
        ),
        definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE),
    )

    report_id: Mapped[UUID | None]
    statement_id: Mapped[UUID | None]
    kind: Mapped[str]
    body: Mapped[str]
    shown: Mapped[str]
    at: Mapped[datetime]
    staff_id: Mapped[UUID | None]


class ReportDraft(TenantModel):
    """A report half typed, opened again by the browser's cookie alone; gone after `expires_at` or when sent."""

    __tablename__ = "report_drafts"
    __table_args__ = (UniqueConstraint("tenant_id", "token_hash"), {"schema": "tenants"})
    visibility: ClassVar[Visibility] = Isolated(
        staff=NONE,
        jobs=NONE,
        public=(
            PublicArm(
                "intake",
                Verb.INSERT,
                fills=("token_hash", "answers", "saved_at", "expires_at"),
                condition="expires_at < transaction_timestamp() + interval '8 days'",
            ),
            PublicArm("intake", Verb.SELECT, opened="id"),
            PublicArm("intake", Verb.UPDATE, opened="id", fills=("answers", "saved_at")),
            PublicArm("intake", Verb.DELETE, opened="id"),
        ),
        definer=(Verb.SELECT, Verb.DELETE),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    answers: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
