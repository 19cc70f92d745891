"""A council's own playbooks, each version of them, and its list of contacts. Isolated."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, NONE, READ, READ_ADD, Isolated, Own, Visibility
from commonground.platform.versions import VersionModel, numbered


class OwnPlaybook(VersionModel):
    """One playbook as the council has it from `saved_at` on; only ever added to, so that old words can be looked up.
    The highest version counts. `words` is empty where ours counts again."""

    __tablename__ = "own_playbooks"
    __table_args__ = (
        same_council("saved_by", "council.staff"),
        UniqueConstraint("tenant_id", "code", "version"),
        numbered(),
        CheckConstraint("words is null or jsonb_typeof(words) = 'object'", name="by_part"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, own=Own("saved_by"))

    code: Mapped[str]
    words: Mapped[dict[str, list[list[str]]] | None] = mapped_column(JSONB(none_as_null=True))
    saved_by: Mapped[UUID]


class RingContact(TenantModel):
    """Whom to ring: a post at an agency, not a person, so that it still answers when somebody has left."""

    __tablename__ = "ring_contacts"
    __table_args__ = (
        CheckConstraint("phone <> '' or email <> ''", name="reachable"),
        Index("ix_ring_contacts_agency", "tenant_id", "agency"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        changes={"staff": ("agency", "post", "phone", "email", "hours", "changed_at", "ended_at", "version")},
    )

    agency: Mapped[str]
    post: Mapped[str]
    phone: Mapped[str] = mapped_column(default="", server_default="")
    email: Mapped[str] = mapped_column(default="", server_default="")
    hours: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
