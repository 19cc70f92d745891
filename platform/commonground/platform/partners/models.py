"""Tables of the register. Isolated: two councils that work with the same organisation know nothing of each other's."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, Isolated, Visibility
from commonground.platform.partners.types import AgreementKind
from commonground.platform.reference import AGENCIES


def _codes(codes: object) -> str:
    return ", ".join(f"'{code}'" for code in codes)  # type: ignore[attr-defined]  # any sequence of codes


class PartnerOrganisation(TenantModel):
    """An organisation beside the council. `ended_at`: the council works with it no more, and nothing is shared."""

    __tablename__ = "partner_organisations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint(f"kind in ({_codes(AGENCIES.codes)})", name="kind"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=KEEP, jobs=READ, definer=READ)

    name: Mapped[str]
    kind: Mapped[str]
    contact_name: Mapped[str] = mapped_column(default="", server_default="")
    contact_email: Mapped[str] = mapped_column(default="", server_default="")
    contact_phone: Mapped[str] = mapped_column(default="", server_default="")
    about: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class PartnerAgreement(TenantModel):
    """Something that was agreed in writing: which version, signed when and by whom, in force from when until when."""

    __tablename__ = "partner_agreements"
    __table_args__ = (
        same_council("organisation_id", "council.partner_organisations"),
        CheckConstraint(f"kind in ({_codes([kind.value for kind in AgreementKind])})", name="kind"),
        CheckConstraint("valid_until >= valid_from", name="dates"),
        Index("ix_partner_agreements_organisation", "tenant_id", "organisation_id", "valid_until"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=KEEP, jobs=READ)

    organisation_id: Mapped[UUID]
    kind: Mapped[str]
    edition: Mapped[str]
    signed_on: Mapped[date]
    signed_by: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    kept_at: Mapped[str] = mapped_column(default="", server_default="")
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
