"""Mails that did not arrive are told of: when they were, and the notice."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_NOTICES = frozenset({"mail_undelivered"})
_RECORDS = frozenset({"mails"})


def upgrade() -> None:
    op.add_column("mails", sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True), schema="council")
    _know("kind", _NOTICES)
    _know("subject_kind", _RECORDS)


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind = 'mails'")
    _know("subject_kind", forgotten=_RECORDS)
    _know("kind", forgotten=_NOTICES)
    op.drop_column("mails", "reported_at", schema="council")


def _know(column: str, more: frozenset[str] = frozenset(), forgotten: frozenset[str] = frozenset()) -> None:
    """What a notification may be of: whatever it may be of by now, with more or less."""
    name = f"ck_notifications_{column}"
    written = op.get_bind().scalar(
        sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :name"), {"name": name}
    )
    codes = sorted((set(re.findall(r"'(\w+)'", written)) | more) - forgotten)
    op.drop_constraint(op.f(name), "notifications", schema="council", type_="check")
    listed = ", ".join(f"'{code}'" for code in codes)
    op.create_check_constraint(op.f(name), "notifications", f"{column} in ({listed})", schema="council")
