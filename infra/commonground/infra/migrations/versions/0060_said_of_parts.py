"""A context into which another one went is found by that one's address, postcode, online name and reference too; and
one that went into another says so itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

# As a merge writes it from now on.
_PARTS = r"""
with parts as (
  select m.tenant_id, m.into_id, string_agg(concat_ws(' ', p.reference, nullif(p.address, ''), nullif(p.postcode, ''),
      nullif(p.handle, ''), nullif(replace(p.postcode, ' ', ''), '')), ' ' order by p.id) as said
    from tenants.context_merges m
    join tenants.contexts p on p.tenant_id = m.tenant_id and p.id = m.context_id
   where m.undone_at is null and m.into_id <> m.context_id
   group by m.tenant_id, m.into_id),
plain as (
  select *, regexp_replace(regexp_replace(lower(said), '[''’‘`ʼ]', '', 'g'), '[^[\:alnum\:]]+', ' ', 'g') as plain
    from parts)
update tenants.contexts c set parts_said = parts.said, said = concat_ws(' ', c.said, lower(parts.said), parts.plain)
  from plain as parts where parts.tenant_id = c.tenant_id and parts.into_id = c.id
"""

_MERGED = """
update tenants.contexts c set merged = true
  from tenants.context_merges m
 where m.tenant_id = c.tenant_id and m.context_id = c.id and m.undone_at is null and m.into_id <> m.context_id
"""


def upgrade() -> None:
    merged: sa.Column[bool] = sa.Column("merged", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("contexts", merged, schema="tenants")
    op.add_column("contexts", sa.Column("parts_said", sa.Text(), server_default="", nullable=False), schema="tenants")
    # It makes `said` without the new column still, and comes back with the functions.
    op.execute("drop trigger if exists say_context on tenants.contexts")
    op.execute(_PARTS)
    op.execute(_MERGED)


def downgrade() -> None:
    op.execute("drop trigger if exists say_context on tenants.contexts")
    op.drop_column("contexts", "parts_said", schema="tenants")
    op.drop_column("contexts", "merged", schema="tenants")
