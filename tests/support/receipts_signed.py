"""Receipts signed as the relay's chainer does it."""

from __future__ import annotations

import asyncpg

from commonground.platform.audit.heads import HeadFiles
from commonground.workers.chain import Chainer, Notary
from councils import World
from trails import KEY


async def sign_receipts(world: World, files: HeadFiles) -> int:
    """How many were signed, with the key that tests know."""
    url = world.database.relay_url
    connection = await asyncpg.connect(url)
    try:
        return await Chainer(url, Notary(KEY, files)).sign_receipts(connection)
    finally:
        await connection.close()
