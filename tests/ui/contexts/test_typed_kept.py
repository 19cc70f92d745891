"""What was typed about a context that one may not change, or not any more."""

from __future__ import annotations

import pytest

from casework import Known, add_context
from pages import masked
from told import tell
from web import Site, token_in

Form = dict[str, str | list[str]]
WORDS = "The owner has moved the bins to the yard."


@pytest.mark.parametrize("missing", [False, True])
async def test_a_note_on_what_is_hidden_meanwhile_comes_back(site: Site, *, missing: bool) -> None:
    world = site.world
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    note: Form = {"_token": token_in((await browser.get("/contexts")).text), "version": "1", "words": WORDS}
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=known.id)
    here = Known(known.id, "CX-0000-00N") if missing else known
    page = await browser.post(f"/contexts/{here.reference}/note", note)
    assert page.status_code == 404
    assert f'<p class="cg-typed">{WORDS}</p>' in page.text
    other = await browser.post("/contexts/CX-0000-00N/note", note)
    assert masked(page.text).replace(here.reference, "CX-0000-00N") == masked(other.text)
    forged = await browser.post(f"/contexts/{here.reference}/note", note | {"_token": "old"})
    assert forged.status_code == 419


async def test_what_ones_role_does_not_include_comes_back_too(site: Site) -> None:
    world = site.world
    browser = await site.signed_in(world.larkmere, "ig_lead")
    made: Form = {"_token": token_in((await browser.get("/account")).text), "kind": "place", "name": WORDS}
    page = await browser.post("/contexts/new", made)
    assert page.status_code == 403
    assert f'<p class="cg-typed">{WORDS}</p>' in page.text
    stranger = await browser.post("/contexts/new", made | {"_token": "old"})
    assert (stranger.status_code, WORDS in stranger.text) == (403, False), "whoever else sent it is shown nothing"
