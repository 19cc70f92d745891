"""The log of mail says why one was not sent, and lists what is urgent for somebody who has no address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.infra.migrations.codes import know

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_STATES = frozenset({"no_address", "read", "too_late"})
_DEAD = "'refused', 'gave_up', 'set_aside'"


def upgrade() -> None:
    know("mails", "state", _STATES)
    _dead(f"{_DEAD}, 'no_address'")


def downgrade() -> None:
    op.execute("update council.mails set state = 'not_sent' where state in ('no_address', 'read', 'too_late')")
    _dead(_DEAD)
    know("mails", "state", forgotten=_STATES)


def _dead(states: str) -> None:
    op.drop_index("ix_mails_dead", "mails", schema="council")
    where = sa.text(f"state in ({states})")
    op.create_index("ix_mails_dead", "mails", ["tenant_id", "id"], schema="council", postgresql_where=where)
