"""The public register of councils. Anybody may read it; a council's own settings stand in `council.*`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar, Final

from sqlalchemy import ARRAY, CheckConstraint, Date, LargeBinary, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from commonground.platform.database.base import SharedModel
from commonground.platform.database.visibility import KEEP, Commons, Visibility

OWN_TO_CHANGE: Final = (
    "name", "name_cy", "legal_powers", "areas", "languages", "colour", "logo", "logo_alt", "front_door_phone",
    "out_of_hours_phone", "reads_from", "reads_until", "closures", "switched_off", "texts", "kind", "nation",
)  # fmt: skip  # column names
"""What a council's administrator changes of it, kind and nation before they are settled. The short name stays as the
operator put it."""


class Council(SharedModel):
    """A council as the public knows it. Its id is every isolated row's `tenant_id`."""

    __tablename__ = "councils"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("slug ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'", name="slug"),
        CheckConstraint("colour ~ '^#[0-9a-f]{6}$'", name="colour"),
        {"schema": "commons"},
    )
    # Changed by narrow functions alone: whoever may act is looked up there (`058_onboarding.sql`).
    visibility: ClassVar[Visibility] = Commons(definer=KEEP, changes={"definer": (*OWN_TO_CHANGE, "opened_at")})

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
    closures: Mapped[list[date]] = mapped_column(ARRAY(Date()), server_default="{}")
    """Days on which it is closed besides weekends and its nation's bank holidays."""
    switched_off: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default="{}")
    """Features that it does without (`access/features.py`)."""
    # Public and emergency wording by language: {"en": {"intro": …, "privacy": …, "emergency": …}, "cy": {…}}
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    opened_at: Mapped[datetime | None]
    """Since when the public may report: when the last thing on its list of evidence stood. Empty: not yet."""
    # Read with the row by whoever asks which version of its settings stands (`gate.council_row`); else empty.
    logo_digest: Mapped[bytes | None] = query_expression()
    issuer: Mapped[str | None] = query_expression()
