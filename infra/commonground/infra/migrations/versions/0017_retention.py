"""Retention: the council's schedule, holds, disposal by two people and its certificates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_choices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("counted_from", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "counted_from in ('ended', 'last_change', 'birth', 'eighteen_or_last_change', 'death')",
            name=op.f("ck_retention_choices_counted_from"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_retention_choices_says_why")),
        sa.CheckConstraint(
            "record_type in ('referral_closed', 'referral_taken_on', 'context', 'peer_group', 'child_in_need', 'child_protection', 'looked_after', 'looked_after_died')",
            name=op.f("ck_retention_choices_record_type"),
        ),
        sa.CheckConstraint("years * 12 + months between 1 and 1440", name=op.f("ck_retention_choices_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "chosen_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_retention_choices_tenant_id_chosen_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_retention_choices")),
        schema="council",
    )
    op.create_index(
        "ix_retention_choices_type",
        "retention_choices",
        ["tenant_id", "record_type", "id"],
        unique=False,
        schema="council",
    )
    op.create_table(
        "disposals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_for", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "ground in ('time_is_up', 'duplicate', 'should_not_be_here', 'trial')", name=op.f("ck_disposals_ground")
        ),
        sa.CheckConstraint("record_kind in ('referral', 'context')", name=op.f("ck_disposals_record_kind")),
        sa.CheckConstraint(
            "record_type in ('referral_closed', 'referral_taken_on', 'context', 'peer_group', 'child_in_need', 'child_protection', 'looked_after', 'looked_after_died')",
            name=op.f("ck_disposals_record_type"),
        ),
        sa.CheckConstraint("stopped_for in ('held', 'changed')", name=op.f("ck_disposals_stopped_for")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "proposed_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_disposals_tenant_id_proposed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "withdrawn_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_disposals_tenant_id_withdrawn_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disposals")),
        schema="tenants",
    )
    op.create_index(
        "ix_disposals_open",
        "disposals",
        ["tenant_id", "record_id"],
        unique=False,
        schema="tenants",
        postgresql_where=sa.text("withdrawn_at is null and stopped_at is null"),
    )
    op.create_table(
        "holds",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("put_by", sa.Uuid(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lift_words", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "ground in ('inquiry', 'legal_claim', 'complaint', 'police', 'subject_access', 'case_review')",
            name=op.f("ck_holds_ground"),
        ),
        sa.CheckConstraint("record_kind in ('referral', 'context')", name=op.f("ck_holds_record_kind")),
        sa.CheckConstraint("lifted_at is null or lifted_by is not null", name=op.f("ck_holds_lifted_by_somebody")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lifted_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_holds_tenant_id_lifted_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "put_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_holds_tenant_id_put_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_holds")),
        schema="tenants",
    )
    op.create_index(
        "ix_holds_open",
        "holds",
        ["tenant_id", "review_on"],
        unique=False,
        schema="tenants",
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_index("ix_holds_record", "holds", ["tenant_id", "record_id"], unique=False, schema="tenants")
    op.create_table(
        "kept_longer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("record_kind in ('referral', 'context')", name=op.f("ck_kept_longer_record_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kept_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_kept_longer_tenant_id_kept_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kept_longer")),
        schema="tenants",
    )
    op.create_index("ix_kept_longer_record", "kept_longer", ["tenant_id", "record_id"], unique=False, schema="tenants")
    op.create_table(
        "trial_records",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_trial_records_tenant_id_made_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_trial_records")),
        schema="tenants",
    )
    op.create_index(
        "ix_trial_records_record", "trial_records", ["tenant_id", "record_id"], unique=False, schema="tenants"
    )
    op.create_table(
        "disposal_certificates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "ground in ('time_is_up', 'duplicate', 'should_not_be_here', 'trial')",
            name=op.f("ck_disposal_certificates_ground"),
        ),
        sa.CheckConstraint("record_kind in ('referral', 'context')", name=op.f("ck_disposal_certificates_record_kind")),
        sa.CheckConstraint(
            "record_type in ('referral_closed', 'referral_taken_on', 'context', 'peer_group', 'child_in_need', 'child_protection', 'looked_after', 'looked_after_died')",
            name=op.f("ck_disposal_certificates_record_type"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "confirmed_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_disposal_certificates_tenant_id_confirmed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "disposal_id"],
            ["tenants.disposals.tenant_id", "tenants.disposals.id"],
            name=op.f("fk_disposal_certificates_tenant_id_disposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "proposed_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_disposal_certificates_tenant_id_proposed_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disposal_certificates")),
        sa.UniqueConstraint("tenant_id", "disposal_id", name=op.f("uq_disposal_certificates_tenant_id_disposal_id")),
        schema="tenants",
    )
    op.create_index(
        "ix_disposal_certificates_record",
        "disposal_certificates",
        ["tenant_id", "record_id"],
        unique=False,
        schema="tenants",
    )
    op.create_table(
        "disposal_confirmations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "confirmed_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_disposal_confirmations_tenant_id_confirmed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "disposal_id"],
            ["tenants.disposals.tenant_id", "tenants.disposals.id"],
            name=op.f("fk_disposal_confirmations_tenant_id_disposal_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disposal_confirmations")),
        schema="tenants",
    )
    op.create_index(
        "ix_disposal_confirmations_disposal",
        "disposal_confirmations",
        ["tenant_id", "disposal_id"],
        unique=False,
        schema="tenants",
    )


def downgrade() -> None:
    op.drop_table("disposal_confirmations", schema="tenants")
    op.drop_table("disposal_certificates", schema="tenants")
    op.drop_table("trial_records", schema="tenants")
    op.drop_table("kept_longer", schema="tenants")
    op.drop_table("holds", schema="tenants")
    op.drop_table("disposals", schema="tenants")
    op.drop_table("retention_choices", schema="council")
