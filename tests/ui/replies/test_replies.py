"""The council writes its own ready words, over HTTP; and they are offered where somebody answers."""

from __future__ import annotations

from typing import Any

from casework import add_context, add_referral
from councils import World
from told import rows
from web import Browser, Site, hidden_in

PAGE = "/council/replies/write"
EN, CY = "Thank you. We talked it over with the wardens.", "Diolch. Buom yn siarad â’r wardeiniaid."


async def write(browser: Browser, code: str, en: str, cy: str, version: int) -> Any:
    """Press twice: what is not ready is looked at once more."""
    form: dict[str, str | list[str]] = {"of": code, "version": str(version), "en": en, "cy": cy}
    first = await browser.submit(f"{PAGE}?of={code}", form, to=PAGE)
    if first.status_code != 422:
        return first
    return await browser.submit(f"{PAGE}?of={code}", form | {"looked": hidden_in(first.text)["looked"]}, to=PAGE)


async def version_of(world: World) -> int:
    found = await rows(world, "select max(version) as v from council.ready_replies where tenant_id = :id",
                       id=world.larkmere.id)  # fmt: skip
    return found[0].v or 0


async def test_own_words_are_offered_with_the_next_decision_without_a_second_look(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    saved = await write(manager, "added_to_context", EN, CY, await version_of(world))
    assert saved.status_code == 303, saved.text
    page = (await manager.get("/council/replies")).text
    assert EN in page
    assert "Your council’s" in page
    screener = await site.signed_in(world.larkmere, "screener")
    context = await add_context(world, world.larkmere)
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    assert EN in (await screener.get(f"/referrals/{told.reference}")).text
    decided = await screener.submit(f"/referrals/{told.reference}", {
        "version": "1", "context": context.reference, "outcome": "added_to_context", "why": "It is one evening.",
        "answer": "send", "reply": EN})  # fmt: skip
    assert decided.status_code == 303, decided.text
    found = await rows(world, "select body from tenants.report_messages where report_id = :id", id=told.report_id)
    assert [row.body for row in found] == [EN]


async def test_who_writes_in_welsh_reads_the_welsh(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    await write(manager, "consultation", EN, CY, await version_of(world))
    screener = await site.signed_in(world.larkmere, "screener")
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", lang="cy")
    page = (await screener.get(f"/referrals/{told.reference}")).text
    assert f">{CY}</textarea>" in page
    assert f"In English: {EN}" in page


async def test_telling_what_has_changed_begins_with_them(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    await write(manager, "change", "Thank you for caring about it.", "", await version_of(world))
    known = await add_context(world, world.larkmere)
    await add_referral(world, world.larkmere, state="decided", team="specialist", lead="practitioner", context=known)
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    assert (
        ">Thank you for caring about it.</textarea>"
        in (await practitioner.get(f"/contexts/{known.reference}/tell")).text
    )


async def test_a_text_that_gives_something_away_is_refused_and_kept_on_the_page(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    before = await version_of(world)
    wrong = await write(manager, "advice", "Others have told us as well.", "", before)
    assert wrong.status_code == 422
    assert "It tells whether somebody else has reported it too." in wrong.text
    assert "Others have told us as well." in wrong.text
    assert await version_of(world) == before


async def test_every_version_stands_and_the_quicker_of_two_is_shown(site: Site, world: World) -> None:
    manager, admin = [await site.signed_in(world.larkmere, person) for person in ("manager", "admin")]
    before = await version_of(world)
    assert (await write(manager, "panel", "Thank you. It is in good hands.", "", before)).status_code == 303
    late = await write(admin, "panel", "Thank you. Good people look at it.", "", before)
    assert late.status_code == 409
    assert "Saved now: “Thank you. It is in good hands.”" in late.text
    assert (await write(admin, "panel", "", "", before + 1)).status_code == 303
    page = (await admin.get(f"{PAGE}?of=panel")).text
    assert "Thank you. It is in good hands." in page
    assert "The platform’s words stand again" in page
    assert page.index("stand again") < page.index("It is in good hands.")


async def test_others_and_other_councils_do_not_come_in(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    await write(manager, "signpost", "Thank you. There is a club on Mondays.", "", await version_of(world))
    assert (await (await site.signed_in(world.larkmere, "practitioner")).get(PAGE)).status_code == 403
    theirs = await site.signed_in(world.hallowdene, "manager")
    assert "There is a club on Mondays." not in (await theirs.get("/council/replies")).text
    assert (await manager.get(f"{PAGE}?of=none")).status_code == 404
