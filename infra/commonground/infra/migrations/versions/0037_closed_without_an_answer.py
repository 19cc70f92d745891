"""A request for what is held about somebody can end without an answer, and then says why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_REASONS = "closed_why in ('withdrawn', 'same', 'typed_wrong', 'refused', 'unconfirmed')"


def upgrade() -> None:
    op.add_column("access_requests", sa.Column("closed_why", sa.Text()), schema="tenants")
    words = sa.Column("closed_words", sa.Text(), nullable=False, server_default="")
    op.add_column("access_requests", words, schema="tenants")
    op.create_check_constraint(op.f("ck_access_requests_closed_why"), "access_requests", _REASONS, schema="tenants")


def downgrade() -> None:
    # What was closed reads as answered then: to open it again would stop every disposal.
    op.drop_column("access_requests", "closed_words", schema="tenants")
    op.drop_column("access_requests", "closed_why", schema="tenants")
