"""Whoever answers for access is told when something will be kept for less time."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_NOTICE, _RECORD = "kept_shorter", "retention"


def upgrade() -> None:
    know("notifications", "kind", [_NOTICE])
    know("notifications", "subject_kind", [_RECORD])


def downgrade() -> None:
    # The owner is under the row policies too, and has no council: it lifts them until this transaction ends.
    op.execute("alter table council.notifications no force row level security")
    op.execute("delete from council.notifications where kind = 'kept_shorter'")
    op.execute("alter table council.notifications force row level security")
    know("notifications", "subject_kind", forgotten=[_RECORD])
    know("notifications", "kind", forgotten=[_NOTICE])
