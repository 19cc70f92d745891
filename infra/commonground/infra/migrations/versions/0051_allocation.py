"""To whom a council's rules propose what comes in; letters about referrals, and the council's own words for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]


def _ids() -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in ("tenant_id", "id")]


def _staff(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], _STAFF, name=op.f(f"fk_{table}_tenant_id_{column}"))


def upgrade() -> None:
    _rules()
    _letters()
    _words()


def _rules() -> None:
    table = "allocation_rules"
    op.create_table(
        table,
        *_ids(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", JSONB(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f(f"ck_{table}_version")),
        sa.CheckConstraint("jsonb_typeof(rules) = 'object'", name=op.f(f"ck_{table}_in_order")),
        _staff(table, "saved_by"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "version", name=op.f(f"uq_{table}_tenant_id_version")),
        schema="council",
    )


def _letters() -> None:
    table = "referral_letters"
    kinds = "kind in ('refer_on', 'referrer', 'business', 'school')"
    op.create_table(
        table,
        *_ids(),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(kinds, name=op.f(f"ck_{table}_kind")),
        sa.CheckConstraint(
            "(kind = 'refer_on') = (contact_id is not null)", name=op.f(f"ck_{table}_mailed_to_somebody")
        ),
        sa.CheckConstraint("lang in ('en', 'cy')", name=op.f(f"ck_{table}_lang")),
        _key(table, "referral_id", "tenants.referrals"),
        _key(table, "contact_id", "council.ring_contacts"),
        _staff(table, "written_by"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        schema="tenants",
    )
    op.create_index(f"ix_{table}_referral", table, ["tenant_id", "referral_id"], schema="tenants")
    op.create_index(
        f"ix_{table}_mail", table, ["tenant_id", "mail_id"], schema="tenants",
        postgresql_where=sa.text("mail_id is not null"),
    )  # fmt: skip  # one index


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_tenant_id_{column}")
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], name=name)


def _words() -> None:
    table = "letter_words"
    op.create_table(
        table,
        *_ids(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", JSONB(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f(f"ck_{table}_version")),
        sa.CheckConstraint("jsonb_typeof(words) = 'object'", name=op.f(f"ck_{table}_by_kind")),
        _staff(table, "saved_by"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "version", name=op.f(f"uq_{table}_tenant_id_version")),
        schema="council",
    )


def downgrade() -> None:
    op.drop_table("letter_words", schema="council")
    op.drop_table("referral_letters", schema="tenants")
    op.drop_table("allocation_rules", schema="council")
