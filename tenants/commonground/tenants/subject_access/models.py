"""Tables of subject access. A mention is a place and never a copy: its words stay where they are, and go with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import ALL, KEEP, NONE, READ, Isolated, Own, Verb, Visibility


class AccessRequest(TenantModel):
    """Somebody asked what is held about a person. `name` and `aliases` are searched for; where `whole_names` says so,
    by the whole names alone. `lang`: in which the person is answered.

    `finished_at`: nothing waits for it any more. It was answered then, or, where `closed_why` says so, closed without
    an answer."""

    __tablename__ = "access_requests"
    __table_args__ = (
        same_council("opened_by", "council.staff"),
        same_council("taken_out_by", "council.staff"),
        same_council("finished_by", "council.staff"),
        CheckConstraint("asked_by in ('themselves', 'parent', 'representative')", name="asked_by"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("lang in ('en', 'cy')", name="lang"),
        CheckConstraint(
            "closed_why in ('withdrawn', 'same', 'typed_wrong', 'refused', 'unconfirmed')", name="closed_why"
        ),
        Index("ix_access_requests_due", "tenant_id", "finished_at", "due_on"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        # Whether it still waits: nobody is told of one that was answered. By when, as working days change.
        jobs=(Verb.SELECT, Verb.UPDATE),
        definer=(*READ, Verb.DELETE),
        changes={
            "jobs": ("due_on",),
            "staff": (
                "due_on",
                "extended_at",
                "extension_words",
                "searched_at",
                "whole_names",
                "taken_out_at",
                "taken_out_by",
                "finished_at",
                "finished_by",
                "closed_why",
                "closed_words",
            ),
        },
        own=Own("opened_by"),
    )

    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    asked_by: Mapped[str]
    identity_words: Mapped[str]
    lang: Mapped[str] = mapped_column(default="en", server_default="en")
    received_on: Mapped[date]
    due_on: Mapped[date]
    extended_at: Mapped[datetime | None]
    extension_words: Mapped[str] = mapped_column(default="", server_default="")
    trial: Mapped[bool]
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime]
    searched_at: Mapped[datetime | None]
    whole_names: Mapped[bool] = mapped_column(default=False, server_default="false")
    taken_out_at: Mapped[datetime | None]
    taken_out_by: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[UUID | None]
    closed_why: Mapped[str | None]
    closed_words: Mapped[str] = mapped_column(default="", server_default="")


class AccessMention(TenantModel):
    """One text in which the person may be mentioned, by column and row, and what somebody decided about it.

    `digest` is of the words that were decided about: where they have changed since, it is to be decided again. `hidden`
    are spans of them that the person does not get."""

    __tablename__ = "access_mentions"
    __table_args__ = (
        same_council("request_id", "tenants.access_requests"),
        same_council("decided_by", "council.staff"),
        UniqueConstraint("tenant_id", "request_id", "place", "row_id"),
        CheckConstraint("decision in ('give', 'somebody_else', 'withhold')", name="decision"),
        CheckConstraint(
            "ground in ('serious_harm', 'crime', 'legal_privilege', 'third_party')",
            name="ground",
        ),
        Index("ix_access_mentions_record", "tenant_id", "record_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ALL, jobs=NONE, definer=(Verb.SELECT, Verb.UPDATE, Verb.DELETE), changes={"definer": ("words", "hidden")}
    )

    request_id: Mapped[UUID]
    place: Mapped[str]
    row_id: Mapped[UUID]
    record_kind: Mapped[str]
    record_id: Mapped[UUID | None]
    reference: Mapped[str]
    at: Mapped[datetime | None]
    likely: Mapped[bool]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    decision: Mapped[str | None]
    hidden: Mapped[list[Any]] = mapped_column(JSONB)
    ground: Mapped[str | None]
    words: Mapped[str] = mapped_column(default="", server_default="")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
