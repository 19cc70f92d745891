"""Reports on whether a council is isolated, as they were signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "isolation_reports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("verdict in ('green', 'incomplete', 'red')", name=op.f("ck_isolation_reports_verdict")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_isolation_reports")),
        schema="audit",
    )
    op.create_index("ix_isolation_reports_at", "isolation_reports", ["tenant_id", "at"], schema="audit")


def downgrade() -> None:
    op.drop_table("isolation_reports", schema="audit")
