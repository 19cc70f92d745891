"""Support access: what a council grants to somebody who runs the platform, and each time they use it."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]
_GRANTS = ["council.support_grants.tenant_id", "council.support_grants.id"]
_NOTICES = {"support_granted", "support_used"}
_RECORDS = {"support"}


def upgrade() -> None:
    _grants()
    _uses()
    _know("kind", _NOTICES)
    _know("subject_kind", _RECORDS)


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind = 'support'")
    _know("subject_kind", forgotten=_RECORDS)
    _know("kind", forgotten=_NOTICES)
    op.drop_table("support_uses", schema="council")
    op.drop_table("support_grants", schema="council")


def _grants() -> None:
    op.create_table(
        "support_grants",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("operator_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_support_grants_says_why")),
        sa.CheckConstraint(
            "until_at between granted_at and granted_at + interval '7 days'", name=op.f("ck_support_grants_lasts")
        ),
        sa.CheckConstraint(
            "ended_at is null or ended_by is not null", name=op.f("ck_support_grants_ended_by_somebody")
        ),
        *(
            sa.ForeignKeyConstraint(["tenant_id", column], _STAFF, name=op.f(f"fk_support_grants_tenant_id_{column}"))
            for column in ("granted_by", "ended_by")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_support_grants")),
        schema="council",
    )
    op.create_index("ix_support_grants_operator", "support_grants", ["operator_id", "until_at"], schema="council")


def _uses() -> None:
    op.create_table(
        "support_uses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("why <> ''", name=op.f("ck_support_uses_says_why")),
        sa.ForeignKeyConstraint(["tenant_id", "grant_id"], _GRANTS, name=op.f("fk_support_uses_tenant_id_grant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_support_uses")),
        schema="council",
    )
    op.create_index("ix_support_uses_session", "support_uses", ["session_id"], schema="council")
    op.create_index("ix_support_uses_grant", "support_uses", ["tenant_id", "grant_id"], schema="council")


def _know(
    column: str, more: frozenset[str] | set[str] = frozenset(), forgotten: frozenset[str] | set[str] = frozenset()
) -> None:
    """What a notification may be of: whatever it may be of by now, with more or less."""
    name = f"ck_notifications_{column}"
    written = op.get_bind().scalar(
        sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :name"), {"name": name}
    )
    codes = sorted((set(re.findall(r"'(\w+)'", written)) | more) - forgotten)
    op.drop_constraint(op.f(name), "notifications", schema="council", type_="check")
    listed = ", ".join(f"'{code}'" for code in codes)
    op.create_check_constraint(op.f(name), "notifications", f"{column} in ({listed})", schema="council")
