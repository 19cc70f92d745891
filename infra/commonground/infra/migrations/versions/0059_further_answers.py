"""Whoever refers can say a school's establishment number, how far a place reaches, and which other councils' areas it
concerns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

_ANSWERS = ("establishment", "boundary", "other_boroughs")


def upgrade() -> None:
    for name in _ANSWERS:
        op.add_column("statements", sa.Column(name, sa.Text(), server_default="", nullable=False), schema="tenants")


def downgrade() -> None:
    for name in reversed(_ANSWERS):
        op.drop_column("statements", name, schema="tenants")
