"""Professionals refer: their words, the layer of them that points at people, and the council's lawful basis."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from commonground.infra.migrations.codes import know

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_SAID = (
    "lang",
    "subject",
    "where_said",
    "address",
    "postcode",
    "online_handle",
    "what_said",
    "when_said",
    "helps_said",
)
_WRITTEN = (
    "job", "phone", "opening", "responsible", "common_link", "platform", "first_noticed", "carried", "involved",
    "openness", "untold_why", "basis",
)  # fmt: skip  # column names
_MAYBE = ("venue", "group_size", "danger", "how_often", "evidence", "reliability")
_BASES = "basis in ('public_task', 'legal_obligation', 'vital_interests', 'consent')"


def upgrade() -> None:
    _statements()
    _people()
    _policies()
    _messages()
    know("notifications", "kind", ("written_to_you",))
    know("notifications", "subject_kind", ("referred",))


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'written_to_you' or subject_kind = 'referred'")
    know("notifications", "subject_kind", forgotten=("referred",))
    know("notifications", "kind", forgotten=("written_to_you",))
    op.execute("delete from tenants.report_messages where report_id is null")
    op.drop_index("ix_report_messages_statement", "report_messages", schema="tenants")
    op.drop_constraint(op.f("ck_report_messages_of_one"), "report_messages", schema="tenants", type_="check")
    op.drop_column("report_messages", "statement_id", schema="tenants")
    op.alter_column("report_messages", "report_id", nullable=False, schema="tenants")
    op.drop_table("referring_policies", schema="council")
    op.drop_table("statement_people", schema="tenants")
    op.drop_table("statements", schema="tenants")


def _keys() -> tuple[sa.Column[object], ...]:
    return sa.Column("tenant_id", sa.Uuid(), nullable=False), sa.Column("id", sa.Uuid(), nullable=False)


def _text(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _lists(*names: str) -> list[sa.Column[list[str]]]:
    return [sa.Column(name, sa.ARRAY(sa.Text()), nullable=False) for name in names]


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _same(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_tenant_id_{column}")
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], name=name)


def _statements() -> None:
    op.create_table(
        "statements",
        *_keys(),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        *_text(*_SAID, *_WRITTEN),
        *_text(*_MAYBE, nullable=True),
        *_lists("ages", "reported_to"),
        sa.Column("shown", JSONB(), nullable=False),
        sa.Column("names_masked", sa.Integer(), nullable=False),
        _at("sent_at"),
        _same("statements", "referral_id", "tenants.referrals"),
        _same("statements", "staff_id", "council.staff"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_statements")),
        sa.UniqueConstraint("tenant_id", "referral_id", name=op.f("uq_statements_tenant_id_referral_id")),
        sa.CheckConstraint(
            "openness in ('told', 'not_told', 'nobody_in_particular')", name=op.f("ck_statements_openness")
        ),
        sa.CheckConstraint("openness <> 'not_told' or untold_why <> ''", name=op.f("ck_statements_untold_says_why")),
        sa.CheckConstraint(_BASES, name=op.f("ck_statements_basis")),
        schema="tenants",
    )
    op.create_index("ix_statements_staff", "statements", ["tenant_id", "staff_id", "sent_at"], schema="tenants")


def _people() -> None:
    op.create_table(
        "statement_people",
        *_keys(),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        *_lists("case_references"),
        *_text("adults"),
        _at("at"),
        _same("statement_people", "statement_id", "tenants.statements"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_statement_people")),
        sa.UniqueConstraint("tenant_id", "statement_id", name=op.f("uq_statement_people_tenant_id_statement_id")),
        schema="tenants",
    )


def _policies() -> None:
    op.create_table(
        "referring_policies",
        *_keys(),
        *_text("basis", "words"),
        _at("chosen_at"),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        _same("referring_policies", "chosen_by", "council.staff"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referring_policies")),
        sa.CheckConstraint(_BASES, name=op.f("ck_referring_policies_basis")),
        schema="council",
    )
    op.create_index("ix_referring_policies_at", "referring_policies", ["tenant_id", "chosen_at"], schema="council")


def _messages() -> None:
    """What is written afterwards belongs to a resident's report or to a professional's statement."""
    op.alter_column("report_messages", "report_id", nullable=True, schema="tenants")
    op.add_column("report_messages", sa.Column("statement_id", sa.Uuid()), schema="tenants")
    op.create_foreign_key(
        op.f("fk_report_messages_tenant_id_statement_id"),
        "report_messages",
        "statements",
        ["tenant_id", "statement_id"],
        ["tenant_id", "id"],
        source_schema="tenants",
        referent_schema="tenants",
    )
    op.create_check_constraint(
        op.f("ck_report_messages_of_one"),
        "report_messages",
        "num_nonnulls(report_id, statement_id) = 1",
        schema="tenants",
    )
    columns = ["tenant_id", "statement_id", "at"]
    op.create_index("ix_report_messages_statement", "report_messages", columns, schema="tenants")
