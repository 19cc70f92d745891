"""An earlier tracker is brought in: its files, its rows' own words, and what a council's own words mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_WORDS = (
    "lang", "subject", "where_said", "address", "postcode", "online_handle", "what_said", "when_said", "helps_said",
    "comments", "referrer", "children_references", "tracker_words", "external_reference",
)  # fmt: skip  # column names
_MAYBE = ("venue", "group_size", "danger", "how_often")
_DECIDED = "ck_referrals_decided_says_why"
_SAYS_WHY = "state <> 'decided' or (outcome is not null and rationale <> '' and {})"


def upgrade() -> None:
    _imports()
    _rows()
    _meanings()
    op.drop_constraint(op.f(_DECIDED), "referrals", schema="tenants", type_="check")
    _decided("(decided_by is not null or route = 'tracker')")


def downgrade() -> None:
    """Referrals of an earlier tracker have nobody here who decided them: whoever goes back undoes the imports first."""
    op.drop_constraint(op.f(_DECIDED), "referrals", schema="tenants", type_="check")
    _decided("decided_by is not null")
    op.drop_table("tracker_meanings", schema="council")
    op.drop_table("imported_rows", schema="tenants")
    op.drop_table("tracker_imports", schema="tenants")


def _decided(by: str) -> None:
    op.create_check_constraint(op.f(_DECIDED), "referrals", _SAYS_WHY.format(by), schema="tenants")


def _keys() -> tuple[sa.Column[object], ...]:
    return sa.Column("tenant_id", sa.Uuid(), nullable=False), sa.Column("id", sa.Uuid(), nullable=False)


def _uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _same(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_tenant_id_{column}")
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], name=name)


def _imports() -> None:
    op.create_table(
        "tracker_imports",
        *_keys(),
        _uuid("staff_id"),
        _at("chosen_at"),
        sa.Column("file_hash", sa.LargeBinary(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=True),
        sa.Column("choices", sa.LargeBinary(), nullable=False),
        _at("imported_at", nullable=True),
        *_numbers("brought", "here", "left_out"),
        _at("undone_at", nullable=True),
        _uuid("undone_by", nullable=True),
        _same("tracker_imports", "staff_id", "council.staff"),
        _same("tracker_imports", "undone_by", "council.staff"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tracker_imports")),
        sa.CheckConstraint(
            "(imported_at is null) = (cells is not null)", name=op.f("ck_tracker_imports_cells_until_brought_in")
        ),
        sa.CheckConstraint(
            "undone_at is null or imported_at is not null", name=op.f("ck_tracker_imports_undone_after")
        ),
        sa.CheckConstraint(
            "undone_at is null or undone_by is not null", name=op.f("ck_tracker_imports_undone_by_somebody")
        ),
        schema="tenants",
    )
    op.create_index(
        "ix_tracker_imports_waiting",
        "tracker_imports",
        ["chosen_at"],
        schema="tenants",
        postgresql_where=sa.text("imported_at is null"),
    )
    op.create_index("ix_tracker_imports_at", "tracker_imports", ["tenant_id", "imported_at"], schema="tenants")


def _rows() -> None:
    op.create_table(
        "imported_rows",
        *_keys(),
        _uuid("referral_id"),
        _uuid("import_id"),
        *_numbers("row_number", "names_masked"),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        *_text(*_WORDS),
        *_text(*_MAYBE, nullable=True),
        sa.Column("ages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("shown", JSONB(), nullable=False),
        _at("sent_at"),
        _at("cleared_at", nullable=True),
        _uuid("cleared_by", nullable=True),
        _same("imported_rows", "referral_id", "tenants.referrals"),
        _same("imported_rows", "import_id", "tenants.tracker_imports"),
        _same("imported_rows", "cleared_by", "council.staff"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_imported_rows")),
        sa.UniqueConstraint("tenant_id", "referral_id", name=op.f("uq_imported_rows_tenant_id_referral_id")),
        sa.UniqueConstraint("tenant_id", "fingerprint", name=op.f("uq_imported_rows_tenant_id_fingerprint")),
        sa.CheckConstraint(
            "cleared_at is null or cleared_by is not null", name=op.f("ck_imported_rows_cleared_by_somebody")
        ),
        schema="tenants",
    )
    for name, columns in (("import", ["import_id", "row_number"]), ("reference", ["external_reference"])):
        op.create_index(f"ix_imported_rows_{name}", "imported_rows", ["tenant_id", *columns], schema="tenants")


def _meanings() -> None:
    op.create_table(
        "tracker_meanings",
        *_keys(),
        *_text("about", "words", "means"),
        _at("chosen_at"),
        _uuid("chosen_by"),
        _same("tracker_meanings", "chosen_by", "council.staff"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tracker_meanings")),
        sa.CheckConstraint(
            "about in ('column', 'harm', 'source', 'venue', 'decision')", name=op.f("ck_tracker_meanings_about")
        ),
        schema="council",
    )
    columns = ["tenant_id", "about", "words", "chosen_at"]
    op.create_index("ix_tracker_meanings_words", "tracker_meanings", columns, schema="council")
