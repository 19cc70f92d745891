"""Where a warning flag says not to share a context with somebody: whoever invites a partner reads it, and so does the
second person, who then always has to agree."""

from __future__ import annotations

import re

import pytest

from casework import Known, acting, add_context
from commonground.platform.access import Action
from commonground.tenants.contexts.load import load_context
from commonground.tenants.flags import service
from commonground.tenants.flags.types import FlagInput, FlagKind, Told
from councils import TestCouncil, World
from inviting import end, invite, settle, state_of
from pages import counting
from told import ask, tell
from web import Browser, Site, token_in

Form = dict[str, str | list[str]]
WORDS = "Don’t share with Brook Lane School"
REASON = "Somebody there told a father who had spoken."
SECOND = "Whoever you invite, a second person must agree first."
OVER = {
    "taken off": "ended_at = now(), ended_by = raised_by",
    "ended by itself": "raised_at = raised_at - interval '100 days', expires_at = expires_at - interval '100 days'",
}


async def flag(
    world: World, council: TestCouncil, known: Known, kind: FlagKind = FlagKind.DO_NOT_SHARE, about: str = ""
) -> None:
    typed = FlagInput(
        kind=kind, about=about or "Brook Lane School", reason=REASON, evidence="A worker rang", told=Told.TOLD,
        fairness="The school knows.",
    )  # fmt: skip
    async with acting(world, council, "practitioner") as work:
        row = await load_context(work, known.reference, to=Action.FLAG_RECORD, lock=True)
        await service.put_flag(work, row, typed)


async def share(browser: Browser, world: World, known: Known, **more: str) -> str:
    """What whoever invites reads afterwards."""
    (version,) = await ask(world, "select version::text from tenants.contexts where id = :id", id=known.id)
    here = f"/contexts/{known.reference}/share"
    typed: Form = {
        "version": version, "partner": str(world.larkmere.people["partner"].staff_id), "basis": "ca2004_s10",
        "purpose": "To plan the street work there.", "necessity": "They stand there every evening.",
        "what": "summary", "names": "no", "days": "28", **more,
    }  # fmt: skip
    return (await browser.submit(here, typed, follow=True)).text


async def test_an_invitation_to_it_waits_for_a_second_person_even_without_names(site: Site, world: World) -> None:
    """And what stands on a context of the neighbour makes nobody wait here."""
    flagged, free = [await add_context(world, world.larkmere) for _ in range(2)]
    theirs = await add_context(world, world.hallowdene)
    await flag(world, world.larkmere, flagged)
    await flag(world, world.hallowdene, theirs, about="the neighbours")
    browser, partner = [await site.signed_in(world.larkmere, who) for who in ("practitioner", "partner")]
    form = (await browser.get(f"/contexts/{flagged.reference}/share")).text
    assert f"{WORDS}. {SECOND}" in form
    assert f'href="/contexts/{flagged.reference}/flags"' in form
    assert SECOND not in (await browser.get(f"/contexts/{free.reference}/share")).text
    again = await share(browser, world, flagged, purpose="")
    assert SECOND in again, "also where the form comes back"
    assert "Proposed. They are not in yet" in await share(browser, world, flagged)
    assert "Invited. They are in now" in await share(browser, world, free)
    assert (await partner.get(f"/shared/{flagged.reference}")).status_code == 404
    (made,) = await ask(world, "select id from tenants.partner_invitations where context_id = :id", id=flagged.id)
    await settle(world, world.larkmere, made, "ig_lead")
    assert (await partner.get(f"/shared/{flagged.reference}")).status_code == 200


@pytest.mark.parametrize("over", OVER)
async def test_a_flag_that_is_over_makes_nobody_wait(site: Site, world: World, over: str) -> None:
    known = await add_context(world, world.larkmere)
    await flag(world, world.larkmere, known)
    await tell(world, f"update tenants.warning_flags set {OVER[over]} where record_id = :id", id=known.id)
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert WORDS not in (await browser.get(f"/contexts/{known.reference}/share")).text
    assert await state_of(world, await invite(world, world.larkmere, known)) == "active"


async def test_flags_about_something_else_are_read_and_make_nobody_wait(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    await flag(world, world.larkmere, known, FlagKind.DANGEROUS_DOG)
    browser = await site.signed_in(world.larkmere, "practitioner")
    form = (await browser.get(f"/contexts/{known.reference}/share")).text
    assert "Dangerous dog." in form
    assert SECOND not in form
    assert await state_of(world, await invite(world, world.larkmere, known)) == "active"


async def test_the_second_person_reads_with_whom_it_must_not_be_shared(site: Site, world: World) -> None:
    """Also where it was put after the proposal; whoever may not open the record reads no more of the flag than that."""
    known = await add_context(world, world.larkmere, team="specialist")
    theirs = await add_context(world, world.hallowdene)
    made = await invite(world, world.larkmere, known, names=True)
    elsewhere = await invite(world, world.hallowdene, theirs, names=True)
    await flag(world, world.larkmere, known)
    await flag(world, world.larkmere, known, FlagKind.DANGEROUS_DOG)
    for who, opens in (("ig_lead", False), ("specialist_manager", True)):
        browser = await site.signed_in(world.larkmere, who)
        page = (await browser.get(f"/sharing/{made}")).text
        assert f"Warning: {WORDS}</b>" in page
        assert "Dangerous dog" not in page
        assert REASON not in page
        assert (f'href="/contexts/{known.reference}/flags"' in page) is opens
    neighbour = await site.signed_in(world.hallowdene, "ig_lead")
    assert WORDS not in (await neighbour.get(f"/sharing/{elsewhere}")).text
    answer: Form = {"answer": "refuse", "words": " "}
    lead = await site.signed_in(world.larkmere, "ig_lead")
    assert WORDS in (await lead.submit(f"/sharing/{made}", answer)).text
    await settle(world, world.larkmere, made, "ig_lead")
    assert WORDS not in (await lead.get(f"/sharing/{made}")).text, "nothing waits for them any more"


async def test_whoever_puts_a_flag_reads_to_whom_it_is_open(site: Site, world: World) -> None:
    known, theirs = await add_context(world, world.larkmere), await add_context(world, world.hallowdene)
    await invite(world, world.hallowdene, theirs)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here, name = f"/contexts/{known.reference}/flag", world.larkmere.people["partner"].name
    assert "open to partners now" not in (await browser.get(here)).text
    waiting = await invite(world, world.larkmere, known, names=True)
    assert "open to partners now" not in (await browser.get(here)).text
    await settle(world, world.larkmere, waiting, "ig_lead")
    page = (await browser.get(here)).text
    assert f"It is open to partners now: {name}" in page
    assert world.hallowdene.people["partner"].name not in page
    assert f'href="/contexts/{known.reference}/partners"' in page
    await flag(world, world.larkmere, known)
    assert await state_of(world, waiting) == "active", "what was agreed before stays agreed"
    await end(world, world.larkmere, known, waiting)
    assert "open to partners now" not in (await browser.get(here)).text


async def test_inviting_to_what_carries_flags_takes_no_more_statements(site: Site, world: World) -> None:
    sent = []
    for flags in (0, 3):
        known = await add_context(world, world.larkmere)
        for number in range(flags):
            await flag(world, world.larkmere, known, about=f"School {number}")
        browser = await site.signed_in(world.larkmere, "practitioner")
        with counting(site) as statements:
            page = await browser.get(f"/contexts/{known.reference}/share")
        assert token_in(page.text)
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 10


@pytest.mark.parametrize("names", ["no", "yes"])
async def test_inviting_takes_at_most_ten_statements(site: Site, world: World, names: str) -> None:
    """With flags on it and words kept from before, and a proposal like an invitation that opens at once."""
    known = await add_context(world, world.larkmere)
    for about in ("Riverside School", "Hill School"):
        await flag(world, world.larkmere, known, about=about)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here, partner = f"/contexts/{known.reference}/share", world.larkmere.people["partner"].staff_id
    page = await browser.get(here)
    version = re.search(r'name="version"[^>]*value="(\d+)"', page.text)
    assert version is not None
    typed: Form = {"version": version[1], "partner": str(partner), "purpose": "To plan the street work there.",
                   "basis": "ca2004_s10", "necessity": "They stand there every evening.", "openness": "told",
                   "what": "summary", "names": names, "days": "28"}  # fmt: skip
    with counting(site) as statements:
        answer = await browser.post(here, {"_token": token_in(page.text), **typed})
    assert answer.status_code == 303
    assert len(statements) <= 10, statements.sent
