"""Local accounts, invitations, letters about them, and sessions that were confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KINDS = (
    "'invitation', 'password_reset', 'email_change', 'email_change_asked', 'email_changed', 'new_device',"
    " 'password_changed', 'factors_changed', 'work_ended'"
)
_NOW = sa.text("now()")


def upgrade() -> None:
    op.add_column("sessions", sa.Column("confirmed_at", sa.DateTime(timezone=True)), schema="identity")
    op.add_column("sign_ins", sa.Column("confirms", sa.Uuid()), schema="identity")
    op.add_column("staff", sa.Column("local", sa.Boolean(), server_default="false", nullable=False), schema="council")
    op.create_index("ix_memberships_council_id", "memberships", ["council_id", "staff_id"], schema="identity")
    _accounts()
    _begun()
    _letters()
    _invitations()


def downgrade() -> None:
    op.drop_table("invitations", schema="council")
    for table in (
        "letters",
        "email_changes",
        "password_resets",
        "enrolments",
        "half_sign_ins",
        "devices",
        "recovery_codes",
        "local_accounts",
    ):
        op.drop_table(table, schema="identity")
    op.drop_index("ix_memberships_council_id", "memberships", schema="identity")
    op.drop_column("staff", "local", schema="council")
    op.drop_column("sign_ins", "confirms", schema="identity")
    op.drop_column("sessions", "confirmed_at", schema="identity")


def _account(*, nullable: bool = False) -> sa.Column[object]:
    return sa.Column("account_id", sa.Uuid(), nullable=nullable)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id")
    return sa.ForeignKeyConstraint(["account_id"], ["identity.accounts.id"], name=name)


def _accounts() -> None:
    op.create_table(
        "local_accounts",
        _account(),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("totp_step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("totp_next", sa.LargeBinary()),
        _of_account("local_accounts"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_local_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_local_accounts_email")),
        schema="identity",
    )
    op.create_table(
        "recovery_codes",
        _account(),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        _of_account("recovery_codes"),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_codes")),
        schema="identity",
    )
    op.create_table(
        "devices",
        _account(),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        _of_account("devices"),
        sa.PrimaryKeyConstraint("account_id", "token_hash", name=op.f("pk_devices")),
        schema="identity",
    )


def _begun() -> None:
    op.create_table(
        "half_sign_ins",
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        _account(),
        sa.Column("invitation_hash", sa.LargeBinary()),
        sa.Column("return_to", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True)),
        _of_account("half_sign_ins"),
        sa.PrimaryKeyConstraint("browser_hash", name=op.f("pk_half_sign_ins")),
        schema="identity",
    )
    op.create_index("ix_half_sign_ins_account_id", "half_sign_ins", ["account_id"], schema="identity")
    op.create_table(
        "enrolments",
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("invitation_hash", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.PrimaryKeyConstraint("browser_hash", name=op.f("pk_enrolments")),
        schema="identity",
    )
    op.create_table(
        "password_resets",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        _account(nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        _of_account("password_resets"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_resets")),
        schema="identity",
    )
    op.create_index("ix_password_resets_account_id", "password_resets", ["account_id"], schema="identity")
    op.create_table(
        "email_changes",
        _account(),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        _of_account("email_changes"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_email_changes")),
        schema="identity",
    )


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("token", sa.LargeBinary()),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(f"kind in ({_KINDS})", name=op.f("ck_letters_kind")),
        sa.CheckConstraint("lang in ('en', 'cy')", name=op.f("ck_letters_lang")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        schema="identity",
    )
    op.create_index(
        "ix_letters_waiting", "letters", ["due_at"], schema="identity", postgresql_where=sa.text("sent_at is null")
    )


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("teams", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Uuid()),
        sa.Column("invited_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("lang in ('en', 'cy')", name=op.f("ck_invitations_lang")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invited_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_invitations_tenant_id_invited_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invitations")),
        schema="council",
    )
    op.create_index("ix_invitations_token_hash", "invitations", ["token_hash"], schema="council")
    op.create_index("ix_invitations_invited_at", "invitations", ["tenant_id", "invited_at"], schema="council")
