"""When an invitation opens nothing any more, and what is said then: refused, withdrawn, ended."""

from __future__ import annotations

import pytest

from casework import Known, add_context
from commonground.tenants.sharing.types import Verb
from councils import World
from inviting import another_partner, end, invite, settle, state_of
from told import lines_of, tell
from web import Browser, Site

MISSING = "01900000-0000-7000-8000-00000000dead"


async def test_refused_and_withdrawn_open_nothing(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    refused = await invite(world, world.larkmere, known, names=True)
    await settle(world, world.larkmere, refused, "ig_lead", Verb.REFUSE)
    withdrawn = await invite(world, world.larkmere, known, names=True)
    await end(world, world.larkmere, known, withdrawn)
    assert [await state_of(world, each) for each in (refused, withdrawn)] == ["refused", "withdrawn"]
    partner = await site.signed_in(world.larkmere, "partner")
    assert (await partner.get(f"/shared/{known.reference}")).status_code == 404


async def test_it_is_ended_with_a_reason_and_by_whoever_may(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, team="specialist")
    made = await invite(world, world.larkmere, known)
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    here = f"/contexts/{known.reference}/end-sharing"
    assert (await manager.submit(here, {"version": "2", "sharing": str(made), "reason": " "})).status_code == 422
    assert (await manager.submit(here, {"version": "2", "sharing": MISSING, "reason": "x"})).status_code == 422
    assert (await manager.submit(here, {"version": "2", "sharing": str(made), "reason": "Done."})).status_code == 303
    assert await state_of(world, made) == "ended"
    assert "Done." in (await manager.get(f"/contexts/{known.reference}/partners")).text
    auditor = await site.signed_in(world.larkmere, "auditor")
    assert (await auditor.get(f"/contexts/{known.reference}/partners")).status_code == 200
    for path in ("share", "end-sharing"):
        assert (await auditor.get(f"/contexts/{known.reference}/{path}")).status_code == 404


@pytest.mark.parametrize("how", ["by its page", "before there was a way back"])
async def test_nothing_comes_back_when_an_organisation_is_taken_up_again(site: Site, world: World, how: str) -> None:
    key = f"returner {how}"
    unit = await another_partner(world, world.larkmere, key)
    known, waits = await add_context(world, world.larkmere), await add_context(world, world.larkmere)
    made = await invite(world, world.larkmere, known, who=key, organisation=unit)
    proposed = await invite(world, world.larkmere, waits, who=key, organisation=unit, names=True)
    elsewhere = await invite(world, world.larkmere, waits)
    keeper, partner = await site.signed_in(world.larkmere, "admin"), await site.signed_in(world.larkmere, key)
    here = f"/partners/{unit}"
    assert (await partner.get(f"/shared/{known.reference}")).status_code == 200
    if how == "by its page":
        assert (await keeper.submit(here, {"reason": "Pause"}, to=f"{here}/end")).status_code == 303
    else:
        await tell(world, "update council.partner_organisations set ended_at = now() where id = :id", id=unit)
    assert (await keeper.submit(here, {"reason": "Back"}, to=f"{here}/take-up")).status_code == 303
    assert (await partner.get(f"/shared/{known.reference}")).status_code == 404
    assert [await state_of(world, each) for each in (made, proposed, elsewhere)] == ["ended", "withdrawn", "active"]
    assert [verb for verb, _ in await lines_of(world, known)] == ["invite_partner", "end_partner"]
    anew = await invite(world, world.larkmere, known, who=key, organisation=unit)
    assert (await partner.get(f"/shared/{known.reference}")).status_code == 200
    await end(world, world.larkmere, known, anew)


async def said_on_ending(site: Site, world: World, known: Known, made: object) -> str:
    manager: Browser = await site.signed_in(world.larkmere, "specialist_manager")
    typed: dict[str, str | list[str]] = {"version": "1", "sharing": str(made), "reason": "Done."}
    after = await manager.submit(f"/contexts/{known.reference}/end-sharing", typed, follow=True)
    return after.text


async def test_one_of_an_organisation_and_everybody_there_and_what_still_stands(site: Site, world: World) -> None:
    """“They can open it no more” must be true of each who could."""
    known = await add_context(world, world.larkmere)
    partner = await site.signed_in(world.larkmere, "partner")
    for ended, stays in ((None, "partner"), ("partner", None)):
        made, other = [await invite(world, world.larkmere, known, who=who) for who in (ended, stays)]
        said = await said_on_ending(site, world, known, made)
        assert "Still open to: " in said
        assert "They can open it no more" not in said
        name = world.larkmere.people["partner"].name if stays else "everybody there"
        assert name in said.partition("Still open to: ")[2][:200]
        assert (await partner.get(f"/shared/{known.reference}")).status_code == 200
        assert "They can open it no more" in await said_on_ending(site, world, known, other)
        assert (await partner.get(f"/shared/{known.reference}")).status_code == 404


async def test_another_of_the_same_organisation_is_not_who_still_can(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    unit = world.larkmere.organisation
    await another_partner(world, world.larkmere, "colleague there", organisation=unit)
    made = await invite(world, world.larkmere, known)
    other = await invite(world, world.larkmere, known, who="colleague there")
    assert "They can open it no more" in await said_on_ending(site, world, known, made)
    await end(world, world.larkmere, known, other)


async def test_what_nobody_had_agreed_to_is_taken_back(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    made = await invite(world, world.larkmere, known, names=True)
    assert "Taken back." in await said_on_ending(site, world, known, made)
    assert await state_of(world, made) == "withdrawn"
