"""Neither a slow telephone that sends a file nor a slow line that fetches one keeps a connection from others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from casework import add_context
from commonground.ui.attachments.sending import LOOKED_AGAIN
from commonground.ui.edge import pools_of
from councils import World
from example_files import TEXT, pdf, photo
from filing import add_file
from slow_reader import read_slowly
from told import tell
from web import Site, token_in


def taken_out(site: Site) -> int:
    pool: Any = pools_of(site.app).app.pool
    return int(pool.checkedout())


async def test_while_a_file_is_on_its_way_in_no_connection_waits(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}/files"
    token, seen, boundary = token_in((await browser.get(here)).text), [], b"xxBOUNDARYxx"

    async def slowly() -> AsyncIterator[bytes]:
        parts = (
            b'--%s\r\nContent-Disposition: form-data; name="_token"\r\n\r\n%s\r\n' % (boundary, token.encode()),
            b'--%s\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' % boundary,
            *[TEXT] * 5,
            b"\r\n--%s--\r\n" % boundary,
        )
        for part in parts:
            seen.append(taken_out(site))
            yield part
            await asyncio.sleep(0.01)

    headers = {"Content-Type": f"multipart/form-data; boundary={boundary.decode()}"}
    answer = await browser.client.post(here, content=slowly(), headers=headers)
    assert answer.status_code == 303, answer.text
    assert len(seen) == 8
    assert set(seen) == {0}


async def test_while_a_file_is_on_its_way_out_no_connection_waits(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    file_id, _ = await add_file(site, browser, here, "a.jpg", photo())
    seen = []

    async def counted(_before: int) -> None:
        seen.append(taken_out(site))

    said, came = await read_slowly(site, browser, f"{here}/files/{file_id}", counted)
    assert said == came > 0
    assert set(seen) == {0}


@pytest.mark.parametrize("how", ["taken off", "session"])
async def test_the_rest_of_a_file_that_is_taken_off_is_not_sent(site: Site, world: World, how: str) -> None:
    known = await add_context(world, world.larkmere)
    ours, reader = [await site.signed_in(world.larkmere, "practitioner") for _ in range(2)]
    here = f"/contexts/{known.reference}"
    file_id, _ = await add_file(site, ours, here, "a.pdf", pdf(more=b"\n" * 4 * LOOKED_AGAIN))

    async def meanwhile(before: int) -> None:
        if before == 0 and how == "session":
            await tell(world, "update identity.sessions set ended_at = now() where council_id = :id",
                       id=world.larkmere.id)  # fmt: skip
        elif before == 0:
            taken = await ours.submit(f"{here}/files/take-off", {"file": str(file_id), "reason": "Another place"})
            assert taken.status_code == 303

    said, came = await read_slowly(site, reader, f"{here}/files/{file_id}", meanwhile)
    assert said > 3 * LOOKED_AGAIN
    assert 0 < came <= LOOKED_AGAIN * 3 // 2


async def test_the_rest_of_a_restricted_file_is_not_sent_once_confirming_is_over(site: Site, world: World) -> None:
    """Quietly: nobody can confirm in the midst of a file, and nothing is wrong that a log should tell of."""
    known = await add_context(world, world.larkmere, named=("practitioner",))
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    file_id, _ = await add_file(site, browser, here, "a.pdf", pdf(more=b"\n" * 4 * LOOKED_AGAIN))

    async def meanwhile(before: int) -> None:
        if before == 0:
            await tell(world, "update identity.sessions set confirmed_at = now() - interval '15 minutes'")

    said, came = await read_slowly(site, browser, f"{here}/files/{file_id}", meanwhile)
    assert said > 3 * LOOKED_AGAIN
    assert 0 < came <= LOOKED_AGAIN * 3 // 2


@pytest.mark.parametrize(("person", "status"), [("", 401), ("ig_lead", 404)])
async def test_whoever_may_not_send_it_sends_us_nothing_large(
    site: Site, world: World, person: str, status: int
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        while sent < 50:
            sent += 1
            yield b"\0" * 1_000_000

    browser = await site.signed_in(world.larkmere, person) if person else site.browser()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await browser.client.post("/contexts/CX-7K3F-29M/files", content=endless(), headers=headers)
    assert answer.status_code == status
    assert sent <= 2, "the form was not taken in"
