"""People are told of moves between teams, and of a contact that joined their context."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KINDS = (
    "'referral_received', 'referral_allocated', 'referral_escalated', 'referral_decided', 'referral_reopened',"
    " 'reporter_added_news', 'reporter_withdrew', 'context_lead_given'"
)
_LAST = "'something_like_yours_came_in'"
_ADDED = "'contact_joined_yours', 'moved_between_teams', 'team_changed'"


def upgrade() -> None:
    _check("kind", f"kind in ({_KINDS}, {_ADDED}, {_LAST})")
    _check("subject_kind", "subject_kind in ('referral', 'context', 'staff', 'team')")


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind in ('staff', 'team')")
    op.execute("delete from council.notifications where kind = 'contact_joined_yours'")
    _check("kind", f"kind in ({_KINDS}, {_LAST})")
    _check("subject_kind", "subject_kind in ('referral', 'context')")


def _check(column: str, condition: str) -> None:
    name = op.f(f"ck_notifications_{column}")
    op.drop_constraint(name, "notifications", schema="council", type_="check")
    op.create_check_constraint(name, "notifications", condition, schema="council")
