"""Words of an earlier tracker cleared of names: over what a colleague did meanwhile, and several on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from brought_in import bring_in, nothing_brought_in
from councils import World
from earlier_tracker import earlier_tracker, rows
from pages import counting
from told import ask, tell
from web import Browser, Site, hidden_in, token_in


@pytest.fixture(autouse=True)
async def _nothing(world: World) -> None:
    await nothing_brought_in(world)


@pytest.fixture
async def key(world: World, tmp_path: Path) -> UUID:
    return await bring_in(world, tmp_path, earlier_tracker())


async def _references(world: World) -> list[str]:
    sql = ("select array_agg(r.reference order by w.row_number) from tenants.referrals r"
           " join tenants.imported_rows w on w.referral_id = r.id")  # fmt: skip  # one statement
    return list((await ask(world, sql))[0])


async def _cleared(world: World) -> int:
    return int((await ask(world, "select count(*) from tenants.imported_rows where cleared_at is not null"))[0])


async def _send(browser: Browser, page: str, given: dict[str, Any]) -> Response:
    token = token_in((await browser.get(page)).text)
    return await browser.post(page, {"_token": token, **given})


async def test_what_a_colleague_cleared_meanwhile_is_not_overwritten_unseen(
    site: Site, world: World, key: UUID
) -> None:
    assert (await ask(world, "select count(*) from tenants.imported_rows where import_id = :key", key=key))[0] == 5
    first = (await _references(world))[0]
    page = f"/referrals/{first}/clear"
    manager, screener = [await site.signed_in(world.larkmere, each) for each in ("manager", "screener")]
    quicker = {"where_said": "Alder Park", "what_said": "A fight, says a colleague"}
    assert (await _send(screener, page, quicker)).status_code == 303
    mine = {"version": "", "where_said": "Alder Park, mine", "what_said": "Typed by me"}
    stopped = await _send(manager, page, mine)
    assert stopped.status_code == 409
    for words in ("Somebody changed this", "What stands now", "A fight, says a colleague", "Typed by me"):
        assert words in stopped.text
    # Compared, and sent again: it is over what stands now.
    again = await _send(manager, page, mine | {"version": hidden_in(stopped.text)["version"]})
    assert again.status_code == 303
    assert (await ask(world, "select shown->>'what_said' from tenants.imported_rows where row_number = 5"))[0] == (
        "Typed by me"
    )


async def test_several_are_cleared_on_one_page(site: Site, world: World, key: UUID) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    page = f"/tracker/import/{key}/clear"
    assert f'href="{page}"' in (await manager.get(f"/tracker/import/{key}")).text
    with counting(site) as statements:
        shown = (await manager.get(page)).text
    assert len(statements) <= 7, statements.sent
    assert "Kieran Doyle" in shown, "as it stood"
    assert "5 rows wait" in shown
    first, second, *_ = references = await _references(world)
    await manager.get(f"/referrals/{first}")
    given = {"row": references, **_words(first, what_said="A fight on Friday"), **_words(second, where_said="A group")}
    with counting(site) as statements:
        done = await _send(manager, page, given)
    assert (done.status_code, done.headers["location"]) == (303, page)
    assert len(statements) <= 17, statements.sent  # with the page that gave the token
    assert await _cleared(world) == 2
    assert first not in (await manager.get("/tracker?changed=1&view=closed")).text, "it was their own work"
    assert "A fight on Friday" in (await manager.get(f"/referrals/{first}")).text
    looked = "select count(*) from audit.entries where action = 'read_names' and reference = :reference"
    assert (await ask(world, looked, reference=references[4]))[0] >= 2, "each that was on the page"
    rest = {"row": references[2:]} | {k: v for each in references[2:] for k, v in _words(each).items()}
    last = await _send(manager, page, rest)
    assert last.headers["location"] == f"/tracker/import/{key}"
    assert await _cleared(world) == 5
    assert "There is none here that you can clear" in (await manager.get(page)).text


def _words(reference: str, **words: str) -> dict[str, str]:
    """A ticked row."""
    given = {"where_said": "Alder Park", "ready": "yes", "version": ""} | words
    return {f"{reference}-{name}": value for name, value in given.items()}


async def test_all_that_is_ticked_or_nothing(site: Site, world: World, key: UUID) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    page, (first, second, third, *_) = f"/tracker/import/{key}/clear", await _references(world)
    none = await _send(manager, page, {"row": [first]})
    assert (none.status_code, "Tick the rows that are ready" in none.text) == (422, True)
    wrong = {"row": [first, second], **_words(first, what_said="Kept as typed"), **_words(second, where_said="")}
    refused = await _send(manager, page, wrong)
    assert refused.status_code == 422
    assert f'href="#{second}-where_said"' in refused.text, "at its field"
    assert "Kept as typed" in refused.text
    forgotten = {"row": [first, third], **_words(first), f"{third}-where_said": "Typed, and not ticked"}
    refused = await _send(manager, page, forgotten)
    assert (refused.status_code, "Tick it too" in refused.text) == (422, True)
    assert "Typed, and not ticked" in refused.text
    assert await _cleared(world) == 0


async def test_a_page_over_which_a_colleague_was_saves_nothing(site: Site, world: World, key: UUID) -> None:
    manager, screener = [await site.signed_in(world.larkmere, each) for each in ("manager", "screener")]
    page, (first, second, *_) = f"/tracker/import/{key}/clear", await _references(world)
    await _send(screener, f"/referrals/{first}/clear", {"where_said": "Alder Park", "what_said": "Theirs"})
    given = {"row": [first, second], **_words(first, what_said="Mine"), **_words(second)}
    stopped = await _send(manager, page, given)
    assert stopped.status_code == 409
    for words in ("Somebody cleared row 5 meanwhile", "What stands now", "Theirs", "Mine"):
        assert words in stopped.text
    assert await _cleared(world) == 1
    await tell(world, "update tenants.referrals set restricted = true where reference = :it", it=first)
    stopped = await _send(manager, page, given)
    assert (stopped.status_code, await _cleared(world)) == (409, 1)
    assert "can’t be cleared from here any more" in stopped.text
    assert "Theirs" not in stopped.text
    assert '<p class="govuk-body cg-typed">Mine</p>' in stopped.text, "what was typed for a row that is gone"
    assert f'name="{first}-what_said"' not in stopped.text


async def test_a_page_holds_twenty(site: Site, world: World, tmp_path: Path) -> None:
    key = await bring_in(world, tmp_path, earlier_tracker(of=rows(25)))
    manager = await site.signed_in(world.larkmere, "manager")
    page = f"/tracker/import/{key}/clear"
    shown = (await manager.get(page)).text
    assert shown.count('name="row"') == 20
    assert "25 rows wait" in shown
    references = (await _references(world))[:20]
    given = {"row": references} | {k: v for each in references for k, v in _words(each).items()}
    with counting(site) as statements:
        assert (await _send(manager, page, given)).status_code == 303
    assert len(statements) <= 17, statements.sent
    assert await _cleared(world) == 20


async def test_others_find_neither_the_page_nor_a_row_that_is_not_theirs(
    site: Site, world: World, key: UUID, tmp_path: Path
) -> None:
    page = f"/tracker/import/{key}/clear"
    references = await _references(world)
    screener = await site.signed_in(world.larkmere, "screener")
    neighbour = await site.signed_in(world.hallowdene, "manager")
    elsewhere = await site.signed_in(world.larkmere, "specialist_manager")
    assert (await screener.get(page)).status_code in (403, 404)
    assert (await neighbour.get(page)).status_code == 404
    assert "Kieran" not in (await elsewhere.get(page)).text, "of another team"
    stranger = await _send(neighbour, "/tracker/import", {})
    assert stranger.status_code == 422
    given: dict[str, str | list[str]] = {"row": references[:1], **_words(references[0])}
    token = token_in((await elsewhere.get("/tracker/import")).text)
    assert (await elsewhere.post(page, {"_token": token, **given})).status_code == 404
    assert await _cleared(world) == 0
