"""Whether a referral was restricted with its context, whose circle it then has, or by itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

# With its context was what says so last, or what says nothing: it came onto a context that was restricted already. And
# only as long as both are open to the same people; else somebody has looked at one of them by itself since.
_FILL = """
with circles as (
  select n.tenant_id, n.record_id, array_agg(n.staff_id order by n.staff_id) as people
    from tenants.named_people n group by n.tenant_id, n.record_id),
said as (
  select distinct on (e.tenant_id, e.referral_id) e.tenant_id, e.referral_id, e.words
    from tenants.referral_events e where e.verb in ('restrict', 'lift_restriction')
   order by e.tenant_id, e.referral_id, e.at desc, e.id desc)
update tenants.referrals r set follows_context = true
  from tenants.contexts c
  join circles theirs on theirs.tenant_id = c.tenant_id and theirs.record_id = c.id
 where c.tenant_id = r.tenant_id and c.id = r.context_id and c.restricted and r.restricted
   and exists (select from circles own
                where own.tenant_id = r.tenant_id and own.record_id = r.id and own.people = theirs.people)
   and not exists (select from said where said.tenant_id = r.tenant_id and said.referral_id = r.id
                      and said.words <> 'With its context')
"""


def upgrade() -> None:
    follows: sa.Column[bool] = sa.Column("follows_context", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("referrals", follows, schema="tenants")
    op.execute(_FILL)


def downgrade() -> None:
    # Names every column that the public may not fill; the version before makes its own again.
    op.execute("drop policy if exists public_sending_insert on tenants.referrals")
    op.drop_column("referrals", "follows_context", schema="tenants")
