"""Somebody is told that the scanner refused a file of theirs."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_NOTICES = ("file_refused",)


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'file_refused'")
    know("notifications", "kind", forgotten=_NOTICES)
