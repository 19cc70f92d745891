"""Whom work is given to is said with the team in which they take it; a draft that says only whom is given one."""

from __future__ import annotations

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

# As an earlier version would have put it: in the team that has the record, if they are in that, else in their first.
_WITH_TEAM = f"""
with person as (
  select tenant_id, id, subject_id, (answers #>> '{{place,0}}')::uuid as staff_id
    from council.drafts where answers #>> '{{place,0}}' ~ '^{_UUID}$'),
place as (
  select p.tenant_id, p.id, p.staff_id, (
      select m.team_id from council.team_members m
       where m.tenant_id = p.tenant_id and m.staff_id = p.staff_id
       order by m.team_id is distinct from coalesce(r.team_id, c.team_id), m.team_id limit 1) as team_id
    from person p
    left join tenants.referrals r on r.tenant_id = p.tenant_id and r.id = p.subject_id
    left join tenants.contexts c on c.tenant_id = p.tenant_id and c.id = p.subject_id)
update council.drafts d
   set answers = jsonb_set(d.answers, '{{place,0}}', to_jsonb(p.team_id || '.' || p.staff_id))
  from place p where p.tenant_id = d.tenant_id and p.id = d.id and p.team_id is not null
"""  # noqa: S608  # words of our own

_WITHOUT = f"""
update council.drafts
   set answers = jsonb_set(answers, '{{place,0}}', to_jsonb(split_part(answers #>> '{{place,0}}', '.', 2)))
 where answers #>> '{{place,0}}' ~ '^{_UUID}[.]{_UUID}$'
"""  # noqa: S608  # words of our own


def upgrade() -> None:
    op.execute(_WITH_TEAM)


def downgrade() -> None:
    op.execute(_WITHOUT)
