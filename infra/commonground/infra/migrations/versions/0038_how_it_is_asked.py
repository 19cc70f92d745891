"""A request for what is held about somebody says how it was searched, and in which language it is answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    whole: sa.Column[bool] = sa.Column("whole_names", sa.Boolean(), nullable=False, server_default="false")
    op.add_column("access_requests", whole, schema="tenants")
    lang = sa.Column("lang", sa.Text(), nullable=False, server_default="en")
    op.add_column("access_requests", lang, schema="tenants")
    op.create_check_constraint(
        op.f("ck_access_requests_lang"), "access_requests", "lang in ('en', 'cy')", schema="tenants"
    )


def downgrade() -> None:
    op.drop_column("access_requests", "lang", schema="tenants")
    op.drop_column("access_requests", "whole_names", schema="tenants")
