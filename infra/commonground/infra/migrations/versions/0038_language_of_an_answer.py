"""Whoever asks what is held about them is answered in the language that they ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    lang = sa.Column("lang", sa.Text(), nullable=False, server_default="en")
    op.add_column("access_requests", lang, schema="tenants")
    op.create_check_constraint(
        op.f("ck_access_requests_lang"), "access_requests", "lang in ('en', 'cy')", schema="tenants"
    )


def downgrade() -> None:
    op.drop_column("access_requests", "lang", schema="tenants")
