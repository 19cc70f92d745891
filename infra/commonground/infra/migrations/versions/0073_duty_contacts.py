"""Desks and teams that councils list for each other, and notices of agreements between them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.infra.migrations.codes import know

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

_NOTICES = ("agreement_proposed", "agreement_signed", "agreement_withdrawn")


def upgrade() -> None:
    op.create_table(
        "duty_contacts",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("hours", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('desk', 'team')", name=op.f("ck_duty_contacts_kind")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_duty_contacts_named")),
        sa.CheckConstraint("phone <> '' or email <> ''", name=op.f("ck_duty_contacts_can_be_reached")),
        sa.ForeignKeyConstraint(["council_id"], ["commons.councils.id"], name=op.f("fk_duty_contacts_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_contacts")),
        schema="commons",
    )
    op.create_index(
        "ix_duty_contacts_council", "duty_contacts", ["council_id", "kind", "name"], unique=False, schema="commons"
    )

    know("notifications", "kind", _NOTICES)
    know("notifications", "subject_kind", ("agreement",))


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind = 'agreement'")
    know("notifications", "subject_kind", forgotten=("agreement",))
    know("notifications", "kind", forgotten=_NOTICES)
    op.drop_index("ix_duty_contacts_council", table_name="duty_contacts", schema="commons")
    op.drop_table("duty_contacts", schema="commons")
