"""The box for a name of ordinary words: kept, said on the page and in the bundle, and offered where it helps."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from casework import add_referral
from commonground.tenants.subject_access import looking
from councils import World
from web import Browser, Site

TICKED: dict[str, str | list[str]] = {"whole": ["yes"]}
SAID = "Searched by the whole name: Amy Young"


async def put_in(site: Site, world: World) -> tuple[Browser, str]:
    browser = await site.signed_in(world.larkmere, "ig_lead")
    now = datetime.now(UTC)
    typed: dict[str, str | list[str]] = {
        "name": "Amy Young", "aliases": "Zedster", "asked_by": "themselves", "identity_words": "Passport seen",
        "received_on-day": str(now.day), "received_on-month": str(now.month), "received_on-year": str(now.year),
    }  # fmt: skip  # one form
    made = await browser.submit("/subject-access/new", typed)
    return browser, str(made.headers["location"])


async def test_a_name_of_ordinary_words_is_answered(site: Site, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 3)
    for council in (world.larkmere, world.hallowdene):
        for _ in range(4):
            await add_referral(world, council, what="Young people wait there.")
        await add_referral(world, council, what="AMY\nYoung was there.")
    browser, here = await put_in(site, world)
    refused = await browser.submit(here, {}, to=f"{here}/search", follow=True)
    assert "Search by the whole name only, or leave out" in refused.text
    assert SAID not in refused.text
    found = await browser.submit(here, TICKED, to=f"{here}/search", follow=True)
    for words in ("Found in 1 texts.", f"{SAID}; Zedster.", 'value="yes" checked'):
        assert words in found.text
    # Ticked no more, it is refused, and what is found is still what the page says.
    again = await browser.submit(here, {}, to=f"{here}/search", follow=True)
    assert "Search by the whole name only, or leave out" in again.text
    assert f"{SAID}; Zedster." in again.text
    await decide(browser, here)
    words = await index_of(browser, here)
    assert f"{SAID}. Texts with a part" in words
    assert "AMY\nYoung was there." in words
    assert "Zedster" not in words, "how else the council knows them can come from what is withheld"


async def test_an_ordinary_search_says_nothing_of_it(site: Site, world: World) -> None:
    browser, here = await put_in(site, world)
    found = await browser.submit(here, {"whole": ["no"]}, to=f"{here}/search", follow=True)
    assert "Searched by the whole name" not in found.text
    while (await browser.get(f"{here}/decide")).status_code == 200:
        await decide(browser, here)
    assert "Searched by the whole name" not in await index_of(browser, here)


async def decide(browser: Browser, here: str) -> None:
    page = (await browser.get(f"{here}/decide")).text
    hidden = {name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("mention", "seen")}
    saved = await browser.submit(f"{here}/decide", {**hidden, "decision": "give", "hide": [], "more": "", "words": ""})
    assert saved.status_code == 303


async def index_of(browser: Browser, here: str) -> str:
    packed = await browser.submit(here, {}, to=f"{here}/bundle")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        return files.read("index.html").decode()
