"""The public register of councils. Anybody may read it; a council's own settings stand in `council.*`."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import ARRAY, CheckConstraint, LargeBinary, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import SharedModel


class Council(SharedModel):
    """A council as the public knows it. Its id is every isolated row's `tenant_id`."""

    __tablename__ = "councils"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("slug ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'", name="slug"),
        CheckConstraint("colour ~ '^#[0-9a-f]{6}$'", name="colour"),
        {"schema": "commons"},
    )

    slug: Mapped[str]
    name: Mapped[str]
    name_cy: Mapped[str | None]
    kind: Mapped[str]
    nation: Mapped[str]
    legal_powers: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    colour: Mapped[str]
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_alt: Mapped[str | None]
    front_door_phone: Mapped[str]
    out_of_hours_phone: Mapped[str]
    reads_from: Mapped[time]
    reads_until: Mapped[time]
    # Public and emergency wording by language: {"en": {"intro": …, "privacy": …, "emergency": …}, "cy": {…}}
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
