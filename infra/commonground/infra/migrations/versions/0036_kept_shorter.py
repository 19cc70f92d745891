"""Whoever answers for access is told when something will be kept for less time, and who comes to answer for it."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_NOTICES, _RECORDS = ("kept_shorter", "access_given"), ("retention", "people")


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)
    know("notifications", "subject_kind", _RECORDS)


def downgrade() -> None:
    # The owner is under the row policies too, and has no council: it lifts them until this transaction ends.
    op.execute("alter table council.notifications no force row level security")
    op.execute("delete from council.notifications where kind in ('kept_shorter', 'access_given')")
    op.execute("alter table council.notifications force row level security")
    know("notifications", "subject_kind", forgotten=_RECORDS)
    know("notifications", "kind", forgotten=_NOTICES)
