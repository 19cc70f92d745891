"""Mails to be sent, how people choose to hear, and the notices that practice needs besides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NAME = "ck_notifications_kind"
_KINDS = (
    "'referral_received', 'danger_now', 'referral_allocated', 'referral_escalated', 'referral_decided',"
    " 'referral_reopened', 'reporter_added_news', 'reporter_withdrew', 'context_lead_given', 'contact_joined_yours',"
    " 'moved_between_teams', 'team_changed', 'something_like_yours_came_in'"
)
_ADDED = "'decision_due_today', 'decision_overdue', 'notice_unread'"
_STATES = "'queued', 'for_digest', 'in_digest', 'sent', 'refused', 'gave_up', 'set_aside', 'not_sent'"
_QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    _check(f"{_KINDS}, {_ADDED}")
    _choices()
    _rules()
    _mails()
    _indexes()
    op.create_table(
        "mail_turns",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "urgent", name=op.f("pk_mail_turns")),
        sa.ForeignKeyConstraint(["tenant_id"], ["commons.councils.id"], name=op.f("fk_mail_turns_tenant_id")),
        schema="system",
    )


def downgrade() -> None:
    op.drop_table("mail_turns", schema="system")
    for table in ("mails", "notice_rules", "notice_choices"):
        op.drop_table(table, schema="council")
    op.execute(f"delete from council.notifications where kind in ({_ADDED})")  # noqa: S608  # our own codes
    _check(_KINDS)


def _check(kinds: str) -> None:
    op.drop_constraint(op.f(_NAME), "notifications", schema="council", type_="check")
    op.create_check_constraint(op.f(_NAME), "notifications", f"kind in ({kinds})", schema="council")


def _choices() -> None:
    op.create_table(
        "notice_choices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notice_choices")),
        sa.UniqueConstraint("tenant_id", "staff_id", "kind", name=op.f("uq_notice_choices_tenant_id_staff_id_kind")),
        _to_staff("notice_choices"),
        sa.CheckConstraint("way in ('at_once', 'digest', 'none')", name=op.f("ck_notice_choices_way")),
        schema="council",
    )


def _rules() -> None:
    op.create_table(
        "notice_rules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unread_hours", sa.Integer(), nullable=False),
        sa.Column("most_at_once", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notice_rules")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_notice_rules_tenant_id")),
        sa.CheckConstraint("unread_hours between 1 and 40", name=op.f("ck_notice_rules_unread_hours")),
        sa.CheckConstraint("most_at_once between 0 and 50", name=op.f("ck_notice_rules_most_at_once")),
        schema="council",
    )


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=True),
        sa.Column("message", sa.Uuid(), nullable=False),
        sa.Column("digest_id", sa.Uuid(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claims", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mails")),
        sa.UniqueConstraint("tenant_id", "fact_id", "staff_id", name=op.f("uq_mails_tenant_id_fact_id_staff_id")),
        _to_staff("mails"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notification_id"],
            ["council.notifications.tenant_id", "council.notifications.id"],
            name=op.f("fk_mails_tenant_id_notification_id"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(f"state in ({_STATES})", name=op.f("ck_mails_state")),
        schema="council",
    )


def _indexes() -> None:
    dead = sa.text("state in ('refused', 'gave_up', 'set_aside')")
    for name, columns, where in (
        ("due", ["urgent", "tenant_id", "due_at", "id"], _QUEUED),
        ("message", ["tenant_id", "message"], _QUEUED),
        ("waiting", ["queued_at"], _QUEUED),
        ("lease", ["lease"], sa.text("lease is not null")),
        ("of", ["tenant_id", "staff_id", "id"], None),
        ("for_digest", ["tenant_id", "staff_id"], sa.text("state = 'for_digest'")),
        ("digest", ["tenant_id", "digest_id"], sa.text("digest_id is not null")),
        ("notification", ["tenant_id", "notification_id"], None),
        ("dead", ["tenant_id", "id"], dead),
    ):
        op.create_index(f"ix_mails_{name}", "mails", columns, schema="council", postgresql_where=where)


def _to_staff(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "staff_id"],
        ["council.staff.tenant_id", "council.staff.id"],
        name=op.f(f"fk_{table}_tenant_id_staff_id"),
    )
