"""What can happen to a worry about each type of context, as a council sets it; and the steps that follow a decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]
_ON_REFERRALS = {"level": sa.Text, "pathway_kind": sa.Text, "pathway_version": sa.Integer}


def _ids() -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in ("tenant_id", "id")]


def _staff(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], _STAFF, name=op.f(f"fk_{table}_tenant_id_{column}"))


def upgrade() -> None:
    for name, kind in _ON_REFERRALS.items():
        op.add_column("referrals", sa.Column(name, kind(), nullable=True), schema="tenants")
    _pathways()
    _steps()


def _pathways() -> None:
    table = "pathways"
    kinds = "kind in ('place', 'group', 'school', 'online')"
    order = "pathways is null or jsonb_typeof(pathways) = 'object'"
    op.create_table(
        table,
        *_ids(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pathways", JSONB(none_as_null=True), nullable=True),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f(f"ck_{table}_version")),
        sa.CheckConstraint(kinds, name=op.f(f"ck_{table}_kind")),
        sa.CheckConstraint(order, name=op.f(f"ck_{table}_in_order")),
        _staff(table, "saved_by"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "kind", "version", name=op.f(f"uq_{table}_tenant_id_kind_version")),
        schema="council",
    )


def _steps() -> None:
    table = "referral_steps"
    made = "(status = 'action') = (action_id is not null)"
    op.create_table(
        table,
        *_ids(),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("status in ('open', 'done', 'dropped', 'action')", name=op.f(f"ck_{table}_status")),
        sa.CheckConstraint("(status = 'open') = (ended_at is null)", name=op.f(f"ck_{table}_ended")),
        sa.CheckConstraint(made, name=op.f(f"ck_{table}_made_an_action")),
        sa.CheckConstraint("origin in ('council_policy', 'suggestion')", name=op.f(f"ck_{table}_origin")),
        sa.CheckConstraint("what <> ''", name=op.f(f"ck_{table}_says_what")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"], ["tenants.referrals.tenant_id", "tenants.referrals.id"],
            name=op.f(f"fk_{table}_tenant_id_referral_id"),
        ),
        _staff(table, "ended_by"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        schema="tenants",
    )  # fmt: skip  # one table
    op.create_index(f"ix_{table}_referral", table, ["tenant_id", "referral_id"], schema="tenants")
    op.create_index(
        f"ix_{table}_due", table, ["tenant_id", "due_at"], schema="tenants",
        postgresql_where=sa.text("status = 'open'"),
    )  # fmt: skip  # one index


def downgrade() -> None:
    op.drop_table("referral_steps", schema="tenants")
    op.drop_table("pathways", schema="council")
    # It names every column; it is written again, as the models then declare it, after the next migration.
    op.execute("drop policy if exists public_sending_insert on tenants.referrals")
    for column in _ON_REFERRALS:
        op.drop_column("referrals", column, schema="tenants")
