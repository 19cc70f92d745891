"""To which team a referral came and in which it was decided, where another one has it now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_COLUMNS = ("received_team_id", "decided_team_id")
# All but an earlier tracker's came to the front door. It was decided there too, unless its history says that it was
# given away before: then nobody knows by whom, and it stays with the team that has it.
_FILL = """
with doors as (
  select distinct on (t.tenant_id) t.tenant_id, t.id from council.teams t where t.kind = 'front_door'
   order by t.tenant_id, t.id)
update tenants.referrals r
   set received_team_id = doors.id,
       decided_team_id = case when r.decided_at is not null and not exists (
           select from tenants.referral_events e
            where e.tenant_id = r.tenant_id and e.referral_id = r.id and e.verb = 'reassign' and e.at < r.decided_at)
         then doors.id end
  from doors
 where doors.tenant_id = r.tenant_id and r.route <> 'tracker' and not exists (
   select from council.teams t where t.tenant_id = r.tenant_id and t.id = r.team_id and t.kind = 'front_door')
"""


def upgrade() -> None:
    for name in _COLUMNS:
        column: sa.Column[object] = sa.Column(name, sa.Uuid(), nullable=True)
        op.add_column("referrals", column, schema="tenants")
    op.execute(_FILL)
    for name in _COLUMNS:
        op.create_foreign_key(
            op.f(f"fk_referrals_tenant_id_{name}"), "referrals", "teams", ["tenant_id", name], ["tenant_id", "id"],
            source_schema="tenants", referent_schema="council",
        )  # fmt: skip  # one key


def downgrade() -> None:
    # Names every column that the public may not fill; the version before makes its own again.
    op.execute("drop policy if exists public_sending_insert on tenants.referrals")
    for name in _COLUMNS:
        op.drop_column("referrals", name, schema="tenants")
