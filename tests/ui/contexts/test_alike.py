"""“Is it one of these?”: asked once of whoever makes a context by hand, and never of what they may not open."""

from __future__ import annotations

import random
from typing import Any, Final
from uuid import UUID

import pytest
from httpx import Response

from councils import World, canary
from figures import Figure
from pages import counting, masked
from plain_rows import name_people, put_context
from told import ask, rows, tell
from web import Browser, Site

Form = dict[str, str | list[str]]
SPOON: Final[dict[str, Any]] = {
    "name": "Golden Spoon",
    "aliases": ["The Zigzag"],
    "address": "14 Mill Lane",
    "postcode": "LM4 2QT",
}
RIDERS: Final[dict[str, Any]] = {"kind": "online", "name": "Night game", "handle": "@nightriders-uk", "address": ""}
ASKED: Final = "Is it one of these?"


@pytest.fixture(autouse=True)
async def nothing_there(world: World) -> None:
    """The tests of a file share a database, and what one of them put there would be like what the next one makes."""
    await keep_only(world, [])


async def keep_only(world: World, there: list[UUID]) -> None:
    for table, column in (("context_events", "context_id"), ("contexts", "id")):
        await tell(world, f"delete from tenants.{table} where {column} <> all(:there)", there=there)
    await tell(world, "delete from council.drafts")


def place(name: str, **more: str) -> Form:
    return {"kind": "place", "name": name, "aliases": "", "description": "", **more}


async def send(browser: Browser, form: Form) -> Response:
    return await browser.submit("/contexts/new", form)


async def made(world: World, name: str) -> int:
    return int((await ask(world, "select count(*) from tenants.contexts where name = :name", name=name))[0])


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (place("golden spon"), "name"),
        (place("Chicken shop", aliases="nothing\nthe zig zag"), "Same name"),
        (place("Back yard", postcode="lm42qt"), "Same postcode"),
        (place("Back gate", postcode="LM4 2QU"), "About 80 metres apart"),
        (place("Vape shop", address="14 Mill Ln"), "Same address"),
        ({"kind": "online", "name": "Riders", "handle": "nightriders-uk"}, "Same online name"),
    ],
)
async def test_what_it_may_be_is_shown_with_its_reason(site: Site, world: World, form: Form, reason: str) -> None:
    known = await put_context(world, world.larkmere, **(RIDERS if form["kind"] == "online" else SPOON))
    screener = await site.signed_in(world.larkmere, "screener")
    page = await send(screener, form)
    assert ASKED in page.text
    asked = page.text.split('id="alike"')[1].split("</ul>")[0]
    assert f'href="/contexts/{known["reference"]}"' in asked
    assert reason.lower() in asked.lower()
    assert await made(world, str(form["name"])) == 0


async def test_it_is_asked_once_and_what_was_typed_is_kept(site: Site, world: World) -> None:
    known = await put_context(world, world.larkmere, **SPOON)
    screener = await site.signed_in(world.larkmere, "screener")
    form = place("Golden Spoon yard", description="The wall behind it.", postcode="LM4 2QT")
    with counting(site) as statements:
        page = await send(screener, form)
    assert len(statements) <= 10
    assert page.status_code == 200, "a question, no refusal"
    assert "The wall behind it." in page.text
    assert 'form="context-form"' in page.text
    looked = "select action, subject_kind from audit.entries order by at desc, id desc limit 1"
    assert tuple((await rows(world, looked))[0]) == ("read_context", "contexts")
    # They look at the other one, come back, and it is still there.
    assert (await screener.get(f"/contexts/{known['reference']}")).status_code == 200
    again = (await screener.get("/contexts/new")).text
    assert "What you typed before is still here." in again
    assert "The wall behind it." in again
    # Without going on from the page that asked, it is asked again; from there it is made.
    assert ASKED in (await send(screener, form)).text
    with counting(site) as statements:
        done = await send(screener, form | {"alike": known["reference"]})
    assert len(statements) <= 10
    assert done.status_code == 303
    assert await made(world, "Golden Spoon yard") == 1


async def test_another_one_that_turns_up_is_shown_as_well(site: Site, world: World) -> None:
    known = await put_context(world, world.larkmere, **SPOON)
    other = await put_context(world, world.larkmere, name="Pepper and Lime", address="3 Station Parade")
    screener = await site.signed_in(world.larkmere, "screener")
    form = place("Golden Spoon", aliases="Pepper & Lime", alike=known["reference"])
    page = (await send(screener, form)).text
    asked = page.split('id="alike"')[1].split("</ul>")[0]
    assert asked.count(f'href="/contexts/{known["reference"]}"') == 1
    assert asked.count(f'href="/contexts/{other["reference"]}"') == 1


async def test_what_is_to_be_put_right_comes_first(site: Site, world: World) -> None:
    await put_context(world, world.larkmere, **SPOON)
    screener = await site.signed_in(world.larkmere, "screener")
    page = await send(screener, place("Golden Spoon", postcode="nowhere"))
    assert page.status_code == 422
    assert ASKED not in page.text


async def test_nothing_alike_asks_nothing(site: Site, world: World) -> None:
    await put_context(world, world.larkmere, **SPOON)
    screener = await site.signed_in(world.larkmere, "screener")
    assert (await send(screener, place("Umbra bandstand"))).status_code == 303


HIDDEN: Final[tuple[dict[str, Any], ...]] = (
    {"restricted": True, "name": "Quillfeather yard", "aliases": ["Thornbush"], "postcode": "LM9 1AA"},
    {"restricted": True, "name": "Golden Spoon cellar", "address": "14 Mill Lane", "postcode": "LM4 2QT"},
    {"kind": "group", "name": "Quillfeather lot", "address": ""},
    {"kind": "online", "restricted": True, "name": "Quillfeather chat", "handle": "thornbush_lm", "address": ""},
)
TRIED: Final[tuple[Form, ...]] = (
    place("Quillfeather yard"),
    place("Corner", aliases="thornbush", postcode="LM9 1AA"),
    place("Golden Spoon cellar", address="14 Mill Lane", postcode="LM4 2QT"),
    place("Spoon", address="Mill Lane"),
    {"kind": "group", "name": "The Quillfeather lot"},
    {"kind": "online", "name": "Chat", "handle": "@thornbush_lm"},
)


async def test_what_may_not_be_opened_changes_no_answer(site: Site, world: World, figure: Figure) -> None:
    """Each answer, and what it leads to, is what it was before any of them was there."""
    await put_context(world, world.larkmere, **SPOON)
    screener = await site.signed_in(world.larkmere, "screener")
    drawn = random.Random(21)
    tried = [form | {"name": _cut(drawn, str(form["name"]))} for form in TRIED for _ in range(3)] + list(TRIED)
    before = [await _answer(world, screener, form) for form in tried]
    for values in HIDDEN:
        row = await put_context(world, world.larkmere, **values)
        if row["restricted"]:
            await name_people(world, world.larkmere, row["id"], "specialist_manager")
    theirs = canary(world.hallowdene.slug)
    await put_context(world, world.hallowdene, **SPOON | {"name": f"Quillfeather yard {theirs}"})
    after = [await _answer(world, screener, form) for form in tried]
    assert [form for form, one, other in zip(tried, before, after, strict=True) if one != other] == []
    assert any(ASKED in answer for answer in before)
    assert any(ASKED not in answer for answer in before)
    figure("contexts made to find what is hidden", len(tried))
    named = await site.signed_in(world.larkmere, "specialist_manager")
    assert "Quillfeather yard" in (await send(named, TRIED[0])).text.split('id="alike"')[1]


def _cut(drawn: random.Random, name: str) -> str:
    start = drawn.randrange(len(name) // 2)
    return name[start : start + drawn.randint(4, 12)].strip() or name


async def _answer(world: World, browser: Browser, form: Form) -> str:
    """As one attempt alone: whatever it made or kept is taken away again."""
    there = [row.id for row in await rows(world, "select id from tenants.contexts")]
    page = await send(browser, form)
    await keep_only(world, there)
    return f"{page.status_code} {masked(page.text)}"
