"""What was written after a copy was made, over HTTP: hidden on the same page, and opened by no earlier copy."""

from __future__ import annotations

import re

from casework import add_message
from copies import CHILD, Form, chosen, form_of, here, made, screened
from councils import World
from told import rows
from web import Site


async def test_what_was_written_later_is_hidden_on_the_same_page(site: Site, world: World) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    await add_message(world, world.larkmere, told, "news", "Quibble was there again, with Fenwick.")
    await add_message(world, world.larkmere, told, "reply", "Thank you, Quibble stays as it is.")
    record = f"/referrals/{told.reference}"
    assert "Quibble was there again" in (await browser.get(record)).text
    form = await form_of(browser, here(told))
    assert [name for name in form if re.fullmatch(r"m\d+", name)] == ["m0"], "theirs alone, and not the reply"
    assert "Written later" in (await browser.get(here(told))).text
    await add_message(world, world.larkmere, told, "news", "And once more.")
    later = str(form["m0"]).replace("Quibble", CHILD)
    saved = await browser.submit(here(told), form | {"m0": later} | chosen(form, "Quibble", "child"))
    assert saved.status_code == 303, saved.text
    found = await rows(world, "select body, shown from tenants.report_messages where report_id = (select id from"
                              " tenants.reports where referral_id = :id) order by at, id", id=told.id)  # fmt: skip
    starts = [(each.body.partition(" canary")[0], each.shown.partition(" canary")[0]) for each in found]
    assert sorted(starts) == [
        ("And once more.", "And once more."),
        ("Quibble was there again, with Fenwick.", later.partition(" canary")[0]),
        ("Thank you, Quibble stays as it is.", "Thank you, Quibble stays as it is."),
    ], "what came meanwhile stays as it is shown"
    assert "Quibble was" not in (await browser.get(record)).text
    page = (await browser.submit(here(told), {"which": "0", "version": "1"}, to=f"{here(told)}/bring-back")).text
    assert "This is how it would read" in page
    later = page.partition('name="m0"')[2].partition("</textarea>")[0]
    assert "was there again" in later
    assert CHILD not in later, "the later words as they would read, too"
    brought: Form = {"which": "0", "version": "1", "seen": "1"}
    assert f"{CHILD} was there again" in (await browser.get(record)).text
    assert (await browser.submit(here(told), brought, to=f"{here(told)}/bring-back")).status_code == 303
    assert f"{CHILD} was there again" not in (await browser.get(record)).text, "as masking left it"


async def test_of_what_was_written_later_only_marks_may_differ(site: Site, world: World) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    await add_message(world, world.larkmere, told, "asks", "Is Quibble safe?")
    form = await form_of(browser, here(told))
    refused = await browser.submit(here(told), form | {"m0": "Is everybody safe?"})
    assert (refused.status_code, 'href="#m0"' in refused.text) == (422, True)
    assert "Is everybody safe?" in (await browser.get(here(told))).text, "as a draft"


async def test_an_earlier_copy_opens_nothing_that_was_written_after_it(site: Site, world: World) -> None:
    browser, told = await made(site, world)
    await add_message(world, world.larkmere, told, "news", "Ayesha was there.", "[name hidden] was there.")
    form = await form_of(browser, here(told))
    what = str(form["what_said"]).replace("waits with her", "[something hidden]")
    assert (await browser.submit(here(told), form | {"what_said": what})).status_code == 303
    brought: Form = {"which": "1", "version": "2", "seen": "1"}
    page = (await browser.submit(here(told), {"which": "1", "version": "2"}, to=f"{here(told)}/bring-back")).text
    assert "[name hidden] was there." in page.partition('id="copy-form"')[2]
    assert (await browser.submit(here(told), brought, to=f"{here(told)}/bring-back")).status_code == 303
    record = (await browser.get(f"/referrals/{told.reference}")).text
    assert ("[name hidden] was there." in record, "Ayesha was there" in record) == (True, False)
    assert "A redacted copy: 3 places hidden" in record


async def test_a_draft_from_before_a_message_goes_on_with_it(site: Site, world: World) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    form = await form_of(browser, here(told))
    what = str(form["what_said"]).replace("Quibble", CHILD)
    await browser.submit(here(told), form | {"what_said": what}, to=f"{here(told)}/draft")
    await add_message(world, world.larkmere, told, "news", "It was quiet today.")
    form = await form_of(browser, here(told))
    assert str(form["m0"]).startswith("It was quiet today."), form
    assert str(form["what_said"]).startswith("[name hidden] waits there, and [child"), "as it was typed"
    assert (await browser.submit(here(told), form)).status_code == 303


async def test_however_many_were_written_each_can_be_hidden(site: Site, world: World) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    for number in range(70):
        await add_message(world, world.larkmere, told, "news", f"Number {number}.")
    form = await form_of(browser, here(told))
    assert len([name for name in form if re.fullmatch(r"m\d+", name)]) == 70
    last = next(name for name, words in form.items() if str(words).startswith("Number 69."))
    hidden = str(form[last]).replace("Number 69", "[something hidden]")
    assert (await browser.submit(here(told), form | {last: hidden})).status_code == 303
    assert "Number 69" not in (await browser.get(f"/referrals/{told.reference}")).text
