"""What another council has sent and this one has accepted: whose it is here, and what it became. The words stand in the
sealed package (`disclosures/models.py`)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import READ, Isolated, Verb, Visibility


class ReceivedHandoff(TenantModel):
    """An accepted crossing at the receiver's. Its id is the offer's. Put in by the function that accepts; only whose it
    is and what it became are changed by people."""

    __tablename__ = "received_handoffs"
    __table_args__ = (
        same_council("taker_id", "council.staff"),
        same_council("team_id", "council.teams"),
        same_council("accepted_by", "council.staff"),
        same_council("referral_id", "tenants.referrals"),
        Index("ix_received_handoffs_team", "tenant_id", "team_id"),
        Index("ix_received_handoffs_referral", "tenant_id", "referral_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=(Verb.SELECT, Verb.UPDATE),
        jobs=READ,
        definer=(Verb.SELECT, Verb.INSERT, Verb.UPDATE),
        changes={
            "staff": ("taker_id", "team_id", "referral_id", "taken_in_at", "taken_in_by"),
            "definer": ("purged_at", "referral_id"),
        },
    )

    reference: Mapped[str]
    sender_id: Mapped[UUID]
    sender_name: Mapped[str]
    taker_id: Mapped[UUID]
    team_id: Mapped[UUID]
    accepted_by: Mapped[UUID]
    accepted_at: Mapped[datetime]
    referral_id: Mapped[UUID | None]
    taken_in_at: Mapped[datetime | None]
    taken_in_by: Mapped[UUID | None]
    purged_at: Mapped[datetime | None]
