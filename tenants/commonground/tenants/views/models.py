"""The table of saved views. Isolated; a row holds what is asked of the tracker, and nothing that it answers."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import ALL, NONE, Isolated, Own, Visibility


class SavedView(TenantModel):
    """`asked` is the tracker's address without its path, written by us. `team_id`: shared with that team."""

    __tablename__ = "saved_views"
    __table_args__ = (
        same_council("owner_id", "council.staff"),
        same_council("team_id", "council.teams"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("shared_at is null or team_id is not null", name="shared"),
        Index("ix_saved_views_owner", "tenant_id", "owner_id"),
        Index("ix_saved_views_team", "tenant_id", "team_id"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ALL,
        jobs=NONE,
        changes={"staff": ("name", "asked", "team_id", "shared_at", "saved_at")},
        own=Own("owner_id"),
    )

    owner_id: Mapped[UUID]
    name: Mapped[str]
    asked: Mapped[str]
    team_id: Mapped[UUID | None]
    shared_at: Mapped[datetime | None]
    saved_at: Mapped[datetime]
