"""Two records of one place are put together, and taken apart again when that was wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "context_merges",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", JSONB(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undo_words", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_context_merges_says_why")),
        sa.CheckConstraint(
            "undone_at is null or undone_by is not null", name=op.f("ck_context_merges_undone_by_somebody")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_context_merges_tenant_id_{column}"),
            )
            for column, target in (
                ("context_id", "tenants.contexts"), ("into_id", "tenants.contexts"),
                ("merged_by", "council.staff"), ("undone_by", "council.staff"),
            )
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_context_merges")),
        schema="tenants",
    )  # fmt: skip  # one line to a column
    op.create_index(
        "ix_context_merges_context", "context_merges", ["tenant_id", "context_id"], unique=True, schema="tenants",
        postgresql_where=sa.text("undone_at is null"),
    )  # fmt: skip  # one line to its columns
    op.create_index("ix_context_merges_into", "context_merges", ["tenant_id", "into_id"], schema="tenants")


def downgrade() -> None:
    op.drop_table("context_merges", schema="tenants")
