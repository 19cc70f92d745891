"""A notice of its own for a report that says that somebody is in danger now."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NAME = "ck_notifications_kind"
_FIRST = "'referral_received'"
_OTHERS = (
    "'referral_allocated', 'referral_escalated', 'referral_decided', 'referral_reopened', 'reporter_added_news',"
    " 'reporter_withdrew', 'context_lead_given', 'contact_joined_yours', 'moved_between_teams', 'team_changed',"
    " 'something_like_yours_came_in'"
)


def upgrade() -> None:
    _check(f"{_FIRST}, 'danger_now', {_OTHERS}")


def downgrade() -> None:
    op.execute("update council.notifications set kind = 'referral_received' where kind = 'danger_now'")
    _check(f"{_FIRST}, {_OTHERS}")


def _check(kinds: str) -> None:
    op.drop_constraint(op.f(_NAME), "notifications", schema="council", type_="check")
    op.create_check_constraint(op.f(_NAME), "notifications", f"kind in ({kinds})", schema="council")
