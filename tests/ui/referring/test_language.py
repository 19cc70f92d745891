"""In which language a professional is answered: asked where the council has both, and kept to in what is written."""

from __future__ import annotations

import re

import pytest

from councils import World
from decisions import decision
from referrer import Form, answers, refer, row_of
from told import ask, tell
from web import Site, hidden_in, token_in

PEOPLE = ["practitioner", "partner"]
QUESTION = "In which language shall we answer?"


async def lang_of(world: World, reference: str) -> str:
    row = await row_of(world, reference)
    found = await ask(world, "select lang from tenants.statements where id = :id", id=row.statement)
    return str(found.lang)


@pytest.mark.parametrize("person", PEOPLE)
async def test_it_is_asked_and_nobody_has_to_say(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    assert QUESTION in (await browser.get("/refer")).text
    assert await lang_of(world, await refer(browser)) == "en"
    assert await lang_of(world, await refer(browser, lang="en")) == "en"
    assert await lang_of(world, await refer(browser, lang="cy")) == "cy"


@pytest.mark.parametrize("person", PEOPLE)
async def test_where_the_council_has_english_alone_nothing_is_asked(site: Site, world: World, person: str) -> None:
    neighbour = await site.signed_in(world.hallowdene, person)
    browser = await site.signed_in(world.larkmere, person)
    languages = "update commons.councils set languages = :now where id = :id"
    await tell(world, languages, now=["en"], id=world.larkmere.id)
    try:
        assert QUESTION not in (await browser.get("/refer?draft=new")).text
        assert await lang_of(world, await refer(browser, lang="cy")) == "en", "none but those offered"
        assert QUESTION in (await neighbour.get("/refer?draft=new")).text
    finally:
        await tell(world, languages, now=["en", "cy"], id=world.larkmere.id)


@pytest.mark.parametrize("person", PEOPLE)
async def test_another_language_on_the_second_press_is_not_lost(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    page = (await browser.get("/refer?draft=new")).text
    form: Form = {"_token": token_in(page), **hidden_in(page), **answers(where=f"Weir of the {person}")}
    first, second, again = [
        (await browser.post("/refer", each)).headers["location"]
        for each in (form, form | {"lang": "cy"}, form | {"lang": "cy"})
    ]
    assert first != second == again
    assert await lang_of(world, second.rpartition("/")[2]) == "cy"


async def test_it_is_kept_with_the_draft(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/refer?draft=new")).text
    form: Form = {"_token": token_in(page), **hidden_in(page), **answers(lang="cy")}
    assert (await browser.post("/refer/draft", form, htmx=True)).status_code == 204
    page = (await browser.get("/refer")).text
    assert re.search(r'name="lang"[^>]*value="cy"[^>]*checked', page)
    assert re.search(r'id="fold-you" open', page), "what was answered is in sight"


async def test_whoever_answers_is_told_and_the_answer_is_marked_as_welsh(site: Site, world: World) -> None:
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    screener = await site.signed_in(world.larkmere, "screener")
    reference = await refer(practitioner, lang="cy")
    record, here = f"/referrals/{reference}", f"/refer/{reference}"
    await screener.submit(record, {}, to=f"{record}/take")
    page = (await screener.get(record)).text
    assert re.search(r"To be answered in</dt>\s*<dd[^>]*>\s*Welsh", page)
    assert '<p lang="cy">' in page, "the ready words"
    assert "They are answered in Welsh." in (await screener.get(f"{record}/write")).text
    decided = await screener.submit(record, decision(version="2"))
    assert decided.status_code == 303, decided.text
    assert '<p class="govuk-body cg-typed" lang="cy">' in (await practitioner.get(here)).text
