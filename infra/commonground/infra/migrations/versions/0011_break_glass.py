"""Uses of break-glass, and a notice of each."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "break_glass_uses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "until_at", sa.DateTime(timezone=True), server_default=sa.text("now() + interval '3 hours'"), nullable=False
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("review_note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "ground in ('harm', 'nobody_reached', 'staff_safety', 'legal_duty')",
            name=op.f("ck_break_glass_uses_ground"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_break_glass_uses_says_why")),
        sa.CheckConstraint("until_at <= started_at + interval '3 hours'", name=op.f("ck_break_glass_uses_lasts")),
        sa.CheckConstraint(
            "ended_at is null or ended_by is not null", name=op.f("ck_break_glass_uses_ended_by_somebody")
        ),
        sa.CheckConstraint(
            "reviewed_at is null or reviewed_by is not null", name=op.f("ck_break_glass_uses_reviewed_by_somebody")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                ["council.staff.tenant_id", "council.staff.id"],
                name=op.f(f"fk_break_glass_uses_tenant_id_{column}"),
            )
            for column in ("staff_id", "ended_by", "reviewed_by")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_break_glass_uses")),
        schema="tenants",
    )
    op.create_index("ix_break_glass_uses_record", "break_glass_uses", ["tenant_id", "record_id"], schema="tenants")
    op.create_index("ix_break_glass_uses_staff", "break_glass_uses", ["tenant_id", "staff_id", "id"], schema="tenants")
    _know("kind", {"break_glass_used"})
    _know("subject_kind", {"break_glass"})


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind = 'break_glass'")
    _know("subject_kind", forgotten={"break_glass"})
    _know("kind", forgotten={"break_glass_used"})
    op.drop_table("break_glass_uses", schema="tenants")


def _know(
    column: str, more: frozenset[str] | set[str] = frozenset(), forgotten: frozenset[str] | set[str] = frozenset()
) -> None:
    """What a notification may be of: whatever it may be of by now, with more or less."""
    name = f"ck_notifications_{column}"
    written = op.get_bind().scalar(
        sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :name"), {"name": name}
    )
    codes = sorted((set(re.findall(r"'(\w+)'", written)) | more) - forgotten)
    op.drop_constraint(op.f(name), "notifications", schema="council", type_="check")
    listed = ", ".join(f"'{code}'" for code in codes)
    op.create_check_constraint(op.f(name), "notifications", f"{column} in ({listed})", schema="council")
