"""A council's own words for our codes, each version of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]


def upgrade() -> None:
    op.create_table(
        "labels",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_labels_version")),
        sa.CheckConstraint("jsonb_typeof(words) = 'object'", name=op.f("ck_labels_by_table")),
        sa.ForeignKeyConstraint(["tenant_id", "saved_by"], _STAFF, name=op.f("fk_labels_tenant_id_saved_by")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_labels")),
        sa.UniqueConstraint("tenant_id", "version", name=op.f("uq_labels_tenant_id_version")),
        schema="council",
    )


def downgrade() -> None:
    op.drop_table("labels", schema="council")
