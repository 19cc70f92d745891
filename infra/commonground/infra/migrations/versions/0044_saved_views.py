"""Views of the tracker that people save and share, and when each looked at a referral last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]
_TEAMS = ["council.teams.tenant_id", "council.teams.id"]
_REFERRALS = ["tenants.referrals.tenant_id", "tenants.referrals.id"]


def upgrade() -> None:
    _views()
    _looks()


def downgrade() -> None:
    op.drop_table("referral_looks", schema="tenants")
    op.drop_table("saved_views", schema="council")


def _views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_views_named")),
        sa.CheckConstraint("shared_at is null or team_id is not null", name=op.f("ck_saved_views_shared")),
        sa.ForeignKeyConstraint(["tenant_id", "owner_id"], _STAFF, name=op.f("fk_saved_views_tenant_id_owner_id")),
        sa.ForeignKeyConstraint(["tenant_id", "team_id"], _TEAMS, name=op.f("fk_saved_views_tenant_id_team_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_saved_views")),
        schema="council",
    )
    op.create_index("ix_saved_views_owner", "saved_views", ["tenant_id", "owner_id"], schema="council")
    op.create_index("ix_saved_views_team", "saved_views", ["tenant_id", "team_id"], schema="council")


def _looks() -> None:
    op.create_table(
        "referral_looks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "staff_id"], _STAFF, name=op.f("fk_referral_looks_tenant_id_staff_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            _REFERRALS,
            name=op.f("fk_referral_looks_tenant_id_referral_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "staff_id", "referral_id", name=op.f("pk_referral_looks")),
        schema="tenants",
    )
    op.create_index("ix_referral_looks_referral", "referral_looks", ["tenant_id", "referral_id"], schema="tenants")
