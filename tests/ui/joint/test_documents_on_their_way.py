"""A document that is being read when it is taken back, or when its reader is sent away, does not go on to its end."""

from __future__ import annotations

import pytest

from commonground.ui.attachments.sending import LOOKED_AGAIN
from councils import World
from filing import store_for
from joint_files import BOSS, add_file, expired, file_on
from jointly import joined, let_in
from slow_reader import read_slowly
from told import tell
from web import Site

LONG = b"Where they wait, stop by stop.\n" * 150_000
OVER = "update identity.sessions set ended_at = now() where council_id = :council"
ENDED = "update crossing.joint_parties set agreement_id = id where concern_id = :id and council_id = :council"


@pytest.mark.parametrize(
    "how", ["taken back", "expired", "agreement", "session", "partner taken back", "partner ended"]
)
async def test_the_rest_of_it_is_not_sent(site: Site, world: World, how: str) -> None:
    begun, store = await joined(world, world.hallowdene), store_for(world)
    guest = await let_in(world, begun, world.hallowdene)
    file, _ = await file_on(world, store, begun, LONG)
    made = await add_file(world, store, begun, file, world.hallowdene, guests=(guest,))
    ours, theirs = await site.signed_in(world.larkmere, BOSS), await site.signed_in(world.hallowdene, BOSS)

    async def meanwhile(before: int) -> None:
        match how if before == 0 else "":
            case "":
                return
            case "taken back" | "partner taken back":
                await ours.submit(f"/joint/{begun.reference}/parts/{made}/withdraw", {"words": ""})
            case "expired":
                await expired(world, made, world.larkmere)
            case "agreement":
                await tell(world, ENDED, id=begun.id, council=world.hallowdene.id)
            case "session":
                await tell(world, OVER, council=world.hallowdene.id)
            case _:
                await theirs.submit(f"/joint/{begun.reference}/end-guest", {"part": str(guest)})

    as_partner = how.startswith("partner")
    reader = await site.signed_in(world.hallowdene, "partner") if as_partner else theirs
    path = f"{'/shared' if as_partner else ''}/joint/{begun.reference}/parts/{made}/file"
    said, came = await read_slowly(site, reader, path, meanwhile)
    assert said == len(LONG)
    assert 0 < came <= LOOKED_AGAIN * 3 // 2


async def test_what_nobody_takes_back_arrives_whole(site: Site, world: World) -> None:
    begun, store = await joined(world, world.hallowdene), store_for(world)
    file, _ = await file_on(world, store, begun, LONG)
    made = await add_file(world, store, begun, file, world.hallowdene)
    theirs = await site.signed_in(world.hallowdene, BOSS)

    parts = []

    async def counted(before: int) -> None:
        parts.append(before)

    said, came = await read_slowly(site, theirs, f"/joint/{begun.reference}/parts/{made}/file", counted)
    assert said == came == len(LONG)
    assert len(parts) > 4
