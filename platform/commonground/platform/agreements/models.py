"""Tables of agreements. A row is its parties'; it is put in and signed through functions that say who does it
(`database/sql/067_agreements.sql`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import SharedModel
from commonground.platform.database.visibility import KEEP, Between, Visibility


class Agreement(SharedModel):
    """What councils agree to do across their borders. `kinds`: of which kinds of crossing,
    empty for all. Between two councils it is in force while both have signed and neither has withdrawn."""

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("until_on is null or until_on >= from_on", name="lasts"),
        CheckConstraint("version > 0", name="version"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(
        parties=("proposer_id",), among="councils", definer=KEEP, changes={"definer": ("ended_at",)}
    )

    proposer_id: Mapped[UUID]
    councils: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    name: Mapped[str]
    region: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int]
    replaces_id: Mapped[UUID | None]
    inform: Mapped[bool]
    work_jointly: Mapped[bool]
    hand_over: Mapped[bool]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    words: Mapped[str] = mapped_column(default="", server_default="")
    """Where the document itself lies, and what else there is to know of it."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    """From when on a newer version is there instead; that may be a day to come."""


class AgreementSignature(SharedModel):
    """That one council has signed, by whom, and since when it does not hold itself to it any more. A council that has
    withdrawn may sign again: that is another row."""

    __tablename__ = "agreement_signatures"
    __table_args__ = (
        Index("ix_agreement_signatures_agreement", "agreement_id", "council_id"),
        Index("ix_agreement_signatures_council", "council_id"),
        {"schema": "crossing"},
    )
    visibility: ClassVar[Visibility] = Between(
        parties=("council_id",),
        among="councils",
        definer=KEEP,
        changes={"definer": ("withdrawn_at", "withdrawn_by", "withdrawn_words")},
    )

    council_id: Mapped[UUID]
    councils: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("crossing.agreements.id"))
    signed_at: Mapped[datetime]
    signed_by: Mapped[str]
    signed_as: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(default="", server_default="")
    withdrawn_words: Mapped[str] = mapped_column(default="", server_default="")
