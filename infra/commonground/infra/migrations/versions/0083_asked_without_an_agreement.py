"""Information-governance leads are told of a question between two councils that no agreement of theirs allows."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_NOTICES = ("dispute_without_agreement",)


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'dispute_without_agreement'")
    know("notifications", "kind", forgotten=_NOTICES)
