"""Which codes a column may hold, as its check constraint has them by now, with more or fewer."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op


def know(table: str, column: str, more: Iterable[str] = (), *, forgotten: Iterable[str] = ()) -> None:
    """For a migration. `table` is of schema `council`."""
    name = f"ck_{table}_{column}"
    written = op.get_bind().scalar(
        sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :name"), {"name": name}
    )
    codes = sorted((set(re.findall(r"'(\w+)'", written)) | set(more)) - set(forgotten))
    op.drop_constraint(op.f(name), table, schema="council", type_="check")
    listed = ", ".join(f"'{code}'" for code in codes)
    op.create_check_constraint(op.f(name), table, f"{column} in ({listed})", schema="council")
