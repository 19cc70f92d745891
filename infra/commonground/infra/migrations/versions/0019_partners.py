"""Partner organisations, agreements with them, who works for them, and invitations to contexts."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KINDS = (
    "'social_care', 'early_help', 'youth_justice', 'police', 'police_bcu', 'police_safer_schools', 'health_icb',"
    " 'camhs', 'emergency_department', 'school_nurse', 'school', 'school_dsl', 'alternative_provision', 'admissions',"
    " 'housing', 'registered_provider', 'community_safety', 'licensing', 'planning', 'parks', 'transport', 'fire',"
    " 'probation', 'vru', 'vcs', 'faith', 'business', 'residents', 'scp', 'immigration_border', 'university'"
)
_BASES = (
    "'ca1989_s47', 'ca1989_s17', 'ca1989_s27', 'ca2004_s10', 'ca2004_s11', 'sswa2014_p7', 'public_task',"
    " 'legal_obligation'"
)
_ORGANISATIONS = ["council.partner_organisations.tenant_id", "council.partner_organisations.id"]
_STAFF = ["council.staff.tenant_id", "council.staff.id"]
_CONTEXTS = ["tenants.contexts.tenant_id", "tenants.contexts.id"]
_NOTICES = {"partner_invited", "sharing_waits", "sharing_decided", "sharing_ends_soon"}
_RECORDS = {"shared", "sharing"}


def upgrade() -> None:
    _organisations()
    _agreements()
    for table in ("staff", "invitations"):
        op.add_column(table, sa.Column("organisation_id", sa.Uuid(), nullable=True), schema="council")
        op.create_foreign_key(
            op.f(f"fk_{table}_tenant_id_organisation_id"),
            table,
            "partner_organisations",
            ["tenant_id", "organisation_id"],
            ["tenant_id", "id"],
            source_schema="council",
            referent_schema="council",
        )
    op.create_index("ix_staff_organisation", "staff", ["tenant_id", "organisation_id"], schema="council")
    _invitations()
    _know("kind", _NOTICES)
    _know("subject_kind", _RECORDS)


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind in ('shared', 'sharing')")
    op.execute("delete from council.notifications where kind in ('sharing_decided', 'sharing_ends_soon')")
    _know("subject_kind", forgotten=_RECORDS)
    _know("kind", forgotten=_NOTICES)
    op.drop_table("partner_invitations", schema="tenants")
    op.drop_index("ix_staff_organisation", table_name="staff", schema="council")
    for table in ("invitations", "staff"):
        op.drop_constraint(op.f(f"fk_{table}_tenant_id_organisation_id"), table, schema="council", type_="foreignkey")
        op.drop_column(table, "organisation_id", schema="council")
    op.drop_table("partner_agreements", schema="council")
    op.drop_table("partner_organisations", schema="council")


def _organisations() -> None:
    op.create_table(
        "partner_organisations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_email", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_phone", sa.Text(), server_default="", nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(f"kind in ({_KINDS})", name=op.f("ck_partner_organisations_kind")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_partner_organisations")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_partner_organisations_tenant_id_name")),
        schema="council",
    )


def _agreements() -> None:
    op.create_table(
        "partner_agreements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("kept_at", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('information_sharing', 'data_processing', 'memorandum')", name=op.f("ck_partner_agreements_kind")
        ),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_partner_agreements_dates")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organisation_id"],
            _ORGANISATIONS,
            name=op.f("fk_partner_agreements_tenant_id_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_partner_agreements")),
        schema="council",
    )
    op.create_index(
        "ix_partner_agreements_organisation",
        "partner_agreements",
        ["tenant_id", "organisation_id", "valid_until"],
        schema="council",
    )


def _invitations() -> None:
    op.create_table(
        "partner_invitations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("sponsor_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authorised_by", sa.Uuid(), nullable=True),
        sa.Column("authorised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authorise_words", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_words", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state in ('proposed', 'active', 'refused', 'withdrawn', 'ended')",
            name=op.f("ck_partner_invitations_state"),
        ),
        sa.CheckConstraint(f"basis in ({_BASES})", name=op.f("ck_partner_invitations_basis")),
        sa.CheckConstraint("purpose <> '' and necessity <> ''", name=op.f("ck_partner_invitations_says_why")),
        sa.CheckConstraint(
            "until_at <= proposed_at + interval '93 days 1 hour'", name=op.f("ck_partner_invitations_lasts")
        ),
        sa.CheckConstraint(
            "state <> 'active' or not names or (authorised_by is not null and authorised_by <> sponsor_id)",
            name=op.f("ck_partner_invitations_second_person"),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column], target, name=op.f(f"fk_partner_invitations_tenant_id_{column}")
            )
            for column, target in (
                ("organisation_id", _ORGANISATIONS),
                ("person_id", _STAFF),
                ("context_id", _CONTEXTS),
                ("sponsor_id", _STAFF),
                ("authorised_by", _STAFF),
                ("ended_by", _STAFF),
            )
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_partner_invitations")),
        schema="tenants",
    )
    for name, column in (("context", "context_id"), ("organisation", "organisation_id")):
        op.create_index(
            f"ix_partner_invitations_{name}", "partner_invitations", ["tenant_id", column], schema="tenants"
        )
    op.create_index(
        "ix_partner_invitations_until",
        "partner_invitations",
        ["tenant_id", "until_at"],
        schema="tenants",
        postgresql_where=sa.text("state = 'active'"),
    )


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
