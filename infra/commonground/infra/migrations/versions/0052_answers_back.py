"""A council's own ready words for those who told us; and whether these feel heard, tied to nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_TODAY = "(timezone('Europe/London', transaction_timestamp()))::date"
_STAFF = ["council.staff.tenant_id", "council.staff.id"]


def upgrade() -> None:
    op.create_table(
        "ready_replies",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", JSONB(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_ready_replies_version")),
        sa.CheckConstraint("jsonb_typeof(words) = 'object'", name=op.f("ck_ready_replies_by_code")),
        sa.ForeignKeyConstraint(["tenant_id", "saved_by"], _STAFF, name=op.f("fk_ready_replies_tenant_id_saved_by")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ready_replies")),
        sa.UniqueConstraint("tenant_id", "version", name=op.f("uq_ready_replies_tenant_id_version")),
        schema="council",
    )

    op.create_table(
        "heard_answers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), server_default=sa.text(_TODAY), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("answer in ('yes', 'partly', 'no')", name=op.f("ck_heard_answers_answer")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_heard_answers")),
        schema="tenants",
    )
    op.create_index("ix_heard_answers_day", "heard_answers", ["tenant_id", "day"], schema="tenants")


def downgrade() -> None:
    op.drop_table("heard_answers", schema="tenants")
    op.drop_table("ready_replies", schema="council")
