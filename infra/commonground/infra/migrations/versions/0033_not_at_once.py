"""A shorter time begins a month after it was chosen and can be taken back; what goes by itself is counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_TAKEN_BACK = "fk_retention_choices_tenant_id_taken_back_by"


def upgrade() -> None:
    op.add_column("retention_choices", sa.Column("begins_on", sa.Date()), schema="council")
    op.add_column("retention_choices", sa.Column("taken_back_at", sa.DateTime(timezone=True)), schema="council")
    op.add_column("retention_choices", sa.Column("taken_back_by", sa.Uuid()), schema="council")
    # What was chosen before counts already.
    op.execute("update council.retention_choices set begins_on = (chosen_at at time zone 'Europe/London')::date")
    op.alter_column("retention_choices", "begins_on", nullable=False, schema="council")
    op.create_foreign_key(
        op.f(_TAKEN_BACK),
        "retention_choices",
        "staff",
        ["tenant_id", "taken_back_by"],
        ["tenant_id", "id"],
        source_schema="council",
        referent_schema="council",
    )
    op.create_check_constraint(
        op.f("ck_retention_choices_taken_back_by_somebody"),
        "retention_choices",
        "taken_back_at is null or taken_back_by is not null",
        schema="council",
    )
    op.create_table(
        "gone_by_itself",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_gone_by_itself_number")),
        sa.CheckConstraint(
            "record_type in ('access_request', 'break_glass', 'notice')", name=op.f("ck_gone_by_itself_record_type")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gone_by_itself")),
        schema="tenants",
    )


def downgrade() -> None:
    op.drop_table("gone_by_itself", schema="tenants")
    # What has not begun, or was taken back, counts for nobody who knows no such days.
    op.execute(
        "delete from council.retention_choices where taken_back_at is not null"
        " or begins_on > (transaction_timestamp() at time zone 'Europe/London')::date"
    )
    op.drop_constraint(op.f(_TAKEN_BACK), "retention_choices", schema="council", type_="foreignkey")
    for column in ("taken_back_by", "taken_back_at", "begins_on"):
        op.drop_column("retention_choices", column, schema="council")
