"""Finding while somebody types: what the reader may not open is in no answer, changes no answer and orders none."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from commonground.platform.references import ReferenceKind, new_reference
from commonground.ui.find.pages import MOST
from councils import TestCouncil, World, canary
from figures import Figure
from pages import masked
from plain_rows import name_people, put_context, put_referral
from web import Browser, Site

SEEN: Final[dict[str, Any]] = {
    "name": "Golden Spoon",
    "aliases": ["The Zigzag"],
    "address": "14 Mill Lane",
    "postcode": "LM4 2QT",
}
ONLINE: Final[dict[str, Any]] = {
    "kind": "online",
    "name": "Night game",
    "handle": "nightriders-uk",
    "address": "",
    "venue": None,
}


async def typed(browser: Browser, words: str) -> str:
    page = await browser.get(f"/find?{urlencode({'q': words})}", htmx=True)
    assert page.status_code == 200
    return str(page.text)


async def test_a_name_an_other_name_a_postcode_and_a_handle_find_it(site: Site) -> None:
    world = site.world
    place = await put_context(world, world.larkmere, **SEEN)
    online = await put_context(world, world.larkmere, **ONLINE)
    screener = await site.signed_in(world.larkmere, "screener")
    for words in ("golden sp", "zigz", "mill lane", "LM4 2QT", "lm42qt", "lm4 2q"):
        assert place["reference"] in await typed(screener, words), words
    for words in ("@nightriders", "nightriders-uk", "night"):
        assert online["reference"] in await typed(screener, words), words
    assert "Place, 14 Mill Lane, LM4 2QT" in await typed(screener, "zigzag"), "what tells two of one name apart"


async def test_the_field_asks_for_what_its_button_asks_for(site: Site) -> None:
    """Without a script the same address gives the page around the same list."""
    world = site.world
    place = await put_context(world, world.larkmere, **SEEN)
    screener = await site.signed_in(world.larkmere, "screener")
    part, whole = await typed(screener, "zigzag"), (await screener.get("/find?q=zigzag")).text
    assert "<title>" not in part
    assert masked(part).strip() in masked(whole)
    assert 'data-hx-get="/find"' in whole
    # A whole reference leads to its record when it is sent, and stands in the list while it is typed.
    assert place["reference"] in await typed(screener, place["reference"])
    assert (await screener.get(f"/find?q={place['reference']}")).status_code == 303
    assert "Type something to find" in await typed(screener, "z"), "one letter stands in everything"


async def test_what_begins_so_comes_first_and_what_is_left_out_is_said(site: Site) -> None:
    world = site.world
    for name in ("Aspen by the weir", "Weir steps", *(f"Old weir {number:02}" for number in range(20))):
        await put_context(world, world.larkmere, name=name)
    screener = await site.signed_in(world.larkmere, "screener")
    page = await typed(screener, "weir")
    assert page.index("Weir steps") < page.index("Aspen by the weir")
    assert "There is more than is shown" in page
    assert "There is more than is shown" not in await typed(screener, "weir steps")


def pieces(drawn: random.Random, texts: Iterable[str]) -> list[str]:
    """Beginnings, middles and whole words of what somebody might type to find out."""
    found = []
    for text in texts:
        for _ in range(4):
            start = drawn.randrange(len(text) - 1)
            found.append(text[start : start + drawn.randint(2, 12)])
        found += [text, text.upper(), text.replace(" ", ""), f"@{text}", f"{text}%", text[:3] + "_"]
    return found


HIDDEN: Final[tuple[dict[str, Any], ...]] = (
    # Their names would stand first, between, last, and beside what is in sight.
    {"restricted": True, "name": "Aaa Quillfeather yard", "aliases": ["Thornbush"], "postcode": "LM9 1AA"},
    {"restricted": True, "name": "Golden Quillfeather", "address": "Umbra Close"},
    {"kind": "group", "name": "Zzz Quillfeather lot", "address": ""},
    {"kind": "online", "restricted": True, "name": "Quillfeather chat", "handle": "thornbush_lm"},
)
SAID: Final = ("Aaa Quillfeather yard", "Thornbush", "LM9 1AA", "Golden Quillfeather", "Umbra Close", "thornbush_lm")


async def hide(world: World, council: TestCouncil) -> None:
    """What this screener may not open: restricted to others, close to another team, and a neighbour's own."""
    for values in HIDDEN:
        row = await put_context(world, council, **values)
        if row["restricted"]:
            await name_people(world, council, row["id"], "specialist_manager")
    for title in ("Golden Quillfeather", "Thornbush by the Golden Spoon"):
        told = await put_referral(world, council, restricted=True, title=title)
        await name_people(world, council, told["id"], "specialist_manager")
    theirs = canary(world.hallowdene.slug)
    await put_context(world, world.hallowdene, **SEEN | {"name": f"Golden Spoon {theirs}"})
    await put_context(world, world.hallowdene, name=f"Golden Quillfeather {theirs}", aliases=["Thornbush"])


LISTS: Final = (("/contexts", "all"), ("/contexts", "closed"), ("/tracker", "all"))


async def looked_up(browser: Browser, words: str) -> list[str]:
    """Every place where words find something, as pages."""
    asked = [f"/find?{urlencode({'q': words})}"]
    asked += [f"{address}?{urlencode({'words': words, 'view': view})}" for address, view in LISTS]
    pages = [await browser.get(address) for address in asked]
    return [f"{page.status_code} {page.headers.get('location', '')} {masked(page.text)}" for page in pages]


async def test_no_answer_tells_of_what_is_restricted_close_or_anothers(site: Site, figure: Figure) -> None:
    """Every answer, with what it counts and in its order, is byte for byte what it was before any of it was there."""
    world, drawn = site.world, random.Random(20)
    await put_context(world, world.larkmere, **SEEN)
    for name in ("Golden gate", *(f"Golden steps {number:02}" for number in range(MOST + 2))):
        await put_context(world, world.larkmere, name=name, aliases=["Spoonbill"])
    asked = pieces(drawn, [*SAID, "Golden Spoon", "Mill Lane", "Zigzag"])
    whole = ["golden", "Quillfeather", "Thornbush", *drawn.sample(asked, 12)]
    screener = await site.signed_in(world.larkmere, "screener")
    before = [masked(await typed(screener, words)) for words in asked]
    before_whole = [await looked_up(screener, words) for words in whole]
    await hide(world, world.larkmere)
    after = [masked(await typed(screener, words)) for words in asked]
    assert [words for words, one, other in zip(asked, before, after, strict=True) if one != other] == []
    after_whole = [await looked_up(screener, words) for words in whole]
    assert [words for words, one, other in zip(whole, before_whole, after_whole, strict=True) if one != other] == []
    assert any("There is more than is shown" in page for page in before), "what is cut off is cut in the same place"
    figure("words typed to find what is hidden", len(asked))
    named = await site.signed_in(world.larkmere, "specialist_manager")
    for words in ("quillfeather yard", "thornbush", "lm91aa", "umbra", "@thornbush_lm"):
        assert "Quillfeather" in await typed(named, words), "who is named finds it"


async def test_a_reference_of_what_crosses_leads_to_it(site: Site) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    for kind, folder in (
        (ReferenceKind.HANDOFF, "handoffs"), (ReferenceKind.DISCLOSURE, "disclosures"),
        (ReferenceKind.DISPUTE, "disputes"), (ReferenceKind.JOINT, "joint"),
    ):  # fmt: skip  # one to a line
        reference = new_reference(kind)
        led = await screener.get(f"/find?q={reference}")
        assert (led.status_code, led.headers["location"]) == (303, f"/{folder}/{reference}")
