"""Break-glass over HTTP: asked, confirmed, and answered alike for what exists and what does not."""

from __future__ import annotations

import re
from typing import Any

from casework import add_context, add_referral
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.throttle import BREAK_GLASS
from commonground.tenants.break_glass.queries import PAGE
from commonground.tenants.break_glass.types import NOTE_LIMIT
from councils import World, canary
from glass import WHY, break_glass
from pages import counting, masked
from throttling import allow, count_anew
from told import ask, tell
from web import Browser, Site


def form(reference: str, **changes: str) -> dict[str, str | list[str]]:
    return {"reference": reference, "ground": "harm", "reason": WHY, **changes}


async def broken(browser: Browser, reference: str) -> Any:
    """Asked and confirmed, with the answer's page."""
    asked = await browser.submit("/break-glass", form(reference))
    assert asked.status_code == 200
    assert "This is what will happen:" in asked.text
    return await browser.submit("/break-glass", form(reference), to="/break-glass/confirm", follow=True)


async def test_a_record_is_open_after_the_second_page_and_not_before(site: Site, world: World) -> None:
    await count_anew(world)
    told = await add_referral(world, world.larkmere, named=("specialist_manager",), what="Only for the manager")
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/referrals/{told.reference}"
    await browser.submit("/break-glass", form(told.reference))
    assert (await browser.get(here)).status_code == 404
    left = "select subject_id, reference from audit.entries where action = 'denied:break_glass:unconfirmed'"
    assert tuple(await ask(world, left)) == (None, told.reference), "whoever goes away now leaves this"
    page = await broken(browser, told.reference.lower())
    assert f"If there is a record {told.reference} in this council, you can open it until" in page.text
    record = await browser.get(here)
    assert record.status_code == 200
    assert "Only for the manager" in record.text
    assert "You opened it by break-glass until" in record.text
    for act in ("Take it", "Escalate", "Restrict to named people", "Save decision"):
        assert act not in record.text
    assert told.reference not in (await browser.get("/tracker?view=all")).text
    (why,) = await ask(
        world, "select why from audit.entries where action like 'read_referral%' and subject_id = :id", id=told.id
    )
    assert why.startswith("By break-glass, until ")
    lead = await site.signed_in(world.larkmere, "ig_lead")
    for page in (f"/audit/records/{told.reference}", f"/audit?record={told.reference}"):
        shown = (await lead.get(page)).text
        (said,) = re.findall(r'data-label="Why">([^<]*By break-glass, until[^<]*)<', shown)
        assert not re.search("[0-9a-f]{8}-", said), "a time, and no number"
    other = await site.signed_in(world.larkmere, "locality_practitioner")
    assert (await other.get(here)).status_code == 404


async def test_what_exists_and_what_does_not_are_answered_alike(site: Site, world: World) -> None:
    """Missing, foreign, restricted, a colleague's and one's own: the same text, status, statements and shape."""
    references = {
        "missing": new_reference(ReferenceKind.REFERRAL),
        "foreign": (await add_referral(world, world.hallowdene)).reference,
        "restricted": (await add_referral(world, world.larkmere, named=("specialist_manager",))).reference,
        "mine": (await add_referral(world, world.larkmere, lead="screener", state="screening")).reference,
    }
    answers = {}
    for which, reference in references.items():
        await count_anew(world)
        await tell(world, "truncate tenants.break_glass_uses")
        browser = await site.signed_in(world.larkmere, "screener")
        with counting(site) as statements:
            asked = await browser.submit("/break-glass", form(reference))
            done = await browser.submit("/break-glass", form(reference), to="/break-glass/confirm")
            after = await browser.get("/break-glass")
        shown = [masked(_without_ids(page.text)) for page in (asked, done, after)]
        answers[which] = ([page.status_code for page in (asked, done, after)], shown, statements.sent)
    assert answers["missing"][0] == [200, 303, 200]
    for which, answer in answers.items():
        assert answer == answers["missing"], which


def _without_ids(page: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{1,2}(:\d\d)?[ap]m", "…", page)


async def test_what_is_missing_is_said_and_what_was_typed_stays(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    for to in ("/break-glass", "/break-glass/confirm"):
        wrong = await browser.submit("/break-glass", form("CR-0000-000", reason="Urgent."), to=to)
        assert wrong.status_code == 422
        assert "Type the whole reference" in wrong.text
        assert "Say why in a sentence" in wrong.text
        assert 'value="CR-0000-000"' in wrong.text
    assert (await ask(world, "select count(*) from tenants.break_glass_uses where reference = 'CR-0000-000'"))[0] == 0


async def test_five_a_day_and_found_or_not(site: Site, world: World) -> None:
    await count_anew(world)
    browser = await site.signed_in(world.larkmere, "manager")
    for _ in range(5):
        assert "you can open it until" in (await broken(browser, new_reference(ReferenceKind.CONTEXT))).text
    told = await add_referral(world, world.larkmere, named=("specialist_manager",))
    for reference in (told.reference, new_reference(ReferenceKind.CONTEXT)):
        refused = await browser.submit("/break-glass", form(reference), to="/break-glass/confirm")
        assert refused.status_code == 429
        assert "five times in a day" in refused.text
    assert (await browser.get(f"/referrals/{told.reference}")).status_code == 404
    colleague = await site.signed_in(world.larkmere, "second_screener")
    assert "you can open it until" in (await broken(colleague, told.reference)).text
    assert BREAK_GLASS.allowed == 5


async def test_who_looks_after_the_house_breaks_no_glass_and_who_practises_reviews_no_use(
    site: Site, world: World
) -> None:
    admin, screener = [await site.signed_in(world.larkmere, each) for each in ("admin", "screener")]
    assert (await admin.get("/break-glass")).status_code == 403
    assert (await screener.get("/break-glass/review")).status_code == 403
    assert "/break-glass/review" in (await admin.get("/account")).text
    assert "/break-glass/review" not in (await screener.get("/account")).text
    lost = (await screener.get("/referrals/CR-0000-00A")).text
    assert 'href="/break-glass"' in lost
    assert 'href="/break-glass"' not in (await admin.get("/nothing-here")).text


async def test_whoever_answers_for_it_ends_and_reviews_it(site: Site, world: World) -> None:
    await count_anew(world)
    await tell(world, "truncate tenants.break_glass_uses")
    context = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    browser = await site.signed_in(world.larkmere, "screener")
    await broken(browser, context.reference)
    assert (await browser.get(f"/contexts/{context.reference}")).status_code == 200
    admin = await site.signed_in(world.larkmere, "admin")
    page = await admin.get("/break-glass/review")
    for button in ("End it now", "Mark as reviewed"):
        assert re.search(rf'{button}<span class="govuk-visually-hidden">: [^<]+, {context.reference}<', page.text)
    assert f"Screener {canary('larkmere')}" in page.text
    assert WHY in page.text
    (use,) = await ask(world, "select id::text from tenants.break_glass_uses")
    neighbour = await site.signed_in(world.hallowdene, "admin")
    assert context.reference not in (await neighbour.get("/break-glass/review?view=all")).text
    for other in ("/break-glass/review/end", "/break-glass/review"):
        sent = await neighbour.submit("/account", {"use": use, "note": "Mine now."}, to=other)
        assert sent.status_code == 404
    await admin.submit("/break-glass/review", {"use": use}, to="/break-glass/review/end", follow=True)
    assert (await browser.get(f"/contexts/{context.reference}")).status_code == 404, "within one request"
    late = await admin.submit("/break-glass/review", {"use": use}, to="/break-glass/review/end", follow=True)
    assert "That has ended already." in late.text
    empty = await admin.submit("/break-glass/review", {"use": use, "note": ""})
    assert empty.status_code == 422
    assert 'href="#note"' in empty.text
    assert 'id="note"' in empty.text
    done = await admin.submit("/break-glass/review", {"use": use, "note": "Needed."}, follow=True)
    assert "Nothing waits for review" in done.text
    assert "Needed." in (await admin.get("/break-glass/review?view=all")).text


async def test_a_review_that_is_refused_comes_back_with_its_note_however_old_the_use_is(
    site: Site, world: World
) -> None:
    await count_anew(world)
    await allow(world, BREAK_GLASS, 100)
    await tell(world, "truncate tenants.break_glass_uses")
    old, *_, newest = [
        await break_glass(world, world.larkmere, "screener", new_reference(ReferenceKind.CONTEXT))
        for _ in range(PAGE + 1)
    ]
    admin = await site.signed_in(world.larkmere, "admin")
    note = "Needed, and " + "x" * NOTE_LIMIT
    refused = await admin.submit("/break-glass/review", {"use": str(old.id), "note": note})
    assert refused.status_code == 422
    assert note in refused.text
    assert f'name="use" value="{old.id}"' in refused.text
    assert str(newest.id) not in refused.text, "that use alone"
    neighbour = await site.signed_in(world.hallowdene, "admin")
    foreign = await neighbour.submit("/account", {"use": str(old.id), "note": ""}, to="/break-glass/review")
    assert foreign.status_code == 404


async def test_the_trail_tells_a_review_from_a_look(site: Site, world: World) -> None:
    await count_anew(world)
    await tell(world, "truncate tenants.break_glass_uses")
    broken = await break_glass(world, world.larkmere, "screener", new_reference(ReferenceKind.CONTEXT))
    admin = await site.signed_in(world.larkmere, "admin")
    await admin.submit("/break-glass/review", {"use": str(broken.id), "note": "Needed."})
    trail = (await admin.get(f"/audit?record={broken.reference}")).text
    lines = re.sub(r"<option.*?</option>", "", trail, flags=re.DOTALL)
    assert "Reviewed a use of break-glass" in lines
    assert "Looked at uses of break-glass" not in lines


async def test_one_ends_ones_own_and_nobody_elses(site: Site, world: World) -> None:
    await count_anew(world)
    await allow(world, BREAK_GLASS, 50)
    told = await add_referral(world, world.larkmere, named=("specialist_manager",))
    browser = await site.signed_in(world.larkmere, "screener")
    await broken(browser, told.reference)
    (use,) = await ask(
        world, "select id::text from tenants.break_glass_uses where reference = :reference", reference=told.reference
    )
    other = await site.signed_in(world.larkmere, "second_screener")
    assert (await other.submit("/break-glass", {"use": use}, to="/break-glass/end")).status_code == 404
    assert (await other.submit("/break-glass", {"use": "x"}, to="/break-glass/end")).status_code == 404
    ended = await browser.submit("/break-glass", {"use": use}, to="/break-glass/end", follow=True)
    assert "Ended. You can" in ended.text
    assert (await browser.get(f"/referrals/{told.reference}")).status_code == 404
    again = await browser.submit("/break-glass", {"use": use}, to="/break-glass/end", follow=True)
    assert "That has ended already." in again.text


async def test_who_could_see_it_names_whoever_broke_the_glass(site: Site, world: World) -> None:
    await count_anew(world)
    told = await add_referral(world, world.larkmere, named=("specialist_manager",))
    await broken(await site.signed_in(world.larkmere, "screener"), told.reference)
    named = await site.signed_in(world.larkmere, "specialist_manager")
    page = (await named.get(f"/referrals/{told.reference}")).text
    assert "opened it by break-glass" in page
    assert WHY in page
