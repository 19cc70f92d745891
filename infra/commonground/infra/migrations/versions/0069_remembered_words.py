"""What a council's own words mean is remembered without names: of what was kept before, whatever may be one goes, and
what was said otherwise since. And of what came with an earlier tracker that does not say who told, that is said: it was
called anonymous."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.tenants.tracker_import.remembering import may_be_remembered

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_SAID_SINCE = """
delete from council.tracker_meanings m using council.tracker_meanings later
 where (later.tenant_id, later.about, later.words) = (m.tenant_id, m.about, m.words)
   and (later.chosen_at, later.id) > (m.chosen_at, m.id)
"""
_WORDS = sa.text("select distinct words from council.tracker_meanings")
_GOES = sa.text("delete from council.tracker_meanings where words = any(:words)")
# What stood in the cell of its source is kept in a line of its own; no line: nothing stood there.
_CALLED = """
update tenants.referrals r set source = '{}'
  from tenants.imported_rows w
 where w.tenant_id = r.tenant_id and w.referral_id = r.id and r.route = 'tracker' and r.source = '{}'{}
"""
_NOTHING_STOOD = " and w.tracker_words !~ '(^|\\n)Source: '"


def upgrade() -> None:
    op.execute(_CALLED.format("not_said", "anonymous", _NOTHING_STOOD))
    op.execute(_SAID_SINCE)
    bind = op.get_bind()
    goes = [words for (words,) in bind.execute(_WORDS) if not may_be_remembered(words)]
    bind.execute(_GOES, {"words": goes})


def downgrade() -> None:
    """What is gone was not to be kept."""
    op.execute(_CALLED.format("anonymous", "not_said", ""))
