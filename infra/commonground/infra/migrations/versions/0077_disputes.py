"""Two councils that do not agree whose something is: the question with its clock, each line of it, and who is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.infra.migrations.codes import know

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_NOTICES = ("dispute_opened", "dispute_changed", "dispute_due", "dispute_escalated")


def upgrade() -> None:
    op.create_table(
        "disputes",
        sa.Column("opener_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waits_id", sa.Uuid(), nullable=False),
        sa.Column("opener_decides_id", sa.Uuid(), nullable=True),
        sa.Column("other_decides_id", sa.Uuid(), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settle_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("area is null or area ~ '^[0-9a-f]{15}$'", name=op.f("ck_disputes_area")),
        sa.CheckConstraint(
            "kind in ('child_moves', 'child_placed', 'peer_group', 'border_place', 'school_pupils', 'online',"
            " 'intelligence', 'information_request')",
            name=op.f("ck_disputes_kind"),
        ),
        sa.CheckConstraint(
            "reason in ('child_lives', 'harm_happens', 'placed_by', 'knew_first', 'statutory_duty', 'other')",
            name=op.f("ck_disputes_reason"),
        ),
        sa.CheckConstraint(
            "state in ('asked', 'more_asked', 'agreed', 'decided', 'withdrawn', 'closed')",
            name=op.f("ck_disputes_state"),
        ),
        sa.CheckConstraint("opener_id <> other_id", name=op.f("ck_disputes_two_councils")),
        sa.ForeignKeyConstraint(["offer_id"], ["crossing.offers.id"], name=op.f("fk_disputes_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("reference", name=op.f("uq_disputes_reference")),
        schema="crossing",
    )
    op.create_index("ix_disputes_opener", "disputes", ["opener_id", "opened_at", "id"], unique=False, schema="crossing")
    op.create_index("ix_disputes_other", "disputes", ["other_id", "opened_at", "id"], unique=False, schema="crossing")
    op.create_index(
        "ix_disputes_waits",
        "disputes",
        ["waits_id", "answer_by"],
        unique=False,
        schema="crossing",
        postgresql_where=sa.text("state in ('asked', 'more_asked')"),
    )
    op.create_index(
        "ux_disputes_offer",
        "disputes",
        ["offer_id"],
        unique=True,
        schema="crossing",
        postgresql_where=sa.text("state in ('asked', 'more_asked')"),
    )
    op.create_table(
        "dispute_steps",
        sa.Column("opener_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("council_id", sa.Uuid(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason in ('child_lives', 'harm_happens', 'placed_by', 'knew_first', 'statutory_duty', 'other')",
            name=op.f("ck_dispute_steps_reason"),
        ),
        sa.ForeignKeyConstraint(["dispute_id"], ["crossing.disputes.id"], name=op.f("fk_dispute_steps_dispute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_steps")),
        sa.UniqueConstraint("dispute_id", "no", name=op.f("uq_dispute_steps_dispute_id_no")),
        schema="crossing",
    )
    know("notifications", "kind", _NOTICES)
    know("notifications", "subject_kind", ("dispute",))


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind = 'dispute'")
    know("notifications", "kind", forgotten=_NOTICES)
    know("notifications", "subject_kind", forgotten=("dispute",))
    # What answers with rows of a table goes before the table; 071_disputes.sql makes it anew.
    op.execute("drop function if exists crossing.our_disputes()")
    op.drop_table("dispute_steps", schema="crossing")
    op.drop_index(
        "ux_disputes_offer",
        table_name="disputes",
        schema="crossing",
        postgresql_where=sa.text("state in ('asked', 'more_asked')"),
    )
    op.drop_index(
        "ix_disputes_waits",
        table_name="disputes",
        schema="crossing",
        postgresql_where=sa.text("state in ('asked', 'more_asked')"),
    )
    op.drop_index("ix_disputes_other", table_name="disputes", schema="crossing")
    op.drop_index("ix_disputes_opener", table_name="disputes", schema="crossing")
    op.drop_table("disputes", schema="crossing")
