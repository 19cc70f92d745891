"""An isolation report for the first council, by really trying: the demonstration shows what a council would read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from sqlalchemy import text

from commonground.platform.councils.onboard import acting_as_setup

COUNCIL: Final = "larkmere"
_HAS_ONE: Final = text(
    "select exists (select from audit.isolation_reports r join commons.councils c on c.id = r.tenant_id"
    " where c.slug = :slug)"
)


async def has_report(owner_url: str) -> bool:
    async with acting_as_setup(owner_url) as setup:
        return bool(await setup.scalar(_HAS_ONE, {"slug": COUNCIL}))


def make_first_report() -> None:
    """By the operator's own command, in a process of its own: it loads every page there is, and needs some seconds."""
    program = Path(sys.executable).parent / "commonground"
    subprocess.run([program, "check", "isolation", "--tenant", COUNCIL], check=False)
