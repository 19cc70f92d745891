"""The table of what was agreed. Nothing in it is ever changed: whoever changes something adds a version."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import NONE, READ_ADD, Isolated, Own, Verb, Visibility


class AgreedVersion(TenantModel):
    """What was agreed, as it stood from `saved_at` on; of one `agreed_id` the highest version counts. Its id is that of
    its line in the referral's history. It is as visible as its referral.

    `agencies` and `leads` are codes of `reference.AGREE_TOGETHER`; `leads_post` is a role there. `came` is what came of
    it, `came_by` who said so."""

    __tablename__ = "agreed_versions"
    __table_args__ = (
        same_council("referral_id", "tenants.referrals"),
        same_council("saved_by", "council.staff"),
        same_council("came_by", "council.staff"),
        UniqueConstraint("tenant_id", "agreed_id", "version"),
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("kind in ('strategy_discussion', 'single_agency')", name="kind"),
        CheckConstraint("agreed <> ''", name="says_what"),
        CheckConstraint("leads = any(agencies)", name="leads_of_them"),
        CheckConstraint("(came = '') = (came_on is null) and (came = '') = (came_by is null)", name="came_whole"),
        Index("ix_agreed_versions_referral", "tenant_id", "referral_id", "agreed_id", "version"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD, jobs=NONE, definer=(Verb.SELECT, Verb.DELETE), own=Own("saved_by")
    )

    referral_id: Mapped[UUID]
    agreed_id: Mapped[UUID]
    version: Mapped[int]
    kind: Mapped[str]
    held_on: Mapped[date]
    held_at: Mapped[time | None]
    agencies: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    leads: Mapped[str]
    leads_post: Mapped[str]
    agreed: Mapped[str]
    due_on: Mapped[date]
    came: Mapped[str] = mapped_column(default="", server_default="")
    came_on: Mapped[date | None]
    came_by: Mapped[UUID | None]
    saved_by: Mapped[UUID]
    saved_at: Mapped[datetime]
