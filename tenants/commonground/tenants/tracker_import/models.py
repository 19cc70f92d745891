"""Tables of bringing in an earlier tracker: each file with what came of it, each row's own words, and what a council's
own words mean."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import ALL, NONE, Isolated, Own, Verb, Visibility
from commonground.tenants.intake.receiving import SAID
from commonground.tenants.intake.said import Said


class TrackerImport(TenantModel):
    """A file that somebody chose: first its cells, then, once it is brought in, what came of it. `cells` are those of
    the whole workbook, packed; they go when it is brought in, and after a day in any case. The file's name is not kept:
    it may say too much. What is brought in again after it was undone is another row."""

    __tablename__ = "tracker_imports"
    __table_args__ = (
        same_council("staff_id", "council.staff"),
        same_council("undone_by", "council.staff"),
        CheckConstraint("(imported_at is null) = (cells is not null)", name="cells_until_brought_in"),
        CheckConstraint("undone_at is null or imported_at is not null", name="undone_after"),
        CheckConstraint("undone_at is null or undone_by is not null", name="undone_by_somebody"),
        Index("ix_tracker_imports_waiting", "chosen_at", postgresql_where=text("imported_at is null")),
        Index("ix_tracker_imports_at", "tenant_id", "imported_at"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=ALL,
        jobs=NONE,
        definer=(Verb.SELECT, Verb.UPDATE, Verb.DELETE),
        changes={
            "staff": ("cells", "choices", "imported_at", "brought", "here", "left_out"),
            "definer": ("undone_at", "undone_by"),
        },
        own=Own("staff_id"),
    )

    staff_id: Mapped[UUID]
    chosen_at: Mapped[datetime]
    file_hash: Mapped[bytes] = mapped_column(LargeBinary)
    cells: Mapped[bytes | None] = mapped_column(LargeBinary)
    choices: Mapped[bytes] = mapped_column(LargeBinary)
    """How it is read, as `choices.Choices`."""
    imported_at: Mapped[datetime | None]
    brought: Mapped[int] = mapped_column(default=0)
    here: Mapped[int] = mapped_column(default=0)
    """Rows that were here already."""
    left_out: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]


class ImportedRow(Said):
    """A row of the tracker that a council kept before, in its own words. `shown` holds none of the free ones but where
    it is until `cleared_at`: nobody wrote them for others to read."""

    __tablename__ = "imported_rows"
    __table_args__ = (
        same_council("referral_id", "tenants.referrals"),
        same_council("import_id", "tenants.tracker_imports"),
        same_council("cleared_by", "council.staff"),
        UniqueConstraint("tenant_id", "referral_id"),
        UniqueConstraint("tenant_id", "fingerprint"),
        CheckConstraint("cleared_at is null or cleared_by is not null", name="cleared_by_somebody"),
        Index("ix_imported_rows_import", "tenant_id", "import_id", "row_number"),
        Index("ix_imported_rows_reference", "tenant_id", "external_reference"),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=(Verb.SELECT, Verb.INSERT, Verb.UPDATE),
        jobs=(Verb.SELECT,),
        definer=(Verb.SELECT, Verb.DELETE),
        changes={"staff": ("shown", "names_masked", "cleared_at", "cleared_by")},
    )
    reaches_teller: ClassVar[bool] = False
    free: ClassVar[tuple[str, ...]] = (*SAID, "comments", "referrer", "children_references", "tracker_words")

    import_id: Mapped[UUID]
    row_number: Mapped[int]
    """As people count it in their own file, from 1."""
    external_reference: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    """By what a row is known again: its reference, or else all its words."""
    comments: Mapped[str]
    referrer: Mapped[str]
    children_references: Mapped[str]
    tracker_words: Mapped[str]
    """What stood in the cells of source, number of young people, worker and decision, which are codes here."""
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[UUID | None]

    @property
    def of_teller(self) -> tuple[str, str]:
        return self.referrer, ""


class TrackerMeaning(TenantModel):
    """What a council's own words mean, as somebody chose it last: `about` is `column` or one of the tables of codes.
    The newest counts. Written when a file is brought in, and never of words that may be a name (`remembering`)."""

    __tablename__ = "tracker_meanings"
    __table_args__ = (
        same_council("chosen_by", "council.staff"),
        CheckConstraint("about in ('column', 'harm', 'source', 'venue', 'decision')", name="about"),
        Index("ix_tracker_meanings_words", "tenant_id", "about", "words", "chosen_at"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=(Verb.SELECT, Verb.INSERT, Verb.DELETE), jobs=NONE, own=Own("chosen_by")
    )

    about: Mapped[str]
    words: Mapped[str]
    means: Mapped[str]
    chosen_at: Mapped[datetime]
    chosen_by: Mapped[UUID]
