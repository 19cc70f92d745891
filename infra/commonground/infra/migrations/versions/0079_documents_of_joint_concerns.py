"""A document of a joint concern may have a file: what kind and size it is, its hash, and where its council keeps it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

_KINDS = "file_kind in ('jpeg', 'png', 'pdf', 'docx', 'xlsx', 'odt', 'txt')"
_WHOLE = (
    "case when state = 'stands' and file_digest is not null"
    " then kind = 'document' and num_nonnulls(file_object_id, file_kind, file_size) = 3"
    " else num_nonnulls(file_object_id, file_kind, file_size) = 0 end"
)
_COLUMNS: dict[str, Any] = {
    "file_object_id": sa.Uuid(),
    "file_kind": sa.Text(),
    "file_size": sa.BigInteger(),
    "file_digest": sa.LargeBinary(),
}
# What a function answers with can't be changed; 069_joint.sql makes it anew.
_ANSWERS_OTHERWISE = "drop function if exists crossing.joint_shared_parts(text)"


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("contributions", sa.Column(name, kind, nullable=True), schema="crossing")
    op.create_unique_constraint(
        op.f("uq_contributions_council_id_file_object_id"),
        "contributions",
        ["council_id", "file_object_id"],
        schema="crossing",
    )
    op.create_check_constraint(op.f("ck_contributions_file_kind"), "contributions", _KINDS, schema="crossing")
    op.create_check_constraint(op.f("ck_contributions_file"), "contributions", _WHOLE, schema="crossing")
    op.execute(_ANSWERS_OTHERWISE)


def downgrade() -> None:
    op.execute(_ANSWERS_OTHERWISE)
    for name in ("ck_contributions_file", "ck_contributions_file_kind"):
        op.drop_constraint(op.f(name), "contributions", schema="crossing", type_="check")
    op.drop_constraint(
        op.f("uq_contributions_council_id_file_object_id"), "contributions", schema="crossing", type_="unique"
    )
    for name in reversed(_COLUMNS):
        op.drop_column("contributions", name, schema="crossing")
