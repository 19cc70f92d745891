"""A council chooses how long it keeps what crossed and is on no record there; until then we suggest a year."""

from __future__ import annotations

from alembic import op

revision = "0082"
down_revision = "0079"
branch_labels = None
depends_on = None

_CASES = (
    "'referral_closed', 'referral_taken_on', 'context', 'peer_group', 'child_in_need', 'child_protection',"
    " 'looked_after', 'looked_after_died'"
)
_BEFORE = "'access_request', 'break_glass', 'notice'"


def _know(by_themselves: str) -> None:
    for table, schema, codes in (
        ("retention_choices", "council", f"{_CASES}, {by_themselves}"),
        ("gone_by_itself", "tenants", by_themselves),
    ):
        name = op.f(f"ck_{table}_record_type")
        op.drop_constraint(name, table, schema=schema, type_="check")
        op.create_check_constraint(name, table, f"record_type in ({codes})", schema=schema)


def upgrade() -> None:
    _know(f"{_BEFORE}, 'crossed'")


def downgrade() -> None:
    op.execute("delete from council.retention_choices where record_type = 'crossed'")
    op.execute("delete from tenants.gone_by_itself where record_type = 'crossed'")
    _know(_BEFORE)
