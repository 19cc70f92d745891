"""What was agreed with other agencies about a referral, in versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_TABLE = "agreed_versions"
_CAME = "(came = '') = (came_on is null) and (came = '') = (came_by is null)"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("tenant_id", "id", "referral_id", "agreed_id")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("held_at", sa.Time(), nullable=True),
        sa.Column("agencies", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("leads", sa.Text(), nullable=False),
        sa.Column("leads_post", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("came", sa.Text(), server_default="", nullable=False),
        sa.Column("came_on", sa.Date(), nullable=True),
        sa.Column("came_by", sa.Uuid(), nullable=True),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        *_checks(),
        _key("referral_id", "tenants.referrals"),
        _key("saved_by", "council.staff"),
        _key("came_by", "council.staff"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{_TABLE}")),
        sa.UniqueConstraint("tenant_id", "agreed_id", "version", name=op.f(f"uq_{_TABLE}_tenant_id_agreed_id_version")),
        schema="tenants",
    )
    columns = ["tenant_id", "referral_id", "agreed_id", "version"]
    op.create_index(f"ix_{_TABLE}_referral", _TABLE, columns, schema="tenants")


def _checks() -> list[sa.CheckConstraint]:
    said = {
        "version": "version > 0",
        "kind": "kind in ('strategy_discussion', 'single_agency')",
        "says_what": "agreed <> ''",
        "leads_of_them": "leads = any(agencies)",
        "came_whole": _CAME,
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{_TABLE}_{name}")) for name, rule in said.items()]


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{_TABLE}_tenant_id_{column}")
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], name=name)


def downgrade() -> None:
    op.drop_table(_TABLE, schema="tenants")
