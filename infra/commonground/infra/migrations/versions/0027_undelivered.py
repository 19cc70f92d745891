"""Mails that did not arrive are told of: when they were, and the notice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.infra.migrations.codes import know

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_NOTICES = frozenset({"mail_undelivered"})
_RECORDS = frozenset({"mails"})


def upgrade() -> None:
    op.add_column("mails", sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True), schema="council")
    know("notifications", "kind", _NOTICES)
    know("notifications", "subject_kind", _RECORDS)


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind = 'mails'")
    know("notifications", "subject_kind", forgotten=_RECORDS)
    know("notifications", "kind", forgotten=_NOTICES)
    op.drop_column("mails", "reported_at", schema="council")
