"""To whom a council's rules propose what comes in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0051"
down_revision = "0048"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]


def _ids() -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in ("tenant_id", "id")]


def upgrade() -> None:
    _rules()


def _rules() -> None:
    table = "allocation_rules"
    op.create_table(
        table,
        *_ids(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", JSONB(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f(f"ck_{table}_version")),
        sa.CheckConstraint("jsonb_typeof(rules) = 'object'", name=op.f(f"ck_{table}_in_order")),
        sa.ForeignKeyConstraint(["tenant_id", "saved_by"], _STAFF, name=op.f(f"fk_{table}_tenant_id_saved_by")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "version", name=op.f(f"uq_{table}_tenant_id_version")),
        schema="council",
    )


def downgrade() -> None:
    op.drop_table("allocation_rules", schema="council")
