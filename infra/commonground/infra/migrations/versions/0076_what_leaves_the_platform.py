"""What a council tells somebody who is not on the platform: who fetches it and with what, each step of that, the letter with
its address, and a notice of what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.infra.migrations.codes import know

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

_NOTICES = ("outside_changed", "joint_invited", "joint_changed", "joint_lead_asked", "joint_without_agreement")
_SUBJECTS = ("joint", "joint_asked", "outside")
_LETTERS = (
    "invitation", "password_reset", "email_change", "email_change_asked", "email_changed", "new_device",
    "password_changed", "factors_changed", "work_ended",
)  # fmt: skip  # codes


def _know_letters(*codes: str) -> None:
    op.drop_constraint(op.f("ck_letters_kind"), "letters", schema="identity", type_="check")
    listed = ", ".join(f"'{code}'" for code in codes)
    op.create_check_constraint(op.f("ck_letters_kind"), "letters", f"kind in ({listed})", schema="identity")


def upgrade() -> None:
    op.create_table(
        "outside_receivers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), server_default="", nullable=False),
        sa.Column("job", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_salt", sa.LargeBinary(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.Text(), server_default="", nullable=False),
        sa.Column("view_hash", sa.LargeBinary(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lang in ('en', 'cy')", name=op.f("ck_outside_receivers_lang")),
        sa.CheckConstraint("(opened_at is null) = (closes_at is null)", name=op.f("ck_outside_receivers_opened")),
        sa.CheckConstraint("wrong between 0 and 5", name=op.f("ck_outside_receivers_wrong")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "disclosure_id"],
            ["tenants.disclosures.tenant_id", "tenants.disclosures.id"],
            name=op.f("fk_outside_receivers_tenant_id_disclosure_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outside_receivers")),
        sa.UniqueConstraint("tenant_id", "disclosure_id", name=op.f("uq_outside_receivers_tenant_id_disclosure_id")),
        schema="tenants",
    )
    op.create_index("ix_outside_receivers_token", "outside_receivers", ["token_hash"], unique=False, schema="tenants")
    op.create_table(
        "outside_steps",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("side in ('sender', 'receiver', 'clock')", name=op.f("ck_outside_steps_side")),
        sa.CheckConstraint(
            "verb in ('send', 'renew', 'lock', 'open', 'withdraw', 'expire')", name=op.f("ck_outside_steps_verb")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "disclosure_id"],
            ["tenants.disclosures.tenant_id", "tenants.disclosures.id"],
            name=op.f("fk_outside_steps_tenant_id_disclosure_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outside_steps")),
        sa.UniqueConstraint(
            "tenant_id", "disclosure_id", "no", name=op.f("uq_outside_steps_tenant_id_disclosure_id_no")
        ),
        schema="tenants",
    )

    know("notifications", "kind", _NOTICES)
    know("notifications", "subject_kind", _SUBJECTS)
    _know_letters(*_LETTERS, "collection")


def downgrade() -> None:
    op.execute("delete from identity.letters where kind = 'collection'")
    _know_letters(*_LETTERS)
    op.execute(
        "delete from council.notifications where kind = 'outside_changed' or kind like 'joint%' or subject_kind = 'outside'"
    )
    know("notifications", "kind", forgotten=_NOTICES)
    know("notifications", "subject_kind", forgotten=_SUBJECTS)
    op.drop_table("outside_steps", schema="tenants")
    op.drop_index("ix_outside_receivers_token", table_name="outside_receivers", schema="tenants")
    op.drop_table("outside_receivers", schema="tenants")
