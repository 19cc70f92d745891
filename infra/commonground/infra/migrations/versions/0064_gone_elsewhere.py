"""Whoever had a record is told that it has gone to somebody else."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_NOTICES = ("gone_elsewhere",)


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'gone_elsewhere'")
    know("notifications", "kind", forgotten=_NOTICES)
