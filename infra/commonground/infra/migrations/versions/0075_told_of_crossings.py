"""People are told of what goes from one council to another, and a worker puts the files that came along on a record."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

_NOTICES = (
    "disclosure_waits",
    "disclosure_decided",
    "crossing_offered",
    "crossing_urgent",
    "crossing_changed",
    "crossing_answered",
    "crossing_due",
    "crossing_overdue",
    "crossing_without_agreement",
)


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)
    know("notifications", "subject_kind", ("crossing",))


def downgrade() -> None:
    op.execute("delete from council.notifications where subject_kind = 'crossing'")
    know("notifications", "kind", forgotten=_NOTICES)
    know("notifications", "subject_kind", forgotten=("crossing",))
