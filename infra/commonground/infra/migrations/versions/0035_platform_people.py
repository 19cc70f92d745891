"""Of the platform's own people some run it, and some look after what councils share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    role = sa.Column("role", sa.Text(), nullable=False, server_default="platform_operator")
    op.add_column("operators", role, schema="identity")
    roles = "role in ('platform_operator', 'network_facilitator')"
    op.create_check_constraint(op.f("ck_operators_role"), "operators", roles, schema="identity")


def downgrade() -> None:
    # Whoever only facilitates must not come to run the platform by going back.
    op.execute("update identity.operators set ended_at = coalesce(ended_at, now()) where role <> 'platform_operator'")
    op.drop_column("operators", "role", schema="identity")
