"""Notes of whoever looked at an unusual use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "sign in ('volume', 'hours', 'restricted', 'own_name', 'guessing')", name=op.f("ck_reviews_sign")
        ),
        sa.ForeignKeyConstraint(["tenant_id", "staff_id"], _STAFF, name=op.f("fk_reviews_tenant_id_staff_id")),
        sa.ForeignKeyConstraint(["tenant_id", "by_id"], _STAFF, name=op.f("fk_reviews_tenant_id_by_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reviews")),
        schema="audit",
    )
    op.create_index("ix_reviews_day", "reviews", ["tenant_id", "day"], schema="audit")


def downgrade() -> None:
    op.drop_table("reviews", schema="audit")
