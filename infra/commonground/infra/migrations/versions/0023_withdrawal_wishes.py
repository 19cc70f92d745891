"""A reporter's wish to withdraw, kept beside the referral; and what such a wish had closed unread is open again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_WISHES = """
update tenants.referrals r set withdrawal_asked_at = e.at
  from (select tenant_id, referral_id, min(at) as at from tenants.referral_events
         where verb = 'withdraw' group by tenant_id, referral_id) e
 where e.tenant_id = r.tenant_id and e.referral_id = r.id
"""
# Nobody of the council did anything with it: it goes back to where it was taken from, and is late.
_UNREAD = """
update tenants.referrals r set state = 'new', version = version + 1, attention = coalesce((
         select 'danger' from tenants.reports p
          where p.tenant_id = r.tenant_id and p.referral_id = r.id and p.danger = 'yes'), 'withdrawal')
 where r.state = 'withdrawn' and not exists (
         select from tenants.referral_events e
          where e.tenant_id = r.tenant_id and e.referral_id = r.id and e.staff_id is not null)
"""


def upgrade() -> None:
    op.add_column(
        "referrals", sa.Column("withdrawal_asked_at", sa.DateTime(timezone=True), nullable=True), schema="tenants"
    )
    op.execute(_WISHES)
    op.execute(_UNREAD)


def downgrade() -> None:
    # It names every column; it is written again, as the models then declare it, after the next migration.
    op.execute("drop policy if exists public_sending_insert on tenants.referrals")
    op.drop_column("referrals", "withdrawal_asked_at", schema="tenants")
