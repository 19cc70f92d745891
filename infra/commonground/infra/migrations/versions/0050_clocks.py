"""Whom a referral's clock waited for, who has one open now, and a clock of our suggestion that begins switched off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_OFF_AT_FIRST = "consultation_clock"


def upgrade() -> None:
    whom: sa.Column[str] = sa.Column("asked_whom", sa.Text(), nullable=True)
    op.add_column("referral_events", whom, schema="tenants")
    opened: sa.Column[object] = sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("referral_looks", opened, schema="tenants")
    switch = "update commons.councils set switched_off = array_append(switched_off, :clock)"
    op.execute(sa.text(switch).bindparams(clock=_OFF_AT_FIRST))


def downgrade() -> None:
    switch = "update commons.councils set switched_off = array_remove(switched_off, :clock)"
    op.execute(sa.text(switch).bindparams(clock=_OFF_AT_FIRST))
    # Names every column that the public may not fill; the version before makes its own again.
    op.execute("drop policy if exists public_sending_insert on tenants.referral_events")
    op.drop_column("referral_looks", "opened_at", schema="tenants")
    op.drop_column("referral_events", "asked_whom", schema="tenants")
