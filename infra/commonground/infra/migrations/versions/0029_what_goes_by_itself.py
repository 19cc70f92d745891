"""Requests for what is held, uses of break-glass and notices have a time in the council's schedule."""

from __future__ import annotations

from alembic import op

from commonground.infra.migrations.codes import know

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TYPES, _FROM = ("access_request", "break_glass", "notice"), ("given",)


def upgrade() -> None:
    know("retention_choices", "record_type", _TYPES)
    know("retention_choices", "counted_from", _FROM)


def downgrade() -> None:
    op.execute("delete from council.retention_choices where record_type in ('access_request', 'break_glass', 'notice')")
    know("retention_choices", "counted_from", forgotten=_FROM)
    know("retention_choices", "record_type", forgotten=_TYPES)
