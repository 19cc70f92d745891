"""Desks and teams that a council lists for other councils. Public to them all; put in and changed by its own keepers,
through functions that say who does it (`database/sql/067_agreements.sql`)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import SharedModel
from commonground.platform.database.visibility import ALL, Commons, Visibility


class DutyContact(SharedModel):
    """A desk, a post or a team: never somebody in person, and no case. What is over is deleted."""

    __tablename__ = "duty_contacts"
    __table_args__ = (
        CheckConstraint("kind in ('desk', 'team')", name="kind"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("phone <> '' or email <> ''", name="can_be_reached"),
        Index("ix_duty_contacts_council", "council_id", "kind", "name"),
        {"schema": "commons"},
    )
    visibility: ClassVar[Visibility] = Commons(
        definer=ALL,
        changes={"definer": ("kind", "name", "about", "phone", "email", "hours", "changed_at", "version")},
    )

    council_id: Mapped[UUID] = mapped_column(ForeignKey("commons.councils.id"))
    kind: Mapped[str]
    name: Mapped[str]
    about: Mapped[str] = mapped_column(default="", server_default="")
    """What it is for, or which area it has."""
    phone: Mapped[str] = mapped_column(default="", server_default="")
    email: Mapped[str] = mapped_column(default="", server_default="")
    hours: Mapped[str] = mapped_column(default="", server_default="")
    changed_at: Mapped[datetime]
    version: Mapped[int]
