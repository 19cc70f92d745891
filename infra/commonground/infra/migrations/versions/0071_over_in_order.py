"""What is over in the order in which it was decided or closed: the tracker lists it fifty at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

_ENDED = (
    "(case when attention is not null then timestamptz 'infinity' when state = 'withdrawn' then changed_at"
    " when decided_at is null then timestamptz '-infinity' else decided_at end)"
)
_OVER = sa.text("state not in ('new', 'screening', 'waiting', 'needs_lead', 'escalated')")


def upgrade() -> None:
    columns: list[str | sa.TextClause] = ["tenant_id", sa.text(_ENDED), "id"]
    op.create_index("ix_referrals_over", "referrals", columns, schema="tenants", postgresql_where=_OVER)


def downgrade() -> None:
    op.drop_index("ix_referrals_over", "referrals", schema="tenants")
