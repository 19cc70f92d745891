"""Whoever answers for access is told of a restricted record that nobody is left to look after, and names somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.infra.migrations.codes import know

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_NOTICES, _RECORDS = ("nobody_left", "keeper_named", "looked_after"), ("keepers", "trail")
_TABLES = ("contexts", "referrals")


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)
    know("notifications", "subject_kind", _RECORDS)
    for table in _TABLES:
        columns, few = ["tenant_id", "id"], sa.text("restricted")
        op.create_index(f"ix_{table}_restricted", table, columns, schema="tenants", postgresql_where=few)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"ix_{table}_restricted", table, schema="tenants")
    op.execute("delete from council.notifications where kind in ('nobody_left', 'keeper_named', 'looked_after')")
    know("notifications", "subject_kind", forgotten=_RECORDS)
    know("notifications", "kind", forgotten=_NOTICES)
