"""How roughly a council's offers say where something is, as it chose it, and never finer than a part of a town; and
whether people were told, and whose advice was taken, where a partner is let in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def _areas(form: str) -> None:
    op.drop_constraint(op.f("ck_offers_area"), "offers", schema="crossing", type_="check")
    op.create_check_constraint(op.f("ck_offers_area"), "offers", f"area is null or area ~ '{form}'", schema="crossing")


_TOLD = (
    "openness in ('', 'told', 'some', 'not_told', 'nobody_in_particular')"
    " and (openness not in ('some', 'not_told') or untold_why <> '')"
)


def _told() -> None:
    for name in ("openness", "untold_why", "advice"):
        op.add_column(
            "partner_invitations", sa.Column(name, sa.Text(), server_default="", nullable=False), schema="tenants"
        )
    op.create_check_constraint(op.f("ck_partner_invitations_openness"), "partner_invitations", _TOLD, schema="tenants")


def upgrade() -> None:
    _told()
    op.create_table(
        "area_policies",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coarser_by", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("coarser_by between 0 and 2", name=op.f("ck_area_policies_coarser_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "chosen_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_area_policies_tenant_id_chosen_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_area_policies")),
        schema="council",
    )
    op.create_index("ix_area_policies_at", "area_policies", ["tenant_id", "chosen_at"], schema="council")
    _areas("^8[567][0-9a-f]{13}$")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_partner_invitations_openness"), "partner_invitations", schema="tenants", type_="check")
    for name in ("openness", "untold_why", "advice"):
        op.drop_column("partner_invitations", name, schema="tenants")
    _areas("^[0-9a-f]{15}$")
    op.drop_index("ix_area_policies_at", table_name="area_policies", schema="council")
    op.drop_table("area_policies", schema="council")
