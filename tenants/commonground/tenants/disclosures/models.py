"""Tables of what a council tells somebody outside it: the decision with its reasons, the sealed package, and the second
person's answer. They are the sender's own; what another council gets is a copy that a function makes
(`database/sql/068_crossings.sql`)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import KEEP, READ, READ_ADD, Isolated, Own, Verb, Visibility

_STAFF_CHANGES = (
    "verb", "kind", "urgency", "harms", "ages", "area", "names", "purpose", "basis", "necessity", "openness",
    "untold_why", "advice", "no_agreement_reason", "respond_by", "expires_at", "parts", "chosen", "files",
    "state", "package_id", "receiver_id", "changed_at", "version",
)  # fmt: skip  # column names
_DEFINER_CHANGES = (
    "state", "changed_at", "version", "parts", "purpose", "necessity", "untold_why", "advice", "no_agreement_reason",
)  # fmt: skip  # column names


class Disclosure(TenantModel):
    """One decision to share, from its draft on. Its id is the crossing's. `record_id`: the context or referral that it
    is about; none for a child of whom Commonground keeps no record.

    `parts`: what is chosen so far, by field. Once it is proposed, the package says it."""

    __tablename__ = "disclosures"
    __table_args__ = (
        same_council("author_id", "council.staff"),
        same_council("team_id", "council.teams"),
        UniqueConstraint("tenant_id", "reference"),
        CheckConstraint("destination in ('council', 'outside', 'partner')", name="destination"),
        CheckConstraint("record_kind in ('context', 'referral')", name="record_kind"),
        CheckConstraint("verb in ('inform', 'work_jointly', 'hand_over')", name="verb"),
        CheckConstraint("state in ('draft', 'proposed', 'authorised', 'refused', 'sent', 'over', 'discarded')",
                        name="state"),
        CheckConstraint("urgency in ('today', 'soon', 'routine')", name="urgency"),
        CheckConstraint("(destination = 'council') = (receiver_id is not null)", name="to_whom"),
        CheckConstraint(
            "state in ('draft', 'discarded') or (purpose <> '' and basis <> '' and necessity <> '' and openness <> '')",
            name="says_why",
        ),
        Index("ix_disclosures_record", "tenant_id", "record_id"),
        Index("ix_disclosures_team", "tenant_id", "team_id", "state"),
        # One thing is handed over to one council at a time.
        Index(
            "ux_disclosures_handed_over",
            "tenant_id",
            "record_id",
            unique=True,
            postgresql_where=text("state = 'sent' and verb = 'hand_over'"),
        ),
        {"schema": "tenants"},
    )  # fmt: skip  # a row to a constraint
    visibility: ClassVar[Visibility] = Isolated(
        staff=KEEP,
        jobs=READ,
        definer=(Verb.SELECT, Verb.UPDATE),
        changes={"staff": _STAFF_CHANGES, "definer": _DEFINER_CHANGES},
    )

    reference: Mapped[str]
    destination: Mapped[str]
    receiver_id: Mapped[UUID | None]
    receiver_words: Mapped[str] = mapped_column(default="", server_default="")
    """Who it is, where the receiver is no council of the platform."""
    thread_id: Mapped[UUID]
    verb: Mapped[str]
    kind: Mapped[str]
    record_kind: Mapped[str | None]
    record_id: Mapped[UUID | None]
    team_id: Mapped[UUID]
    author_id: Mapped[UUID]
    urgency: Mapped[str]
    harms: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    ages: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    area: Mapped[str | None]
    names: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column(default="", server_default="")
    basis: Mapped[str] = mapped_column(default="", server_default="")
    necessity: Mapped[str] = mapped_column(default="", server_default="")
    openness: Mapped[str] = mapped_column(default="", server_default="")
    untold_why: Mapped[str] = mapped_column(default="", server_default="")
    advice: Mapped[str] = mapped_column(default="", server_default="")
    no_agreement_reason: Mapped[str] = mapped_column(default="", server_default="")
    respond_by: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    parts: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    chosen: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default=text("'{}'"))
    """Which of them leave."""
    files: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list, server_default=text("'{}'"))
    """Which files of the record go along."""
    state: Mapped[str]
    package_id: Mapped[UUID | None]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Package(TenantModel):
    """A sealed copy: canonical JSON (RFC 8785) and its SHA-256. `no` 1 is the package, later numbers are supplements.
    The sender's is theirs, the receiver's copy is the receiver's; erased, the hash stays and no word does."""

    __tablename__ = "packages"
    __table_args__ = (
        CheckConstraint("side in ('sent', 'received')", name="side"),
        CheckConstraint("no > 0", name="no"),
        CheckConstraint("(erased_at is not null) = (canonical = '')", name="erased"),
        Index("ix_packages_crossing", "tenant_id", "crossing_id", "no"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD,
        jobs=READ,
        definer=KEEP,
        changes={"definer": ("canonical", "sent_at", "erased_at")},
        own=Own("made_by"),
    )

    crossing_id: Mapped[UUID]
    no: Mapped[int]
    side: Mapped[str]
    canonical: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """Which fields it holds, by code."""
    names: Mapped[bool]
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When the offer or the supplement that it is was sent: of several with one number, that one alone was."""
    erased_at: Mapped[datetime | None]


class PackageFile(TenantModel):
    """A file that goes along: its bytes lie under `object_id`, as a copy of this side. `attachment_id`: what it became
    on the receiver's record, once it was taken in and looked at for viruses there."""

    __tablename__ = "package_files"
    __table_args__ = (
        same_council("package_id", "tenants.packages"),
        UniqueConstraint("tenant_id", "object_id"),
        Index("ix_package_files_package", "tenant_id", "package_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD,
        jobs=(Verb.SELECT, Verb.UPDATE),
        definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE),
        changes={"jobs": ("copied_at", "refused_at", "attachment_id")},
    )

    package_id: Mapped[UUID]
    object_id: Mapped[UUID]
    from_object_id: Mapped[UUID | None]
    """At the sender's: where the worker fetches a receiver's copy from."""
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    copied_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    attachment_id: Mapped[UUID | None]


class Authorisation(TenantModel):
    """The second person's answer to exactly one package: its hash says which. Put in under one's own name alone."""

    __tablename__ = "authorisations"
    __table_args__ = (
        same_council("package_id", "tenants.packages"),
        CheckConstraint("verdict in ('agreed', 'refused')", name="verdict"),
        CheckConstraint("words <> ''", name="says_why"),
        Index("ix_authorisations_package", "tenant_id", "package_id"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=READ, definer=READ, own=Own("staff_id"))

    package_id: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    verdict: Mapped[str]
    words: Mapped[str]
    staff_id: Mapped[UUID]
    at: Mapped[datetime]
