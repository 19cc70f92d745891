"""A council's provider can be taken away; whom it knew stays known, for when it comes back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("providers", sa.Column("ended_at", sa.DateTime(timezone=True)), schema="identity")


def downgrade() -> None:
    op.drop_column("providers", "ended_at", schema="identity")
