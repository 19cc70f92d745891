"""Who is away and who covers for them, and notices that come by cover."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]
_ABSENCES = ["council.absences.tenant_id", "council.absences.id"]


def upgrade() -> None:
    _absences()
    _covers()
    op.add_column(
        "notifications",
        sa.Column("by_cover", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="council",
    )


def downgrade() -> None:
    op.drop_column("notifications", "by_cover", schema="council")
    op.drop_table("absence_covers", schema="council")
    op.drop_table("absences", schema="council")


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_absences_in_order")),
        sa.ForeignKeyConstraint(["tenant_id", "staff_id"], _STAFF, name=op.f("fk_absences_tenant_id_staff_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_absences")),
        schema="council",
    )
    op.create_index("ix_absences_of", "absences", ["tenant_id", "staff_id", "last_day"], schema="council")


def _covers() -> None:
    op.create_table(
        "absence_covers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "absence_id"],
            _ABSENCES,
            name=op.f("fk_absence_covers_tenant_id_absence_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "staff_id"], _STAFF, name=op.f("fk_absence_covers_tenant_id_staff_id")),
        sa.PrimaryKeyConstraint("tenant_id", "absence_id", "staff_id", name=op.f("pk_absence_covers")),
        schema="council",
    )
