"""A council's evidence before its form opens, since when it is open, on which days it is closed, and what it does without."""

from __future__ import annotations

import re
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NOTICES = {"group_changed"}
_RECORDS = {"group"}


def upgrade() -> None:
    closed: sa.Column[list[date]] = sa.Column("closures", sa.ARRAY(sa.Date()), server_default="{}", nullable=False)
    op.add_column("councils", closed, schema="commons")
    # Whoever takes reports already goes on doing so; what is missing of their evidence is shown to them. As a default that
    # is taken away again, since row policies keep the owner from changing rows.
    opened = sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=True)
    op.add_column("councils", opened, schema="commons")
    op.alter_column("councils", "opened_at", server_default=None, schema="commons")
    off: sa.Column[list[str]] = sa.Column("switched_off", sa.ARRAY(sa.Text()), server_default="{}", nullable=False)
    op.add_column("councils", off, schema="commons")
    op.create_table(
        "evidence",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "given_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_evidence_tenant_id_given_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_evidence")),
        schema="council",
    )
    op.create_index("ix_evidence_item", "evidence", ["tenant_id", "item", "given_at"], schema="council")
    _know("kind", _NOTICES)
    _know("subject_kind", _RECORDS)


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind = 'group'")
    _know("subject_kind", forgotten=_RECORDS)
    _know("kind", forgotten=_NOTICES)
    op.drop_table("evidence", schema="council")
    op.drop_column("councils", "switched_off", schema="commons")
    op.drop_column("councils", "opened_at", schema="commons")
    op.drop_column("councils", "closures", schema="commons")


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
