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
    op.execute("delete from council.notifications where kind in ('kept_shorter', 'access_given')")
    know("notifications", "subject_kind", forgotten=_RECORDS)
    know("notifications", "kind", forgotten=_NOTICES)
