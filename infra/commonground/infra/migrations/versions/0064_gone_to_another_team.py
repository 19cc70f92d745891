"""Whoever had a record is told that it has gone to another team."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_NOTICES = ("gone_to_another_team",)


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'gone_to_another_team'")
    know("notifications", "kind", forgotten=_NOTICES)
