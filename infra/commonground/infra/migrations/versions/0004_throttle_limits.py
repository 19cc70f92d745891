"""How often each thing may be tried, where the database itself reads it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "throttle_limits",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("within", sa.Interval(), nullable=False),
        sa.Column("counted_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_throttle_limits")),
        schema="identity",
    )


def downgrade() -> None:
    op.drop_table("throttle_limits", schema="identity")
