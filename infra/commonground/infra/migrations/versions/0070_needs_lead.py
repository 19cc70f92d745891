"""Somebody who can give a lead is told that a referral waits for one."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

_NOTICES = ("referral_needs_lead",)


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'referral_needs_lead'")
    know("notifications", "kind", forgotten=_NOTICES)
