"""The broker's own tables, as its library makes them; rights on them come from `database/isolation.py`."""

from __future__ import annotations

from alembic import op
from dramatiq_postgres import generate_init_sql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(generate_init_sql(schema="broker"))


def downgrade() -> None:
    op.execute("DROP SCHEMA broker CASCADE")
