"""Joint concerns: what several councils and their partners do together about one group, place, school or online space."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joint_concerns",
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("councils", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("harms", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_words", sa.Text(), server_default="", nullable=False),
        sa.Column("lessons", sa.Text(), server_default="", nullable=False),
        sa.Column("proposed_lead_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("area is null or area ~ '^[0-9a-f]{15}$'", name=op.f("ck_joint_concerns_area")),
        sa.CheckConstraint("array_to_string(harms, ' ') ~ '^[a-z0-9_ -]*$'", name=op.f("ck_joint_concerns_codes")),
        sa.CheckConstraint("kind in ('peer_group', 'place', 'school', 'online')", name=op.f("ck_joint_concerns_kind")),
        sa.CheckConstraint(
            "outcome in ('safer', 'same', 'moved_on', 'handed_over')", name=op.f("ck_joint_concerns_outcome")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_concerns")),
        sa.UniqueConstraint("reference", name=op.f("uq_joint_concerns_reference")),
        schema="crossing",
    )
    op.create_index("ix_joint_concerns_lead", "joint_concerns", ["lead_id"], unique=False, schema="crossing")
    op.create_table(
        "joint_guests",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("councils", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["crossing.joint_concerns.id"], name=op.f("fk_joint_guests_concern_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_guests")),
        schema="crossing",
    )
    op.create_index("ix_joint_guests_concern", "joint_guests", ["concern_id"], unique=False, schema="crossing")
    op.create_table(
        "joint_parties",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("councils", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("harms", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("coordinator", sa.Text(), server_default="", nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("area is null or area ~ '^[0-9a-f]{15}$'", name=op.f("ck_joint_parties_area")),
        sa.CheckConstraint("array_to_string(harms, ' ') ~ '^[a-z0-9_ -]*$'", name=op.f("ck_joint_parties_codes")),
        sa.CheckConstraint("kind in ('peer_group', 'place', 'school', 'online')", name=op.f("ck_joint_parties_kind")),
        sa.CheckConstraint(
            "state in ('invited', 'joined', 'declined', 'taken_back', 'left')", name=op.f("ck_joint_parties_state")
        ),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["crossing.joint_concerns.id"], name=op.f("fk_joint_parties_concern_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_parties")),
        schema="crossing",
    )
    op.create_index("ix_joint_parties_council", "joint_parties", ["council_id"], unique=False, schema="crossing")
    op.create_index(
        "ux_joint_parties_live",
        "joint_parties",
        ["concern_id", "council_id"],
        unique=True,
        schema="crossing",
        postgresql_where=sa.text("state in ('invited', 'joined')"),
    )
    op.create_table(
        "contributions",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("councils", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("guests", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("guest_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("codes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("doer_id", sa.Uuid(), nullable=True),
        sa.Column("doer", sa.Text(), server_default="", nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_of", sa.Text(), server_default="", nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_words", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("array_to_string(codes, ' ') ~ '^[a-z0-9_: -]*$'", name=op.f("ck_contributions_codes")),
        sa.CheckConstraint(
            "kind in ('text', 'place', 'time_pattern', 'harm', 'weighting', 'count', 'document', 'action', 'meeting', 'minutes', 'message')",
            name=op.f("ck_contributions_kind"),
        ),
        sa.CheckConstraint(
            "state = 'stands' or (words = '' and codes = '{}' and doer = '' and came_of = '')",
            name=op.f("ck_contributions_gone"),
        ),
        sa.CheckConstraint("state in ('stands', 'withdrawn', 'expired', 'left')", name=op.f("ck_contributions_state")),
        sa.ForeignKeyConstraint(["about_id"], ["crossing.contributions.id"], name=op.f("fk_contributions_about_id")),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["crossing.joint_concerns.id"], name=op.f("fk_contributions_concern_id")
        ),
        sa.ForeignKeyConstraint(["guest_id"], ["crossing.joint_guests.id"], name=op.f("fk_contributions_guest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
        schema="crossing",
    )
    op.create_index("ix_contributions_concern", "contributions", ["concern_id", "at"], unique=False, schema="crossing")
    op.create_index(
        "ix_contributions_kept",
        "contributions",
        ["council_id", "keep_until"],
        unique=False,
        schema="crossing",
        postgresql_where=sa.text("state = 'stands'"),
    )
    op.create_table(
        "joint_steps",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("councils", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["crossing.joint_concerns.id"], name=op.f("fk_joint_steps_concern_id")),
        sa.ForeignKeyConstraint(["part_id"], ["crossing.contributions.id"], name=op.f("fk_joint_steps_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_steps")),
        schema="crossing",
    )
    op.create_index("ix_joint_steps_concern", "joint_steps", ["concern_id", "at"], unique=False, schema="crossing")
    op.create_table(
        "joint_links",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("coordinator_id", sa.Uuid(), nullable=False),
        sa.Column("our_context_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('peer_group', 'place', 'school', 'online')", name=op.f("ck_joint_links_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coordinator_id"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_joint_links_tenant_id_coordinator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "our_context_id"],
            ["tenants.contexts.tenant_id", "tenants.contexts.id"],
            name=op.f("fk_joint_links_tenant_id_our_context_id"),
            ondelete="SET NULL (our_context_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "team_id"],
            ["council.teams.tenant_id", "council.teams.id"],
            name=op.f("fk_joint_links_tenant_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_joint_links")),
        schema="tenants",
    )
    op.create_index(
        "ix_joint_links_context", "joint_links", ["tenant_id", "our_context_id"], unique=False, schema="tenants"
    )
    op.create_index("ix_joint_links_team", "joint_links", ["tenant_id", "team_id"], unique=False, schema="tenants")
    op.create_index(
        "ux_joint_links_reference", "joint_links", ["tenant_id", "reference"], unique=True, schema="tenants"
    )
    op.create_table(
        "joint_minutes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("attendance", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("writer_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_words", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("state in ('waiting', 'returned', 'published')", name=op.f("ck_joint_minutes_state")),
        sa.CheckConstraint(
            "checker_id is null or checker_id <> writer_id", name=op.f("ck_joint_minutes_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "checker_id"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_joint_minutes_tenant_id_checker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "concern_id"],
            ["tenants.joint_links.tenant_id", "tenants.joint_links.id"],
            name=op.f("fk_joint_minutes_tenant_id_concern_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "writer_id"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_joint_minutes_tenant_id_writer_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_joint_minutes")),
        schema="tenants",
    )
    op.create_index(
        "ix_joint_minutes_waiting",
        "joint_minutes",
        ["tenant_id", "concern_id"],
        unique=False,
        schema="tenants",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "joint_partners",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("sponsor_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_joint_partners_says_why")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "concern_id"],
            ["tenants.joint_links.tenant_id", "tenants.joint_links.id"],
            name=op.f("fk_joint_partners_tenant_id_concern_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ended_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_joint_partners_tenant_id_ended_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organisation_id"],
            ["council.partner_organisations.tenant_id", "council.partner_organisations.id"],
            name=op.f("fk_joint_partners_tenant_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_joint_partners_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sponsor_id"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_joint_partners_tenant_id_sponsor_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_joint_partners")),
        schema="tenants",
    )
    op.create_index(
        "ix_joint_partners_concern", "joint_partners", ["tenant_id", "concern_id"], unique=False, schema="tenants"
    )
    op.create_index(
        "ix_joint_partners_organisation",
        "joint_partners",
        ["tenant_id", "organisation_id"],
        unique=False,
        schema="tenants",
    )


def downgrade() -> None:
    op.drop_index("ix_joint_partners_organisation", table_name="joint_partners", schema="tenants")
    op.drop_index("ix_joint_partners_concern", table_name="joint_partners", schema="tenants")
    op.drop_table("joint_partners", schema="tenants")
    op.drop_index(
        "ix_joint_minutes_waiting",
        table_name="joint_minutes",
        schema="tenants",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("joint_minutes", schema="tenants")
    op.drop_index("ux_joint_links_reference", table_name="joint_links", schema="tenants")
    op.drop_index("ix_joint_links_team", table_name="joint_links", schema="tenants")
    op.drop_index("ix_joint_links_context", table_name="joint_links", schema="tenants")
    op.drop_table("joint_links", schema="tenants")
    op.drop_index("ix_joint_steps_concern", table_name="joint_steps", schema="crossing")
    op.drop_table("joint_steps", schema="crossing")
    op.drop_index(
        "ix_contributions_kept",
        table_name="contributions",
        schema="crossing",
        postgresql_where=sa.text("state = 'stands'"),
    )
    op.drop_index("ix_contributions_concern", table_name="contributions", schema="crossing")
    op.drop_table("contributions", schema="crossing")
    op.drop_index(
        "ux_joint_parties_live",
        table_name="joint_parties",
        schema="crossing",
        postgresql_where=sa.text("state in ('invited', 'joined')"),
    )
    op.drop_index("ix_joint_parties_council", table_name="joint_parties", schema="crossing")
    op.drop_table("joint_parties", schema="crossing")
    op.drop_index("ix_joint_guests_concern", table_name="joint_guests", schema="crossing")
    op.drop_table("joint_guests", schema="crossing")
    op.drop_index("ix_joint_concerns_lead", table_name="joint_concerns", schema="crossing")
    op.drop_table("joint_concerns", schema="crossing")
