"""What is done again and again, and which of its slots were minted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "periodic",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("every", sa.Interval(), nullable=True),
        sa.Column("at_local", sa.Time(), nullable=True),
        sa.Column("council_hour", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_periodic")),
        sa.CheckConstraint("council_hour in ('opens', 'closes')", name=op.f("ck_periodic_council_hour")),
        sa.CheckConstraint("num_nonnulls(every, at_local, council_hour) = 1", name=op.f("ck_periodic_one_rhythm")),
        schema="system",
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.ForeignKeyConstraint(["tenant_id"], ["commons.councils.id"], name=op.f("fk_schedule_tenant_id")),
        sa.UniqueConstraint("tenant_id", "job", "due_at", name=op.f("uq_schedule_tenant_id_job_due_at")),
        schema="system",
    )


def downgrade() -> None:
    op.drop_table("schedule", schema="system")
    op.drop_table("periodic", schema="system")
