"""Tables around contexts. No column could hold a child's name: of a person the council's own reference stands here, to
be looked up where it is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import ALL, KEEP, NONE, READ, READ_ADD, Isolated, Own, Verb, Visibility

_GOES = (Verb.SELECT, Verb.DELETE)


class ContextRelation(TenantModel):
    """One context is part of another, opposite it, or the same group online. Read from both sides."""

    __tablename__ = "context_relations"
    __table_args__ = (
        same_council("context_id", "tenants.contexts"),
        same_council("other_id", "tenants.contexts"),
        same_council("put_by", "council.staff"),
        same_council("ended_by", "council.staff"),
        CheckConstraint("kind in ('part_of', 'opposite', 'same_group')", name="kind"),
        CheckConstraint("ended_at is null or ended_by is not null", name="ended_by_somebody"),
        Index("ix_context_relations_context", "tenant_id", "context_id"),
        Index("ix_context_relations_other", "tenant_id", "other_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=NONE,
        definer=_GOES,
        changes={"staff": ("context_id", "other_id", "ended_at", "ended_by")},
        own=Own("put_by"),
    )

    context_id: Mapped[UUID]
    other_id: Mapped[UUID]
    kind: Mapped[str]
    put_at: Mapped[datetime]
    put_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]


class ContextWatcher(TenantModel):
    """Somebody who wants to hear when a context changes, as long as they may open it."""

    __tablename__ = "context_watchers"
    __table_args__ = (
        same_council("context_id", "tenants.contexts"),
        same_council("staff_id", "council.staff"),
        Index("ix_context_watchers_context", "tenant_id", "context_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ALL, jobs=READ, definer=_GOES, changes={"staff": ("context_id",)}, own=Own("staff_id")
    )

    context_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    since: Mapped[datetime]


class ChildrenAffected(TenantModel):
    """How many children were believed affected on a day, and who says so. Never changed: what is believed now is the
    newest of them."""

    __tablename__ = "children_affected"
    __table_args__ = (
        same_council("context_id", "tenants.contexts"),
        same_council("put_by", "council.staff"),
        Index("ix_children_affected_context", "tenant_id", "context_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, definer=_GOES, own=Own("put_by"))

    context_id: Mapped[UUID]
    band: Mapped[str]
    age_band: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str]
    believed_on: Mapped[date]
    words: Mapped[str] = mapped_column(default="", server_default="")
    put_at: Mapped[datetime]
    put_by: Mapped[UUID]


class PersonLink(TenantModel):
    """That somebody of the council's case system has to do with a context: their reference there, and why."""

    __tablename__ = "person_links"
    __table_args__ = (
        same_council("context_id", "tenants.contexts"),
        same_council("put_by", "council.staff"),
        same_council("ended_by", "council.staff"),
        CheckConstraint("role in ('harmed', 'at_risk', 'may_harm', 'witness', 'family')", name="role"),
        CheckConstraint("reason <> ''", name="says_why"),
        CheckConstraint("ended_at is null or ended_by is not null", name="ended_by_somebody"),
        Index("ix_person_links_context", "tenant_id", "context_id"),
        Index("ix_person_links_review", "tenant_id", "review_on", postgresql_where=text("ended_at is null")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=NONE,
        definer=_GOES,
        changes={"staff": ("context_id", "review_on", "review_words", "ended_at", "ended_by", "end_words")},
        own=Own("put_by"),
    )

    context_id: Mapped[UUID]
    case_reference: Mapped[str]
    role: Mapped[str]
    reason: Mapped[str]
    review_on: Mapped[date]
    review_words: Mapped[str] = mapped_column(default="", server_default="")
    put_at: Mapped[datetime]
    put_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    end_words: Mapped[str] = mapped_column(default="", server_default="")
