"""People named on a restricted record are told when a subject-access request may concern it."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_NOTICE = "asked_about_yours"


def upgrade() -> None:
    know("notifications", "kind", [_NOTICE])


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'asked_about_yours'")
    know("notifications", "kind", forgotten=[_NOTICE])
