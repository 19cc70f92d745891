"""Councils act together: agreements, offers that both read, packages that each keeps, and receipts of both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("crossing_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("tenant_id", "crossing_id", "no", name=op.f("uq_receipts_tenant_id_crossing_id_no")),
        schema="council",
    )
    op.create_index(
        "ix_receipts_unsigned",
        "receipts",
        ["made_at"],
        unique=False,
        schema="council",
        postgresql_where=sa.text("signature is null"),
    )
    op.create_table(
        "agreements",
        sa.Column("proposer_id", sa.Uuid(), nullable=False),
        sa.Column("councils", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("inform", sa.Boolean(), nullable=False),
        sa.Column("work_jointly", sa.Boolean(), nullable=False),
        sa.Column("hand_over", sa.Boolean(), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_agreements_named")),
        sa.CheckConstraint("until_on is null or until_on >= from_on", name=op.f("ck_agreements_lasts")),
        sa.CheckConstraint("version > 0", name=op.f("ck_agreements_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        schema="crossing",
    )
    op.create_table(
        "offers",
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("harms", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("ages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("last_no", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("complete_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conference_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conference_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("try_council_id", sa.Uuid(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purge_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purge_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged", sa.Boolean(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("area is null or area ~ '^[0-9a-f]{15}$'", name=op.f("ck_offers_area")),
        sa.CheckConstraint("array_to_string(harms || ages, ' ') ~ '^[a-z0-9_ -]*$'", name=op.f("ck_offers_codes")),
        sa.CheckConstraint(
            "kind in ('child_moves', 'child_placed', 'peer_group', 'border_place', 'school_pupils', 'online', 'intelligence', 'information_request')",
            name=op.f("ck_offers_kind"),
        ),
        sa.CheckConstraint(
            "state in ('sent', 'acknowledged', 'queried', 'accepted', 'conference_held', 'moved', 'declined', 'withdrawn', 'expired', 'closed')",
            name=op.f("ck_offers_state"),
        ),
        sa.CheckConstraint("urgency in ('today', 'soon', 'routine')", name=op.f("ck_offers_urgency")),
        sa.CheckConstraint("verb in ('inform', 'work_jointly', 'hand_over')", name=op.f("ck_offers_verb")),
        sa.CheckConstraint("sender_id <> receiver_id", name=op.f("ck_offers_two_councils")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("reference", name=op.f("uq_offers_reference")),
        schema="crossing",
    )
    op.create_index("ix_offers_receiver", "offers", ["receiver_id", "sent_at", "id"], unique=False, schema="crossing")
    op.create_index(
        "ix_offers_receiver_open",
        "offers",
        ["receiver_id", "respond_by"],
        unique=False,
        schema="crossing",
        postgresql_where=sa.text("state in ('sent', 'acknowledged', 'queried', 'accepted', 'conference_held')"),
    )
    op.create_index("ix_offers_sender", "offers", ["sender_id", "sent_at", "id"], unique=False, schema="crossing")
    op.create_index(
        "ix_offers_sender_open",
        "offers",
        ["sender_id", "respond_by"],
        unique=False,
        schema="crossing",
        postgresql_where=sa.text("state in ('sent', 'acknowledged', 'queried', 'accepted', 'conference_held')"),
    )
    op.create_index("ix_offers_thread", "offers", ["thread_id"], unique=False, schema="crossing")
    op.create_table(
        "packages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("crossing_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(erased_at is not null) = (canonical = '')", name=op.f("ck_packages_erased")),
        sa.CheckConstraint("side in ('sent', 'received')", name=op.f("ck_packages_side")),
        sa.CheckConstraint("no > 0", name=op.f("ck_packages_no")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_packages")),
        schema="tenants",
    )
    op.create_index(
        "ix_packages_crossing", "packages", ["tenant_id", "crossing_id", "no"], unique=False, schema="tenants"
    )
    op.create_table(
        "agreement_signatures",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("councils", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_as", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), server_default="", nullable=False),
        sa.Column("withdrawn_words", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["crossing.agreements.id"], name=op.f("fk_agreement_signatures_agreement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_signatures")),
        schema="crossing",
    )
    op.create_index(
        "ix_agreement_signatures_agreement",
        "agreement_signatures",
        ["agreement_id", "council_id"],
        unique=False,
        schema="crossing",
    )
    op.create_index(
        "ix_agreement_signatures_council", "agreement_signatures", ["council_id"], unique=False, schema="crossing"
    )
    op.create_table(
        "steps",
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("side in ('sender', 'receiver', 'clock')", name=op.f("ck_steps_side")),
        sa.ForeignKeyConstraint(["offer_id"], ["crossing.offers.id"], name=op.f("fk_steps_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
        sa.UniqueConstraint("offer_id", "no", name=op.f("uq_steps_offer_id_no")),
        schema="crossing",
    )
    op.create_table(
        "authorisations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict in ('agreed', 'refused')", name=op.f("ck_authorisations_verdict")),
        sa.CheckConstraint("words <> ''", name=op.f("ck_authorisations_says_why")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "package_id"],
            ["tenants.packages.tenant_id", "tenants.packages.id"],
            name=op.f("fk_authorisations_tenant_id_package_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_authorisations")),
        schema="tenants",
    )
    op.create_index(
        "ix_authorisations_package", "authorisations", ["tenant_id", "package_id"], unique=False, schema="tenants"
    )
    op.create_table(
        "package_files",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("from_object_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "package_id"],
            ["tenants.packages.tenant_id", "tenants.packages.id"],
            name=op.f("fk_package_files_tenant_id_package_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_package_files")),
        sa.UniqueConstraint("tenant_id", "object_id", name=op.f("uq_package_files_tenant_id_object_id")),
        schema="tenants",
    )
    op.create_index(
        "ix_package_files_package", "package_files", ["tenant_id", "package_id"], unique=False, schema="tenants"
    )
    op.create_table(
        "disclosures",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=True),
        sa.Column("receiver_words", sa.Text(), server_default="", nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("harms", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("ages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("basis", sa.Text(), server_default="", nullable=False),
        sa.Column("necessity", sa.Text(), server_default="", nullable=False),
        sa.Column("openness", sa.Text(), server_default="", nullable=False),
        sa.Column("untold_why", sa.Text(), server_default="", nullable=False),
        sa.Column("advice", sa.Text(), server_default="", nullable=False),
        sa.Column("no_agreement_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("chosen", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("files", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(destination = 'council') = (receiver_id is not null)", name=op.f("ck_disclosures_to_whom")
        ),
        sa.CheckConstraint("destination in ('council', 'outside', 'partner')", name=op.f("ck_disclosures_destination")),
        sa.CheckConstraint("record_kind in ('context', 'referral')", name=op.f("ck_disclosures_record_kind")),
        sa.CheckConstraint(
            "state in ('draft', 'discarded') or (purpose <> '' and basis <> '' and necessity <> '' and openness <> '')",
            name=op.f("ck_disclosures_says_why"),
        ),
        sa.CheckConstraint(
            "state in ('draft', 'proposed', 'authorised', 'refused', 'sent', 'over', 'discarded')",
            name=op.f("ck_disclosures_state"),
        ),
        sa.CheckConstraint("urgency in ('today', 'soon', 'routine')", name=op.f("ck_disclosures_urgency")),
        sa.CheckConstraint("verb in ('inform', 'work_jointly', 'hand_over')", name=op.f("ck_disclosures_verb")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_disclosures_tenant_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "team_id"],
            ["council.teams.tenant_id", "council.teams.id"],
            name=op.f("fk_disclosures_tenant_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("tenant_id", "reference", name=op.f("uq_disclosures_tenant_id_reference")),
        schema="tenants",
    )
    op.create_index("ix_disclosures_record", "disclosures", ["tenant_id", "record_id"], unique=False, schema="tenants")
    op.create_index(
        "ix_disclosures_team", "disclosures", ["tenant_id", "team_id", "state"], unique=False, schema="tenants"
    )
    op.create_index(
        "ux_disclosures_handed_over",
        "disclosures",
        ["tenant_id", "record_id"],
        unique=True,
        schema="tenants",
        postgresql_where=sa.text("state = 'sent' and verb = 'hand_over'"),
    )
    op.create_table(
        "received_handoffs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("taker_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_by", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_in_by", sa.Uuid(), nullable=True),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "accepted_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_received_handoffs_tenant_id_accepted_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            ["tenants.referrals.tenant_id", "tenants.referrals.id"],
            name=op.f("fk_received_handoffs_tenant_id_referral_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "taker_id"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_received_handoffs_tenant_id_taker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "team_id"],
            ["council.teams.tenant_id", "council.teams.id"],
            name=op.f("fk_received_handoffs_tenant_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_received_handoffs")),
        schema="tenants",
    )
    op.create_index(
        "ix_received_handoffs_referral",
        "received_handoffs",
        ["tenant_id", "referral_id"],
        unique=False,
        schema="tenants",
    )
    op.create_index(
        "ix_received_handoffs_team", "received_handoffs", ["tenant_id", "team_id"], unique=False, schema="tenants"
    )


def downgrade() -> None:
    # What answers with rows of a table goes before the table; 068_crossings.sql makes it anew.
    op.execute("drop function if exists crossing.ours()")
    op.drop_index("ix_received_handoffs_team", table_name="received_handoffs", schema="tenants")
    op.drop_index("ix_received_handoffs_referral", table_name="received_handoffs", schema="tenants")
    op.drop_table("received_handoffs", schema="tenants")
    op.drop_index(
        "ux_disclosures_handed_over",
        table_name="disclosures",
        schema="tenants",
        postgresql_where=sa.text("state = 'sent' and verb = 'hand_over'"),
    )
    op.drop_index("ix_disclosures_team", table_name="disclosures", schema="tenants")
    op.drop_index("ix_disclosures_record", table_name="disclosures", schema="tenants")
    op.drop_table("disclosures", schema="tenants")
    op.drop_index("ix_package_files_package", table_name="package_files", schema="tenants")
    op.drop_table("package_files", schema="tenants")
    op.drop_index("ix_authorisations_package", table_name="authorisations", schema="tenants")
    op.drop_table("authorisations", schema="tenants")
    op.drop_table("steps", schema="crossing")
    op.drop_index("ix_agreement_signatures_council", table_name="agreement_signatures", schema="crossing")
    op.drop_index("ix_agreement_signatures_agreement", table_name="agreement_signatures", schema="crossing")
    op.drop_table("agreement_signatures", schema="crossing")
    op.drop_index("ix_packages_crossing", table_name="packages", schema="tenants")
    op.drop_table("packages", schema="tenants")
    op.drop_index("ix_offers_thread", table_name="offers", schema="crossing")
    op.drop_index(
        "ix_offers_sender_open",
        table_name="offers",
        schema="crossing",
        postgresql_where=sa.text("state in ('sent', 'acknowledged', 'queried', 'accepted', 'conference_held')"),
    )
    op.drop_index("ix_offers_sender", table_name="offers", schema="crossing")
    op.drop_index(
        "ix_offers_receiver_open",
        table_name="offers",
        schema="crossing",
        postgresql_where=sa.text("state in ('sent', 'acknowledged', 'queried', 'accepted', 'conference_held')"),
    )
    op.drop_index("ix_offers_receiver", table_name="offers", schema="crossing")
    op.drop_table("offers", schema="crossing")
    op.drop_table("agreements", schema="crossing")
    op.drop_index(
        "ix_receipts_unsigned", table_name="receipts", schema="council", postgresql_where=sa.text("signature is null")
    )
    op.drop_table("receipts", schema="council")
