"""The chainer signs receipts: both copies of each alike, once, with the notary's key."""

from __future__ import annotations

import asyncio
from pathlib import Path

from commonground.platform.audit.heads import HeadFiles
from commonground.platform.crossings.receipts import message
from commonground.platform.crossings.types import Act
from commonground.workers.chain import Chainer, Notary, Pace
from councils import World
from crossing_scene import Crossings
from receipts_signed import sign_receipts
from trails import KEY

_SIGNED = (
    "select tenant_id, id, digest, signed_at, key_id, key, signature from council.receipts where crossing_id = :id"
    " order by no, tenant_id"
)


async def test_both_copies_get_one_signature(world: World, tmp_path: Path) -> None:
    crossings = Crossings(world)
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    files = HeadFiles(tmp_path)
    assert [await sign_receipts(world, files) for _ in range(2)] == [1, 0], "once"
    rows = await crossings.rows(_SIGNED, id=crossing.id)
    assert {row.tenant_id for row in rows} == {world.larkmere.id, world.hallowdene.id}
    (alike,) = {tuple(row)[1:] for row in rows}
    receipt, digest, signed_at, key_id, key, signature = alike
    assert (key_id, key) == (KEY.public.id, KEY.public.text)
    assert KEY.public.signed(message(receipt, digest, signed_at, key_id), signature)


async def test_the_running_chainer_signs_each_turn(world: World, tmp_path: Path) -> None:
    crossings = Crossings(world)
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.hallowdene, crossing, Act.DECLINE)
    # Heads are not due before long: a receipt does not wait for them.
    runs = Chainer(world.database.relay_url, Notary(KEY, HeadFiles(tmp_path)), Pace(turn=0.05, heads=600))
    running = asyncio.create_task(runs.run())
    for _ in range(200):
        if all(row.signature for row in await crossings.rows(_SIGNED, id=crossing.id)):
            break
        await asyncio.sleep(0.05)
    signed = {row.signature for row in await crossings.rows(_SIGNED, id=crossing.id)}
    runs.stop()
    await running
    assert None not in signed
    assert len(signed) == 1
