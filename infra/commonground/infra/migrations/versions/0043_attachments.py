"""Files on records. Their bytes lie outside the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_CODES = {
    "record_kind": ("referral", "context"),
    "kind": ("jpeg", "png", "pdf", "docx", "xlsx", "odt", "txt"),
    "state": ("waiting", "clean", "unscanned", "refused"),
}


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_by", sa.Uuid(), nullable=True),
        sa.Column("taken_off_words", sa.Text(), server_default="", nullable=False),
        *(
            sa.CheckConstraint(
                f"{column} in ({', '.join(repr(code) for code in codes)})", name=op.f(f"ck_attachments_{column}")
            )
            for column, codes in _CODES.items()
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_attachments_size")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                ["council.staff.tenant_id", "council.staff.id"],
                name=op.f(f"fk_attachments_tenant_id_{column}"),
            )
            for column in ("added_by", "taken_off_by")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("tenant_id", "object_id", name=op.f("uq_attachments_tenant_id_object_id")),
        schema="tenants",
    )
    for name, column in (("record", "record_id"), ("state", "state")):
        op.create_index(f"ix_attachments_{name}", "attachments", ["tenant_id", column], schema="tenants")


def downgrade() -> None:
    op.drop_table("attachments", schema="tenants")
