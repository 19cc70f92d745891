"""A database as an earlier version left it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from commonground.infra.migrations.run import _config, migrating
from commonground.platform.database.roles import OWNER


def go_back(url: str, ending: str) -> None:
    """To just before the migration whose file ends like this, whatever its number has become."""
    with migrating(url) as connection:
        connection.exec_driver_sql("RESET ROLE")
        connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
        config = _config(connection)
        each = ScriptDirectory.from_config(config).walk_revisions()
        (before,) = (str(one.down_revision) for one in each if Path(one.path).name.endswith(f"_{ending}.py"))
        command.downgrade(config, before)
