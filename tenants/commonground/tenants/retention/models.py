"""Tables of retention. Nothing here says anything of a record's content: kind, id, reference, days and people.

Two people dispose of a record: each puts in a row in their own name, and the function that removes the record
(`database/sql/065_disposal.sql`) asks for both."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import ADD, KEEP, NONE, READ, READ_ADD, Isolated, Own, Verb, Visibility

_TYPES = (
    "record_type in ('referral_closed', 'referral_taken_on', 'context', 'peer_group', 'child_in_need',"
    " 'child_protection', 'looked_after', 'looked_after_died')"
)
_BY_THEMSELVES = "'access_request', 'break_glass', 'notice', 'crossed'"
_CHOSEN = _TYPES.replace("'looked_after_died')", f"'looked_after_died', {_BY_THEMSELVES})")
_GROUND = "ground in ('time_is_up', 'duplicate', 'should_not_be_here', 'trial')"
_FROM = "counted_from in ('ended', 'last_change', 'birth', 'eighteen_or_last_change', 'death', 'given')"


class RetentionChoice(TenantModel):
    """What the council chose for one type of record, and why. Of those that have begun and were not taken back the
    newest counts; earlier ones stay. One that may let something go sooner begins a month after it was chosen."""

    __tablename__ = "retention_choices"
    __table_args__ = (
        same_council("chosen_by", "council.staff"),
        CheckConstraint(_CHOSEN, name="record_type"),
        CheckConstraint(_FROM, name="counted_from"),
        CheckConstraint("years * 12 + months between 1 and 1440", name="period"),
        CheckConstraint("reason <> ''", name="says_why"),
        CheckConstraint("taken_back_at is null or taken_back_by is not null", name="taken_back_by_somebody"),
        same_council("taken_back_by", "council.staff"),
        Index("ix_retention_choices_type", "tenant_id", "record_type", "id"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=NONE,
        definer=READ,
        changes={"staff": ("taken_back_at", "taken_back_by")},
        own=Own("chosen_by"),
    )

    record_type: Mapped[str]
    years: Mapped[int]
    months: Mapped[int]
    counted_from: Mapped[str]
    reason: Mapped[str]
    chosen_by: Mapped[UUID]
    chosen_at: Mapped[datetime]
    begins_on: Mapped[date]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[UUID | None]


class Hold(TenantModel):
    """A record that must not go, until somebody lifts it. Disposal takes away its words where it was lifted before."""

    __tablename__ = "holds"
    __table_args__ = (
        same_council("put_by", "council.staff"),
        same_council("lifted_by", "council.staff"),
        CheckConstraint("record_kind in ('referral', 'context')", name="record_kind"),
        CheckConstraint(
            "ground in ('inquiry', 'legal_claim', 'complaint', 'police', 'subject_access', 'case_review')",
            name="ground",
        ),
        CheckConstraint("lifted_at is null or lifted_by is not null", name="lifted_by_somebody"),
        Index("ix_holds_record", "tenant_id", "record_id"),
        Index("ix_holds_open", "tenant_id", "review_on", postgresql_where=text("lifted_at is null")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=NONE,
        definer=(Verb.SELECT, Verb.UPDATE),
        changes={
            "staff": ("review_on", "lifted_at", "lifted_by", "lift_words"),
            "definer": ("reason", "lift_words"),
        },
        own=Own("put_by"),
    )

    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    reference: Mapped[str]
    ground: Mapped[str]
    reason: Mapped[str]
    put_by: Mapped[UUID]
    put_at: Mapped[datetime]
    review_on: Mapped[date]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    lift_words: Mapped[str] = mapped_column(default="", server_default="")


class KeptLonger(TenantModel):
    """Somebody looked at a record whose time was up, and it stays until a day. Disposal takes the words away."""

    __tablename__ = "kept_longer"
    __table_args__ = (
        same_council("kept_by", "council.staff"),
        CheckConstraint("record_kind in ('referral', 'context')", name="record_kind"),
        Index("ix_kept_longer_record", "tenant_id", "record_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD,
        jobs=NONE,
        definer=(Verb.SELECT, Verb.UPDATE),
        changes={"definer": ("reason",)},
        own=Own("kept_by"),
    )

    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    until: Mapped[date]
    reason: Mapped[str]
    kept_by: Mapped[UUID]
    kept_at: Mapped[datetime]


class Disposal(TenantModel):
    """That a record may go, as the first of two people sees it. Withdrawn, stopped, or carried out: then there is a
    certificate."""

    __tablename__ = "disposals"
    __table_args__ = (
        same_council("proposed_by", "council.staff"),
        same_council("withdrawn_by", "council.staff"),
        CheckConstraint("record_kind in ('referral', 'context')", name="record_kind"),
        CheckConstraint(_TYPES, name="record_type"),
        CheckConstraint(_GROUND, name="ground"),
        CheckConstraint("stopped_for in ('held', 'changed')", name="stopped_for"),
        Index(
            "ix_disposals_open",
            "tenant_id",
            "record_id",
            postgresql_where=text("withdrawn_at is null and stopped_at is null"),
        ),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.UPDATE),
        changes={"staff": ("withdrawn_at", "withdrawn_by"), "definer": ("stopped_at", "stopped_for")},
        own=Own("proposed_by"),
    )

    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    reference: Mapped[str]
    record_type: Mapped[str]
    due_on: Mapped[date]
    ground: Mapped[str]
    trial: Mapped[bool]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    stopped_at: Mapped[datetime | None]
    stopped_for: Mapped[str | None]


class DisposalConfirmation(TenantModel):
    """The second person's word for it."""

    __tablename__ = "disposal_confirmations"
    __table_args__ = (
        same_council("disposal_id", "tenants.disposals"),
        same_council("confirmed_by", "council.staff"),
        Index("ix_disposal_confirmations_disposal", "tenant_id", "disposal_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, definer=READ, own=Own("confirmed_by"))

    disposal_id: Mapped[UUID]
    confirmed_by: Mapped[UUID]
    confirmed_at: Mapped[datetime]


class DisposalCertificate(TenantModel):
    """That a record is gone: what went, by table with ids and numbers, who said so and when. Written by the function
    that removes it, and by nobody else; it stays."""

    __tablename__ = "disposal_certificates"
    __table_args__ = (
        same_council("disposal_id", "tenants.disposals"),
        same_council("proposed_by", "council.staff"),
        same_council("confirmed_by", "council.staff"),
        UniqueConstraint("tenant_id", "disposal_id"),
        CheckConstraint("record_kind in ('referral', 'context')", name="record_kind"),
        CheckConstraint(_TYPES, name="record_type"),
        CheckConstraint(_GROUND, name="ground"),
        Index("ix_disposal_certificates_record", "tenant_id", "record_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ, jobs=READ, definer=(Verb.SELECT, Verb.INSERT))

    disposal_id: Mapped[UUID]
    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    reference: Mapped[str]
    record_type: Mapped[str]
    ground: Mapped[str]
    due_on: Mapped[date]
    trial: Mapped[bool]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID]
    confirmed_at: Mapped[datetime]
    disposed_at: Mapped[datetime]
    gone: Mapped[dict[str, Any]] = mapped_column(JSONB)


class GoneByItself(TenantModel):
    """That so many of one type went by themselves, and after how many months. Written by the function that deletes
    them (`database/sql/081_outlived.sql`), and by nobody else; it stays."""

    __tablename__ = "gone_by_itself"
    __table_args__ = (
        CheckConstraint(f"record_type in ({_BY_THEMSELVES})", name="record_type"),
        CheckConstraint("number > 0", name="number"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ, jobs=NONE, definer=ADD)

    record_type: Mapped[str]
    months: Mapped[int]
    number: Mapped[int]
    gone_at: Mapped[datetime]


class TrialRecord(TenantModel):
    """A record that is nobody's: made to try holds, disposal and subject access on it."""

    __tablename__ = "trial_records"
    __table_args__ = (
        same_council("made_by", "council.staff"),
        Index("ix_trial_records_record", "tenant_id", "record_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, own=Own("made_by"))

    record_id: Mapped[UUID]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
