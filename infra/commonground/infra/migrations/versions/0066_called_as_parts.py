"""A context is called by the names of what has gone into it as long as that is in it, beside other names of its own: what
a merge gave it is taken off them, and off those that kept it when the merge was regretted. And a merge no longer says
that it brought what was taken out again since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

# To which one a merge gave them is written nowhere where that one went on into a third. The first that took this one
# along says it. Taken out of the third, they came off that one's names and stayed on those of the second.
_OWN = """
with given as (
  select m.tenant_id, m.moved -> 'aliases' as names, m.undone_at, m.into_id, coalesce((
         select u.context_id from tenants.context_merges u
          where u.tenant_id = m.tenant_id and u.id > m.id and u.moved -> 'followers' ? m.context_id::text
            and u.merged_at <= coalesce(m.undone_at, 'infinity')
          order by u.id limit 1), m.into_id) as to_id
    from tenants.context_merges m
   where m.moved ? 'aliases' and m.into_id <> m.context_id),
left_on as (
  select tenant_id, to_id, array_agg(name) as names
    from given, jsonb_array_elements_text(given.names) as name
   where undone_at is null or into_id <> to_id
   group by tenant_id, to_id)
update tenants.contexts c
   set aliases = array(select a.name from unnest(c.aliases) with ordinality as a(name, place)
                        where a.name <> all (left_on.names) order by a.place)
  from left_on where left_on.tenant_id = c.tenant_id and left_on.to_id = c.id
"""

_CALLED = """
with parts as (
  select m.tenant_id, m.into_id, array_agg(called.name order by p.id, called.place) as names
    from tenants.context_merges m
    join tenants.contexts p on p.tenant_id = m.tenant_id and p.id = m.context_id
   cross join unnest(p.name || p.aliases) with ordinality as called(name, place)
   where m.undone_at is null and m.into_id <> m.context_id
   group by m.tenant_id, m.into_id)
update tenants.contexts c set parts_called = parts.names
  from parts where parts.tenant_id = c.tenant_id and parts.into_id = c.id
"""

_BROUGHT = """
with regretted as (
  select m.tenant_id, m.id, x.moved || jsonb_build_object(
         'followers', coalesce(x.moved -> 'followers', '[]') || to_jsonb(x.context_id)) as gone
    from tenants.context_merges m
    join tenants.context_merges x on x.tenant_id = m.tenant_id and x.id < m.id and x.undone_at > m.merged_at
   where m.undone_at is null and m.moved -> 'followers' ? x.context_id::text)
update tenants.context_merges m set moved = (
       select jsonb_object_agg(kind.name, array(
              select each.id from jsonb_array_elements_text(kind.ids) as each(id)
               where not exists (select from regretted r where r.tenant_id = m.tenant_id and r.id = m.id
                                    and r.gone -> kind.name ? each.id)))
         from jsonb_each(m.moved) as kind(name, ids))
 where exists (select from regretted r where r.tenant_id = m.tenant_id and r.id = m.id)
"""

# As the trigger says it from now on, of all that a merge may have said otherwise.
_SAID = r"""
with written as (
  select c.tenant_id, c.id, lower(concat_ws(' ', c.name, array_to_string(c.aliases, ' '), c.address, c.postcode,
         c.handle, nullif(array_to_string(c.parts_called, ' '), ''), nullif(c.parts_said, ''))) as written
    from tenants.contexts c
   where exists (select from tenants.context_merges m
                  where m.tenant_id = c.tenant_id and c.id in (m.context_id, m.into_id))),
plain as (
  select *, regexp_replace(regexp_replace(written, '[''’‘`ʼ]', '', 'g'), '[^[\:alnum\:]]+', ' ', 'g') as plain
    from written)
update tenants.contexts c
   set said = concat_ws(' ', '', p.written, nullif(p.plain, p.written), lower(replace(c.postcode, ' ', '')),
       lower(c.reference))
  from plain p where p.tenant_id = c.tenant_id and p.id = c.id
"""

# An earlier version takes off again what a merge says that it gave: with those that came along, as it gave them.
_GIVEN = """
update tenants.context_merges m
   set moved = m.moved || jsonb_build_object('aliases', coalesce((
       select jsonb_agg(distinct called.name)
         from tenants.contexts p cross join unnest(p.name || p.aliases) as called(name)
        where p.tenant_id = m.tenant_id and (p.id = m.context_id or m.moved -> 'followers' ? p.id::text)
          and called.name <> all (c.name || c.aliases)), '[]'))
  from tenants.contexts c
 where c.tenant_id = m.tenant_id and c.id = m.into_id and m.undone_at is null and m.into_id <> m.context_id
"""

_GIVE = """
update tenants.contexts c
   set aliases = c.aliases || array(select distinct called.name from unnest(c.parts_called) as called(name)
                                     where called.name <> all (c.name || c.aliases))
 where c.parts_called <> '{}'
"""


def upgrade() -> None:
    called: sa.Column[list[str]] = sa.Column(
        "parts_called", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
    )
    op.add_column("contexts", called, schema="tenants")
    # It makes `said` without the new column still, and comes back with the functions.
    op.execute("drop trigger if exists say_context on tenants.contexts")
    for statement in (_OWN, _CALLED, _BROUGHT, _SAID):
        op.execute(statement)


def downgrade() -> None:
    # What it is found by holds the same words then.
    op.execute("drop trigger if exists say_context on tenants.contexts")
    op.execute(_GIVEN)
    op.execute(_GIVE)
    op.drop_column("contexts", "parts_called", schema="tenants")
