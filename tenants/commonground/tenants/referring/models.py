"""Tables of the professional's way in: what they wrote, the layer of it that names people, and the council's basis."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, NONE, READ, READ_ADD, Isolated, Own, Verb, Visibility
from commonground.tenants.intake.receiving import SAID
from commonground.tenants.intake.said import OF_COPY, Said


class Statement(Said):
    """What a professional wrote who referred it. `staff_id` is whoever did: nobody refers in another's name.
    `organisation`: the partner for which they worked then, as it was called; empty for the council's own people."""

    __tablename__ = "statements"
    __table_args__ = (
        same_council("referral_id", "tenants.referrals"),
        same_council("staff_id", "council.staff"),
        same_council("organisation_id", "council.partner_organisations"),
        UniqueConstraint("tenant_id", "referral_id"),
        CheckConstraint("openness in ('told', 'not_told', 'nobody_in_particular')", name="openness"),
        CheckConstraint("openness <> 'not_told' or untold_why <> ''", name="untold_says_why"),
        CheckConstraint(
            "basis in ('public_task', 'legal_obligation', 'vital_interests', 'consent', 'legitimate_interests')",
            name="basis",
        ),
        CheckConstraint("(organisation_id is null) = (organisation = '')", name="named_organisation"),
        Index("ix_statements_staff", "tenant_id", "staff_id", "sent_at"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE),
        changes={"staff": OF_COPY},
        own=Own("staff_id"),
    )
    free: ClassVar[tuple[str, ...]] = (
        *SAID, "boundary", "other_boroughs", "opening", "responsible", "establishment", "common_link", "platform",
        "first_noticed", "carried", "involved", "untold_why",
    )  # fmt: skip  # column names

    staff_id: Mapped[UUID]
    organisation_id: Mapped[UUID | None]
    organisation: Mapped[str] = mapped_column(default="", server_default="")
    job: Mapped[str]
    phone: Mapped[str]
    boundary: Mapped[str] = mapped_column(default="", server_default="")
    other_boroughs: Mapped[str] = mapped_column(default="", server_default="")
    opening: Mapped[str]
    responsible: Mapped[str]
    establishment: Mapped[str] = mapped_column(default="", server_default="")
    common_link: Mapped[str]
    platform: Mapped[str]
    first_noticed: Mapped[str]
    carried: Mapped[str]
    evidence: Mapped[str | None]
    reliability: Mapped[str | None]
    reported_to: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    involved: Mapped[str]
    openness: Mapped[str]
    untold_why: Mapped[str]
    basis: Mapped[str]

    @property
    def of_teller(self) -> tuple[str, str]:
        return "", self.phone


class StatementPeople(TenantModel):
    """The layer of a statement that points at people: children by their reference in the council's own case system,
    and adults of concern. A table of its own, so that nothing that shows a referral can show it beside."""

    __tablename__ = "statement_people"
    __table_args__ = (
        same_council("statement_id", "tenants.statements"),
        UniqueConstraint("tenant_id", "statement_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD, jobs=NONE, definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE)
    )

    statement_id: Mapped[UUID]
    case_references: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    adults: Mapped[str]
    at: Mapped[datetime]


class ReferringPolicy(TenantModel):
    """On which basis the council shares what professionals refer, as somebody chose it; the newest counts."""

    __tablename__ = "referring_policies"
    __table_args__ = (
        same_council("chosen_by", "council.staff"),
        CheckConstraint("basis in ('public_task', 'legal_obligation', 'vital_interests', 'consent')", name="basis"),
        Index("ix_referring_policies_at", "tenant_id", "chosen_at"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, definer=READ, own=Own("chosen_by"))

    basis: Mapped[str]
    words: Mapped[str]
    chosen_at: Mapped[datetime]
    chosen_by: Mapped[UUID]
