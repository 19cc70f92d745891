"""What the database holds, asked by the superuser: for what no role of ours may see together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from commonground.platform.database.engine import make_engine
from councils import World


async def ask(world: World, question: str, **asked: object) -> Any:
    """The first row, or None."""
    owner = make_engine(world.database.owner_url, pooled=False)
    async with owner.connect() as connection:
        row = (await connection.execute(text(question), asked)).first()
    await owner.dispose()
    return row


async def tell(world: World, statement: str, **asked: object) -> None:
    """A change."""
    owner = make_engine(world.database.owner_url, pooled=False)
    async with owner.begin() as connection:
        await connection.execute(text(statement), asked)
    await owner.dispose()
