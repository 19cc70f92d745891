"""A council's own staff, teams and who is in them. Isolated: lists of colleagues come from here."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, PrimaryKeyConstraint, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import Base, TenantModel, same_council
from commonground.platform.database.visibility import (
    ALL,
    KEEP,
    READ,
    READ_ADD,
    Isolated,
    PublicArm,
    Verb,
    Visibility,
)


class Staff(TenantModel):
    """Somebody who acts for this council. Roles decide actions; teams and allocation decide records.

    `email` is where notices go and never who they are; `lang` is the language they are written to in. `local`: they
    sign in with an account of ours, and the council itself gives them their roles. `organisation_id`: they work for a
    partner organisation, are in no list of colleagues, and have a pass of another kind (`partner`), which shows them
    their own row here and nothing else of the council's."""

    __tablename__ = "staff"
    __table_args__ = (
        same_council("organisation_id", "council.partner_organisations"),
        CheckConstraint("lang in ('en', 'cy')", name="lang"),
        Index("ix_staff_organisation", "tenant_id", "organisation_id"),
        {"schema": "council"},
    )
    # Names and roles come from the council's provider, at sign-in, or from its administrators through functions that
    # nobody can use on themselves: no page changes them, one's own roles least of all.
    visibility: ClassVar[Visibility] = Isolated(
        staff=(Verb.SELECT, Verb.UPDATE),
        jobs=READ,
        public=(
            PublicArm("partner", Verb.SELECT, opened="id"),
            PublicArm("partner", Verb.UPDATE, opened="id", fills=("lang",)),
            PublicArm("support", Verb.SELECT, condition="organisation_id is null"),
        ),
        definer=KEEP,
        changes={"staff": ("looked_at", "lang"), "definer": ("display_name", "roles", "email", "ended_at")},
    )

    display_name: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    email: Mapped[str | None]
    lang: Mapped[str] = mapped_column(default="en", server_default="en")
    organisation_id: Mapped[UUID | None]
    local: Mapped[bool] = mapped_column(default=False, server_default="false")
    looked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Team(TenantModel):
    """`kind`: `front_door`, `specialist` (contextual safeguarding) or `locality`."""

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint("kind in ('front_door', 'specialist', 'locality')", name="kind"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP, jobs=READ, public=(PublicArm("support", Verb.SELECT),), definer=READ_ADD
    )

    name: Mapped[str]
    kind: Mapped[str]
    area: Mapped[str | None]


class TeamMember(Base):
    """`by_provider`: given by a group of the identity provider, and taken away with it."""

    __tablename__ = "team_members"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "team_id", "staff_id"),
        same_council("team_id", "council.teams"),
        same_council("staff_id", "council.staff"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ALL,
        jobs=READ,
        public=(PublicArm("support", Verb.SELECT),),
        definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE),
    )

    tenant_id: Mapped[UUID]
    team_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    by_provider: Mapped[bool] = mapped_column(default=False, server_default="false")
    since: Mapped[datetime] = mapped_column(server_default=func.now())
