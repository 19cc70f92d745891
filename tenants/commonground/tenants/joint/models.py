"""Tables of a council's own side. The ids are those of the shared rows; no shared row knows of these."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, READ_ADD, Isolated, Own, Verb, Visibility


class JointLink(TenantModel):
    """Whose a joint concern is here. Its id is the concern's; it is put in by the functions that begin and join one."""

    __tablename__ = "joint_links"
    __table_args__ = (
        same_council("team_id", "council.teams"),
        same_council("coordinator_id", "council.staff"),
        # A context may go when its time is up, and the joint concern goes on.
        same_council("our_context_id", "tenants.contexts", ondelete="SET NULL (our_context_id)"),
        CheckConstraint("kind in ('peer_group', 'place', 'school', 'online')", name="kind"),
        Index("ix_joint_links_team", "tenant_id", "team_id"),
        Index("ix_joint_links_context", "tenant_id", "our_context_id"),
        Index("ux_joint_links_reference", "tenant_id", "reference", unique=True),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=(Verb.SELECT, Verb.UPDATE),
        jobs=READ,
        definer=KEEP,
        changes={
            "staff": ("our_context_id",),
            "definer": ("team_id", "coordinator_id", "our_context_id", "over_at"),
        },
    )

    reference: Mapped[str]
    kind: Mapped[str]
    team_id: Mapped[UUID]
    coordinator_id: Mapped[UUID]
    our_context_id: Mapped[UUID | None]
    since: Mapped[datetime]
    over_at: Mapped[datetime | None]
    """Since when this council works on it no more."""


class JointMinutes(TenantModel):
    """Minutes of a joint meeting while nobody but this council may read them: a second person looks through them for
    names first. What is published stands in the joint concern, and is emptied here."""

    __tablename__ = "joint_minutes"
    __table_args__ = (
        same_council("concern_id", "tenants.joint_links"),
        same_council("writer_id", "council.staff"),
        same_council("checker_id", "council.staff"),
        CheckConstraint("state in ('waiting', 'returned', 'published')", name="state"),
        CheckConstraint("checker_id is null or checker_id <> writer_id", name="second_person"),
        Index("ix_joint_minutes_waiting", "tenant_id", "concern_id", postgresql_where=text("state = 'waiting'")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD,
        jobs=READ,
        definer=(Verb.SELECT, Verb.UPDATE),
        own=Own("writer_id"),
        changes={"definer": ("words", "state", "checker_id", "checked_at", "check_words")},
    )

    concern_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    attendance: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """Codes of agencies, and how many people in all: never who."""
    words: Mapped[str]
    writer_id: Mapped[UUID]
    written_at: Mapped[datetime]
    state: Mapped[str]
    checker_id: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
    check_words: Mapped[str] = mapped_column(default="", server_default="")


class JointPartner(TenantModel):
    """Whom of its own partners this council has let in. Its id is the guest's."""

    __tablename__ = "joint_partners"
    __table_args__ = (
        same_council("concern_id", "tenants.joint_links"),
        same_council("organisation_id", "council.partner_organisations"),
        same_council("person_id", "council.staff"),
        same_council("sponsor_id", "council.staff"),
        same_council("ended_by", "council.staff"),
        CheckConstraint("purpose <> ''", name="says_why"),
        Index("ix_joint_partners_organisation", "tenant_id", "organisation_id"),
        Index("ix_joint_partners_concern", "tenant_id", "concern_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ, jobs=READ, definer=KEEP, changes={"definer": ("ended_at", "ended_by")}
    )

    concern_id: Mapped[UUID]
    organisation_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    sponsor_id: Mapped[UUID]
    purpose: Mapped[str]
    since: Mapped[datetime]
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
