"""Warning flags, and a notice of those that are due for review."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KINDS = "'lone_visits', 'dangerous_dog', 'threats_to_staff', 'do_not_share', 'police_operation', 'staff_relative'"


def upgrade() -> None:
    op.create_table(
        "warning_flags",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("fairness", sa.Text(), nullable=False),
        sa.Column("contested", sa.Text(), server_default="", nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("review_words", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("end_words", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("record_kind in ('referral', 'context')", name=op.f("ck_warning_flags_record_kind")),
        sa.CheckConstraint(f"kind in ({_KINDS})", name=op.f("ck_warning_flags_kind")),
        sa.CheckConstraint("told in ('told', 'not_told', 'nobody_in_particular')", name=op.f("ck_warning_flags_told")),
        sa.CheckConstraint(
            "reason <> '' and evidence <> '' and fairness <> ''", name=op.f("ck_warning_flags_says_why")
        ),
        sa.CheckConstraint(
            "expires_at <= coalesce(reviewed_at, raised_at) + interval '91 days 1 hour'",
            name=op.f("ck_warning_flags_expires"),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                ["council.staff.tenant_id", "council.staff.id"],
                name=op.f(f"fk_warning_flags_tenant_id_{column}"),
            )
            for column in ("raised_by", "reviewed_by", "ended_by")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_warning_flags")),
        schema="tenants",
    )
    op.create_index("ix_warning_flags_record", "warning_flags", ["tenant_id", "record_id"], schema="tenants")
    op.create_index(
        "ix_warning_flags_expires",
        "warning_flags",
        ["tenant_id", "expires_at"],
        schema="tenants",
        postgresql_where=sa.text("ended_at is null"),
    )
    _know("flag_due")


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'flag_due'")
    _know(forgotten="flag_due")
    op.drop_table("warning_flags", schema="tenants")


def _know(more: str = "", forgotten: str = "") -> None:
    """What a notification may be of: whatever it may be of by now, with more or less."""
    name = "ck_notifications_kind"
    written = op.get_bind().scalar(
        sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :name"), {"name": name}
    )
    codes = sorted((set(re.findall(r"'(\w+)'", written)) | {more}) - {forgotten, ""})
    op.drop_constraint(op.f(name), "notifications", schema="council", type_="check")
    listed = ", ".join(f"'{code}'" for code in codes)
    op.create_check_constraint(op.f(name), "notifications", f"kind in ({listed})", schema="council")
