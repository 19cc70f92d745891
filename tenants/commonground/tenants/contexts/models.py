"""Tables of contexts. A group's members never stand here: no column could hold their names."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    FetchedValue,
    Index,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import Base, TenantModel, same_council
from commonground.platform.database.visibility import ALL, KEEP, READ, READ_ADD, Isolated, Own, Verb, Visibility
from commonground.tenants.contexts.names import other_names


class ContextRow(TenantModel):
    """A place, a peer group, a school or an online space that worries somebody."""

    __tablename__ = "contexts"
    __table_args__ = (
        same_council("team_id", "council.teams"),
        same_council("lead_id", "council.staff"),
        UniqueConstraint("tenant_id", "reference"),
        CheckConstraint("kind in ('place', 'group', 'school', 'online')", name="kind"),
        CheckConstraint("status in ('active', 'closed')", name="status"),
        Index("ix_contexts_status", "tenant_id", "status", "name", "id"),
        Index("ix_contexts_lead", "tenant_id", "lead_id"),
        Index("ix_contexts_restricted", "tenant_id", "id", postgresql_where=text("restricted")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP, jobs=READ, definer=(Verb.SELECT, Verb.UPDATE, Verb.DELETE), changes={"definer": ("version",)}
    )

    reference: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    description: Mapped[str] = mapped_column(default="")
    venue: Mapped[str | None]
    address: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    platform: Mapped[str] = mapped_column(default="")
    handle: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="", server_default="")
    owner_reach: Mapped[str] = mapped_column(default="", server_default="")
    opening: Mapped[str] = mapped_column(default="", server_default="")
    size: Mapped[str] = mapped_column(default="", server_default="")
    age_band: Mapped[str] = mapped_column(default="", server_default="")
    common_link: Mapped[str] = mapped_column(default="", server_default="")
    establishment: Mapped[str] = mapped_column(default="", server_default="")
    dsl_post: Mapped[str] = mapped_column(default="", server_default="")
    dsl_phone: Mapped[str] = mapped_column(default="", server_default="")
    audience: Mapped[str] = mapped_column(default="", server_default="")
    parts_called: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default=text("'{}'"))
    """What those are called that have gone into it: every name of each. They are never among its own aliases, so that
    nothing is to be taken off again when one is taken out."""
    parts_said: Mapped[str] = mapped_column(default="", server_default="")
    """What it is found by beside, of those that have gone into it."""
    merged: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It has gone into another one, as `ContextMerge` says; here as well, where whoever waited for the row reads it."""
    status: Mapped[str] = mapped_column(default="active")
    restricted: Mapped[bool] = mapped_column(default=False)
    team_id: Mapped[UUID]
    lead_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    said: Mapped[str] = mapped_column(server_default=FetchedValue(), deferred=True, deferred_raiseload=True)
    """What it is found by, made by the database of the columns above (`database/sql/042_contexts.sql`): only searches
    read it."""

    @property
    def other_names(self) -> list[str]:
        """What it is called beside its name, by itself and by what has gone into it."""
        return other_names(self.name, (*self.aliases, *self.parts_called))


class ContextEvent(TenantModel):
    """One line of a context's timeline; never changed, and taken out only with the record that it is about."""

    __tablename__ = "context_events"
    __table_args__ = (
        same_council("context_id", "tenants.contexts"),
        same_council("staff_id", "council.staff"),
        Index("ix_context_events_context", "tenant_id", "context_id", "at"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD,
        jobs=READ_ADD,
        definer=(Verb.SELECT, Verb.UPDATE, Verb.DELETE),
        changes={"definer": ("words", "referral_id", "other_id")},
    )

    context_id: Mapped[UUID]
    at: Mapped[datetime]
    staff_id: Mapped[UUID | None]
    verb: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    referral_id: Mapped[UUID | None]
    other_id: Mapped[UUID | None]
    """Which other context it is about as well: it is told to nobody who may not open that one."""


class ContextMerge(TenantModel):
    """That one context was found to be another one, and went into it. It stands where it stood, with its timeline, so
    that it can be taken out again: `moved` has the ids of what goes back then (of merges that an earlier version made,
    names too, which count for nothing).

    One that names the same context twice merges nothing."""

    __tablename__ = "context_merges"
    __table_args__ = (
        same_council("context_id", "tenants.contexts"),
        same_council("into_id", "tenants.contexts"),
        same_council("merged_by", "council.staff"),
        same_council("undone_by", "council.staff"),
        CheckConstraint("reason <> ''", name="says_why"),
        CheckConstraint("undone_at is null or undone_by is not null", name="undone_by_somebody"),
        Index("ix_context_merges_context", "tenant_id", "context_id", unique=True,
              postgresql_where=text("undone_at is null")),
        Index("ix_context_merges_into", "tenant_id", "into_id"),
        {"schema": "tenants"},
    )  # fmt: skip  # one line to a rule
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.DELETE),
        changes={"staff": ("into_id", "moved", "undone_at", "undone_by", "undo_words")},
        own=Own("merged_by"),
    )

    context_id: Mapped[UUID]
    into_id: Mapped[UUID]
    reason: Mapped[str]
    moved: Mapped[dict[str, list[str]]] = mapped_column(JSONB())
    merged_at: Mapped[datetime]
    merged_by: Mapped[UUID]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
    undo_words: Mapped[str] = mapped_column(default="", server_default="")


class NamedPerson(Base):
    """Who may open a restricted record: these people and nobody else."""

    __tablename__ = "named_people"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "record_id", "staff_id"),
        same_council("staff_id", "council.staff"),
        Index("ix_named_people_staff", "tenant_id", "staff_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=ALL, jobs=READ, definer=(Verb.SELECT, Verb.DELETE))

    tenant_id: Mapped[UUID]
    record_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    since: Mapped[datetime]
