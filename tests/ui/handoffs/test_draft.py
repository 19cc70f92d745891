"""What is typed into a package is kept while it is typed, as its writer's own, and counts for nothing before it is
saved."""

from __future__ import annotations

import pytest

from councils import World
from handing_over import MARKS, Hands, build_form
from told import ask, tell
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")


async def test_what_is_typed_outlives_the_session_and_is_nobody_elses(site: Site, world: World) -> None:
    hands = Hands(site)
    reference = await hands.begin()
    here, there = f"/handoffs/{reference}/build", f"/handoffs/{reference}/draft"
    priya = await hands.of(world.larkmere, "practitioner")
    assert f'data-autosave="{there}"' in (await priya.get(here)).text
    typed = build_form("1") | {"f_worry": "typed-kept-51", "postcode": "LK4 2AA", "expires_days": "7"}
    kept = await priya.submit(here, typed, to=there, htmx=True)
    assert kept.status_code == 204
    (row,) = await ask(world, "select parts::text from tenants.disclosures where reference = :ref", ref=reference)
    assert "typed-kept-51" not in row, "nothing of it counts before it is saved"
    (draft,) = await ask(world, "select answers::text from council.drafts where form = 'handoff'")
    assert "LK4 2AA" not in draft, "the area is kept, and the postcode is not"
    await tell(world, "update identity.sessions set ended_at = now() where ended_at is null")
    hands.browsers.clear()
    again = (await (await hands.of(world.larkmere, "practitioner")).get(here)).text
    assert "typed-kept-51" in again
    assert "Your draft, kept " in again
    assert 'name="area" value="8' in again or 'value="87' in again
    assert MARKS["tried"] in again, "what was not ticked, too"
    colleague = await hands.of(world.larkmere, "consultant")
    assert "typed-kept-51" not in (await colleague.get(here)).text
    assert (await (await hands.of(world.hallowdene, "practitioner")).get(here)).status_code == 404


async def test_a_refused_form_and_a_quicker_colleague_lose_nothing(site: Site, world: World) -> None:
    hands = Hands(site)
    reference = await hands.begin()
    here = f"/handoffs/{reference}/build"
    priya = await hands.of(world.larkmere, "practitioner")
    refused = await hands.propose(reference, f_worry="typed-kept-52", purpose="")
    assert refused.status_code == 422
    assert "typed-kept-52" in (await priya.get(here)).text, "without the answer that was refused"
    colleague = await hands.of(world.larkmere, "specialist_manager")
    quicker = await colleague.submit(here, build_form("1") | {"f_worry": "quicker-53", "go": "save"})
    assert quicker.status_code == 303
    page = (await priya.get(here)).text
    assert "typed-kept-52" in page
    assert 'id="conflict"' in page, "never a silent overwrite"
    assert (await hands.propose(reference, f_worry="typed-kept-52", go="save")).status_code == 303, "seen, it counts"
    page = (await priya.get(here)).text
    assert "Your draft, kept " not in page, "saved, the draft is gone"
    assert "typed-kept-52" in page


async def test_without_a_script_a_draft_is_kept_and_thrown_away_by_buttons(site: Site, world: World) -> None:
    hands = Hands(site)
    reference = await hands.begin()
    here, there = f"/handoffs/{reference}/build", f"/handoffs/{reference}/draft"
    priya = await hands.of(world.larkmere, "practitioner")
    kept = await priya.submit(here, build_form("1") | {"f_worry": "typed-kept-54"}, to=there, follow=True)
    assert "typed-kept-54" in kept.text
    assert "Your draft is kept." in kept.text
    gone = await priya.submit(here, {"_drop": "1"}, to=there, follow=True)
    assert "The draft is gone." in gone.text
    assert "typed-kept-54" not in gone.text


async def test_later_news_is_kept_while_it_is_typed_and_when_it_is_refused(site: Site, world: World) -> None:
    hands = Hands(site)
    reference = await hands.offer()
    await hands.accept(reference)
    here = f"/handoffs/{reference}/supplement"
    priya = await hands.of(world.larkmere, "practitioner")
    assert f'data-autosave="{here}/draft"' in (await priya.get(here)).text
    assert (await priya.submit(here, {"f_tried": "typed-kept-54"}, to=f"{here}/draft", htmx=True)).status_code == 204
    assert "typed-kept-54" in (await priya.get(here)).text
    assert "typed-kept-54" not in (await (await hands.of(world.larkmere, "consultant")).get(here)).text
    refused = await priya.submit(here, {"f_tried": "typed-kept-55 " * 900})
    assert refused.status_code == 422
    assert "typed-kept-55" in (await priya.get(here)).text, "what was refused"
    dropped = await priya.submit(here, {"_drop": "1"}, to=f"{here}/draft", follow=True)
    assert "typed-kept-5" not in dropped.text
    assert (await priya.submit(here, {"f_tried": "typed-kept-56"})).status_code == 303
    assert "typed-kept-56" not in (await priya.get(here, follow=True)).text, "sealed, the draft is gone"
