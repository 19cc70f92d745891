"""Indexes by which councils take turns in the outbox; only known kinds in notifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The kinds of notification as of this version; a new kind comes with a migration that writes the list again.
_KINDS = (
    "referral_received",
    "referral_allocated",
    "referral_escalated",
    "referral_decided",
    "referral_reopened",
    "reporter_added_news",
    "reporter_withdrew",
    "context_lead_given",
    "something_like_yours_came_in",
)
_CHECKS = {
    "ck_notifications_kind": f"kind in {_KINDS}",
    "ck_notifications_subject_kind": "subject_kind in ('referral', 'context')",
}


def upgrade() -> None:
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["tenant_id", "occurred_at", "id"],
        schema="system",
        postgresql_where=sa.text("done_at is null and sent_at is null"),
    )
    op.create_index(
        "ix_outbox_sent",
        "outbox",
        ["tenant_id", "sent_at"],
        schema="system",
        postgresql_where=sa.text("done_at is null and sent_at is not null"),
    )
    for name, condition in _CHECKS.items():
        op.create_check_constraint(op.f(name), "notifications", condition, schema="council")


def downgrade() -> None:
    for name in _CHECKS:
        op.drop_constraint(op.f(name), "notifications", schema="council")
    op.drop_index("ix_outbox_sent", table_name="outbox", schema="system")
    op.drop_index("ix_outbox_unsent", table_name="outbox", schema="system")
