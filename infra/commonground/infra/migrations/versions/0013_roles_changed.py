"""People are told when their roles were changed."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NAME = "ck_notifications_kind"
_FIRST = (
    "'referral_received', 'danger_now', 'referral_allocated', 'referral_escalated', 'referral_decided',"
    " 'referral_reopened', 'reporter_added_news', 'reporter_withdrew', 'context_lead_given', 'contact_joined_yours',"
    " 'moved_between_teams', 'team_changed'"
)
_LAST = "'something_like_yours_came_in', 'decision_due_today', 'decision_overdue', 'notice_unread', 'break_glass_used'"


def upgrade() -> None:
    _check(f"{_FIRST}, 'roles_changed', {_LAST}")


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'roles_changed'")
    _check(f"{_FIRST}, {_LAST}")


def _check(kinds: str) -> None:
    op.drop_constraint(op.f(_NAME), "notifications", schema="council", type_="check")
    op.create_check_constraint(op.f(_NAME), "notifications", f"kind in ({kinds})", schema="council")
