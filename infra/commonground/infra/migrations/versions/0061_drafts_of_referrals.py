"""What somebody is about to refer is a draft of the form that it stands in, and no longer one for each person."""

from __future__ import annotations

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

_UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

# The form brought the id of its referral along among the answers; where it did not, nothing hangs on which it is.
_BY_FORM = f"""
update council.drafts
   set answers = answers - 'key',
       subject_id = case when answers #>> '{{key,0}}' ~ '{_UUID}' then (answers #>> '{{key,0}}')::uuid
                         else gen_random_uuid() end
 where form = 'refer' and subject_id = staff_id
"""  # noqa: S608  # words of our own

# The earlier version finds one for each person: the one that was kept last. The others stay, and it finds none of them.
_BY_PERSON = """
update council.drafts d
   set answers = (answers - '_mark') || jsonb_build_object('key', jsonb_build_array(subject_id)), subject_id = staff_id
 where form = 'refer' and not exists (
   select from council.drafts later where later.tenant_id = d.tenant_id and later.staff_id = d.staff_id
      and later.form = d.form and (later.saved_at, later.id) > (d.saved_at, d.id))
"""


def upgrade() -> None:
    op.execute(_BY_FORM)


def downgrade() -> None:
    op.execute(_BY_PERSON)
