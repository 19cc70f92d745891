"""What the screener weighed: how often, how bad, whither, who looks out, and what is being done already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_CODES = ("frequency", "severity", "trajectory", "guardianship")


def upgrade() -> None:
    for code in _CODES:
        op.add_column("referrals", sa.Column(code, sa.Text(), nullable=True), schema="tenants")
    response = sa.Column("response", sa.Text(), server_default="", nullable=False)
    op.add_column("referrals", response, schema="tenants")


def downgrade() -> None:
    # It names every column; it is written again, as the models then declare it, after the next migration.
    op.execute("drop policy if exists public_sending_insert on tenants.referrals")
    for column in (*_CODES, "response"):
        op.drop_column("referrals", column, schema="tenants")
