"""Which patterns of contacts on a context a council wants to hear of, and its own words for each level of need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.infra.migrations.codes import know

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_TABLE, _NOTICES = "adding_up_guidance", ("contacts_add_up",)
_STAFF = ["council.staff.tenant_id", "council.staff.id"]
_CHECKS = (
    ("version", "version > 0"),
    ("often_count", "often_count between 0 and 50"),
    ("often_days", "often_days between 1 and 366"),
    ("rising_days", "rising_days between 0 and 366"),
)


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)
    op.create_table(
        _TABLE,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("often_count", sa.Integer(), nullable=False),
        sa.Column("often_days", sa.Integer(), nullable=False),
        sa.Column("rising_days", sa.Integer(), nullable=False),
        sa.Column("new_harm", sa.Boolean(), nullable=False),
        sa.Column("universal", sa.Text(), nullable=False),
        sa.Column("targeted", sa.Text(), nullable=False),
        sa.Column("statutory", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{_TABLE}_{name}")) for name, rule in _CHECKS),
        sa.ForeignKeyConstraint(["tenant_id", "saved_by"], _STAFF, name=op.f(f"fk_{_TABLE}_tenant_id_saved_by")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{_TABLE}")),
        sa.UniqueConstraint("tenant_id", "version", name=op.f(f"uq_{_TABLE}_tenant_id_version")),
        schema="council",
    )


def downgrade() -> None:
    op.drop_table(_TABLE, schema="council")
    op.execute("delete from council.notifications where kind = 'contacts_add_up'")
    know("notifications", "kind", forgotten=_NOTICES)
