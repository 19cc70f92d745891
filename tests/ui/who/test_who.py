"""“Who could see this?” for whoever answers for access: every record, and nothing of it but its reference."""

from __future__ import annotations

from casework import add_context, add_referral
from commonground.platform.references import ReferenceKind, new_reference
from councils import World, canary
from glass import break_glass
from pages import masked
from told import ask, tell
from web import Browser, Site

LEAD = "update council.staff set roles = array['ig_lead'] where id = :id"


async def lead_of(site: Site, world: World) -> Browser:
    """The information-governance lead: somebody who is in no team."""
    browser = await site.signed_in(world.larkmere, "admin")
    await tell(world, LEAD, id=world.larkmere.people["admin"].staff_id)
    return browser


async def test_every_record_and_nothing_of_it(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, named=("manager",), title="Quillfeather Lane")
    context = await add_context(world, world.larkmere, kind="group", name="Quillfeather", lead="practitioner")
    await break_glass(world, world.larkmere, "screener", told.reference)
    browser = await lead_of(site, world)
    mark = canary("larkmere")
    for reference, folder, names in (
        (told.reference, "referrals", {f"Manager {mark}": "Named on it", f"Screener {mark}": "by break-glass, until"}),
        (context.reference, "contexts", {f"Practitioner {mark}": "It is allocated to them"}),
    ):
        found = await browser.get(f"/who?reference={reference.lower()}", follow=True)
        assert found.url.path == f"/{folder}/{reference}/who"
        assert found.status_code == 200
        for name, because in names.items():
            assert name in found.text
            assert because in found.text
        assert "Quillfeather" not in found.text
        assert f'href="/{folder}/{reference}"' not in found.text
        assert (await browser.get(f"/{folder}/{reference}")).status_code == 404
    (entry,) = await ask(world, "select action from audit.entries where subject_id = :id order by at desc", id=told.id)
    assert entry == "see_who" or entry.startswith("denied:")


async def test_missing_foreign_and_misspelt_are_one_answer(site: Site, world: World) -> None:
    foreign = await add_referral(world, world.hallowdene)
    browser = await lead_of(site, world)
    missing = await browser.get(f"/referrals/{new_reference(ReferenceKind.REFERRAL)}/who")
    assert missing.status_code == 404
    assert masked((await browser.get(f"/referrals/{foreign.reference}/who")).text) == masked(missing.text)
    wrong = await browser.get("/who?reference=CR-0000-000")
    assert wrong.status_code == 422
    assert "Type the whole reference" in wrong.text
    assert (await browser.get("/who")).status_code == 200
    assert 'href="/who"' in (await browser.get("/account")).text


async def test_others_have_no_such_page_in_their_navigation(site: Site, world: World) -> None:
    screener = await site.signed_in(world.larkmere, "screener")
    assert 'href="/who"' not in (await screener.get("/account")).text
    assert (await (await site.signed_in(world.hallowdene, "admin")).get("/who")).status_code == 403
