"""The table of invitations to contexts. What was agreed stays as it was typed; only its state moves."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, Isolated, Verb, Visibility


class PartnerInvitation(TenantModel):
    """One invitation of an organisation, or of one person in it, to one context. Whoever works there reads by functions
    alone (`database/sql/045_shared.sql`), which ask all that stands here once more."""

    __tablename__ = "partner_invitations"
    __table_args__ = (
        same_council("organisation_id", "council.partner_organisations"),
        same_council("person_id", "council.staff"),
        same_council("context_id", "tenants.contexts"),
        same_council("sponsor_id", "council.staff"),
        same_council("authorised_by", "council.staff"),
        same_council("ended_by", "council.staff"),
        CheckConstraint("state in ('proposed', 'active', 'refused', 'withdrawn', 'ended')", name="state"),
        CheckConstraint(
            "basis in ('ca1989_s47', 'ca1989_s17', 'ca1989_s27', 'ca2004_s10', 'ca2004_s11', 'sswa2014_p7',"
            " 'public_task', 'legal_obligation')",
            name="basis",
        ),
        CheckConstraint(
            "openness in ('', 'told', 'some', 'not_told', 'nobody_in_particular')"
            " and (openness not in ('some', 'not_told') or untold_why <> '')",
            name="openness",
        ),
        CheckConstraint("purpose <> '' and necessity <> ''", name="says_why"),
        CheckConstraint("until_at <= proposed_at + interval '93 days 1 hour'", name="lasts"),
        CheckConstraint(
            "state <> 'active' or not names or (authorised_by is not null and authorised_by <> sponsor_id)",
            name="second_person",
        ),
        Index("ix_partner_invitations_context", "tenant_id", "context_id"),
        Index("ix_partner_invitations_organisation", "tenant_id", "organisation_id"),
        Index("ix_partner_invitations_until", "tenant_id", "until_at", postgresql_where=text("state = 'active'")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.DELETE),
        changes={
            "staff": (
                "state",
                "authorised_by",
                "authorised_at",
                "authorise_words",
                "ended_by",
                "ended_at",
                "end_words",
            )
        },
    )

    organisation_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    context_id: Mapped[UUID]
    sponsor_id: Mapped[UUID]
    purpose: Mapped[str]
    basis: Mapped[str]
    necessity: Mapped[str]
    openness: Mapped[str] = mapped_column(default="", server_default="")
    """Whether young people and parents were told; empty where nobody was asked, since no name is shared."""
    untold_why: Mapped[str] = mapped_column(default="", server_default="")
    advice: Mapped[str] = mapped_column(default="", server_default="")
    names: Mapped[bool]
    notes: Mapped[bool]
    state: Mapped[str]
    proposed_at: Mapped[datetime]
    until_at: Mapped[datetime]
    authorised_by: Mapped[UUID | None]
    authorised_at: Mapped[datetime | None]
    authorise_words: Mapped[str] = mapped_column(default="", server_default="")
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    end_words: Mapped[str] = mapped_column(default="", server_default="")
