"""What only one kind of context has: who manages a place, how old a group is, whom one rings at a school, who can read
along online."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_DETAILS = ("owner", "owner_reach", "opening", "size", "age_band", "common_link", "establishment", "dsl_post",
            "dsl_phone", "audience")  # fmt: skip  # by kind


def upgrade() -> None:
    for name in _DETAILS:
        op.add_column("contexts", sa.Column(name, sa.Text(), server_default="", nullable=False), schema="tenants")


def downgrade() -> None:
    for name in reversed(_DETAILS):
        op.drop_column("contexts", name, schema="tenants")
