"""An earlier tracker brought in for a council, and a council without any."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from casework import acting
from commonground.tenants.tracker_import import service
from councils import World
from told import tell


async def nothing_brought_in(world: World) -> None:
    """No import is left, nor any referral."""
    for table in ("tenants.imported_rows", "tenants.tracker_imports", "council.tracker_meanings",
                  "tenants.report_messages", "tenants.reports", "tenants.referral_events",
                  "tenants.referrals"):  # fmt: skip  # each before what it hangs on
        await tell(world, f"delete from {table}")


async def bring_in(world: World, folder: Path, content: bytes) -> UUID:
    """By Larkmere's manager; the key of the import."""
    path = folder / "chosen"
    path.write_bytes(content)
    async with acting(world, world.larkmere, "manager") as work:
        key = await service.take_file(work, path)
        await service.bring_in(work, key)
    return key
