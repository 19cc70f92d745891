"""Somebody is told that a question which stopped a referral's clock has had no answer for long."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_NOTICES = ("referral_waits_long",)


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'referral_waits_long'")
    know("notifications", "kind", forgotten=_NOTICES)
