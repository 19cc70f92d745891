"""Where a member of staff is written to, and in which language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("email", sa.Text(), nullable=True), schema="council")
    op.add_column("staff", sa.Column("lang", sa.Text(), server_default="en", nullable=False), schema="council")
    op.create_check_constraint(op.f("ck_staff_lang"), "staff", "lang in ('en', 'cy')", schema="council")


def downgrade() -> None:
    op.drop_column("staff", "lang", schema="council")
    op.drop_column("staff", "email", schema="council")
