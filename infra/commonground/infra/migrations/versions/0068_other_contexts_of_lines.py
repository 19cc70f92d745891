"""Which other context a line of a timeline is about: it is told to nobody who may not open that one.

Of old lines, those of merges begin with its reference, and those of relations were written in the moment that the
relation has. Where neither is there any more it stays unknown, and the line is shown to nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

_MERGES = """
update tenants.context_events e set other_id = c.id
  from tenants.contexts c
 where c.tenant_id = e.tenant_id and c.reference = case
       when e.verb in ('take_in', 'go_into', 'take_out', 'come_out') then split_part(e.words, ':', 1)
       when e.verb = 'give_lead' then substring(e.words from '^Whoever led (CX-[0-9A-Z-]+) leads this one now[.]$') end
"""

_RELATED = """
update tenants.context_events e set other_id = r.other_id
  from tenants.context_relations r
 where e.verb = 'relate' and r.tenant_id = e.tenant_id and r.put_at = e.at and r.put_by = e.staff_id
"""

# What is ended is read from either side. The context of the line may have gone into another one since, and its
# relations with it.
_UNRELATED = """
with standing as (
  select e.tenant_id, e.id, e.at, e.staff_id, coalesce(m.into_id, e.context_id) as context_id
    from tenants.context_events e
    left join tenants.context_merges m
      on m.tenant_id = e.tenant_id and m.context_id = e.context_id and m.undone_at is null
   where e.verb = 'unrelate'),
ended as (
  select s.tenant_id, s.id, case s.context_id when r.context_id then r.other_id when r.other_id then r.context_id end
         as other_id
    from standing s
    join tenants.context_relations r on r.tenant_id = s.tenant_id and r.ended_at = s.at and r.ended_by = s.staff_id)
update tenants.context_events e set other_id = ended.other_id
  from ended where ended.tenant_id = e.tenant_id and ended.id = e.id and ended.other_id is not null
"""


def upgrade() -> None:
    column: sa.Column[object] = sa.Column("other_id", sa.Uuid(), nullable=True)
    op.add_column("context_events", column, schema="tenants")
    for statement in (_MERGES, _RELATED, _UNRELATED):
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("context_events", "other_id", schema="tenants")
