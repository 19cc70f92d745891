"""A note sent twice, over HTTP."""

from __future__ import annotations

from casework import add_context
from web import Site, token_in

Form = dict[str, str | list[str]]
WORDS = "The owner has moved the bins to the yard."


async def test_a_note_pressed_twice_stands_once_and_leads_to_the_same_page(site: Site) -> None:
    world = site.world
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    note: Form = {"_token": token_in((await browser.get(here)).text), "version": "1", "words": WORDS}
    first, second = [await browser.post(f"{here}/note", note) for _ in range(2)]
    assert (second.status_code, second.headers["location"]) == (first.status_code, first.headers["location"])
    assert (await browser.get(f"{here}/timeline")).text.count(WORDS) == 1
