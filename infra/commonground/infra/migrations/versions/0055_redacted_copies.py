"""Redacted copies of what somebody told us: versions of what is hidden in it, without its words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_TABLE = "redacted_copies"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("spans", JSONB(), nullable=False),
        sa.Column("brought", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f(f"ck_{_TABLE}_version")),
        sa.CheckConstraint("brought between 0 and version", name=op.f(f"ck_{_TABLE}_brought_back")),
        sa.CheckConstraint("jsonb_typeof(spans) = 'object'", name=op.f(f"ck_{_TABLE}_by_column")),
        _key("referral_id", "tenants.referrals"),
        _key("made_by", "council.staff"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{_TABLE}")),
        sa.UniqueConstraint(
            "tenant_id", "referral_id", "version", name=op.f(f"uq_{_TABLE}_tenant_id_referral_id_version")
        ),
        schema="tenants",
    )


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{_TABLE}_tenant_id_{column}")
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], name=name)


def downgrade() -> None:
    op.drop_table(_TABLE, schema="tenants")
