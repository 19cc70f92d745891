"""The table of files on records. Their bytes lie elsewhere (`platform/files/store.py`), under an id that no page shows.

Like flags and people on restricted records they name what they are on by kind and id, so that other records can have
files too."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, Isolated, Verb, Visibility


class Attachment(TenantModel):
    """One file. Whoever takes it off blanks what it is called and shows; when and why stays."""

    __tablename__ = "attachments"
    __table_args__ = (
        same_council("added_by", "council.staff"),
        same_council("taken_off_by", "council.staff"),
        UniqueConstraint("tenant_id", "object_id"),
        CheckConstraint("record_kind in ('referral', 'context')", name="record_kind"),
        CheckConstraint("kind in ('jpeg', 'png', 'pdf', 'docx', 'xlsx', 'odt', 'txt')", name="kind"),
        CheckConstraint("state in ('waiting', 'clean', 'unscanned', 'refused')", name="state"),
        CheckConstraint("size >= 0", name="size"),
        Index("ix_attachments_record", "tenant_id", "record_id"),
        Index("ix_attachments_state", "tenant_id", "state"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=(Verb.SELECT, Verb.INSERT, Verb.UPDATE),
        definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE),
        changes={
            # `record_id`: they go along when their context goes into another one.
            "staff": ("record_id", "name", "about", "taken_off_at", "taken_off_by", "taken_off_words"),
            "jobs": ("state", "scanned_at"),
        },
    )

    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    object_id: Mapped[UUID]
    name: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(default="", server_default="")
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[UUID]
    scanned_at: Mapped[datetime | None]
    taken_off_at: Mapped[datetime | None]
    taken_off_by: Mapped[UUID | None]
    taken_off_words: Mapped[str] = mapped_column(default="", server_default="")
