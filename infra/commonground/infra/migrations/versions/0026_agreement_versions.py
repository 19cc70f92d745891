"""Agreements with partners know which version of theirs a form was filled from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "partner_agreements",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        schema="council",
    )


def downgrade() -> None:
    op.drop_column("partner_agreements", "version", schema="council")
