"""Signed heads name the key that verifies them, so that a file from the page can be verified as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("heads", sa.Column("public_key", sa.Text(), nullable=True), schema="audit")


def downgrade() -> None:
    op.drop_column("heads", "public_key", schema="audit")
