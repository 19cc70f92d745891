"""One council's rush does not keep another's page waiting."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from litestar import get, post

from commonground.platform.access import Action
from commonground.ui.app import create_app
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import POOLS, Pools, RequestWork
from commonground.ui.turns import PAGES, SEARCHES, Turns
from councils import World, make_world
from postgres import Database
from web import Browser, Site, settings_for, token_in

LARKMERE, HALLOWDENE = UUID(int=1), UUID(int=2)
CROWD = 9


@dataclass
class Crowd:
    """Requests that stay inside until they are let out."""

    turns: Turns
    inside: list[str] = field(default_factory=list)
    out: asyncio.Event = field(default_factory=asyncio.Event)

    async def enter(self, token: str, *, search: bool = False) -> None:
        async with self.turns.turn(token, search=search):
            self.inside.append(token)
            await self.out.wait()

    def come(self, *tokens: str, search: bool = False) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self.enter(token, search=search)) for token in tokens]


@pytest.fixture
def crowd() -> Crowd:
    turns = Turns()
    for number in range(CROWD):
        turns.learn(f"larkmere {number}", LARKMERE)
    turns.learn("hallowdene", HALLOWDENE)
    turns.learn("operator", None)
    return Crowd(turns)


async def settled() -> None:
    """Until everybody who can go on has gone on."""
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.mark.parametrize(("search", "at_once"), [(False, PAGES), (True, SEARCHES)])
async def test_a_council_stands_in_its_own_line(crowd: Crowd, search: bool, at_once: int) -> None:
    rush = crowd.come(*(f"larkmere {number}" for number in range(CROWD)), search=search)
    await settled()
    assert len(crowd.inside) == at_once
    others = crowd.come("hallowdene", "operator", "a stranger", search=search)
    await settled()
    assert crowd.inside[at_once:] == ["hallowdene", "operator", "a stranger"]
    crowd.out.set()
    await asyncio.gather(*rush, *others)
    assert crowd.inside[at_once + 3 :] == [f"larkmere {number}" for number in range(at_once, CROWD)]


async def test_pages_pass_the_searches(crowd: Crowd) -> None:
    searches = crowd.come("larkmere 0", "larkmere 1", "larkmere 2", "larkmere 3", search=True)
    await settled()
    pages = crowd.come("larkmere 4", "larkmere 5")
    await settled()
    assert crowd.inside == ["larkmere 0", "larkmere 4", "larkmere 5"]
    crowd.out.set()
    await asyncio.gather(*searches, *pages)


async def test_whoever_gives_up_or_fails_leaves_the_line(crowd: Crowd) -> None:
    rush = crowd.come(*(f"larkmere {number}" for number in range(CROWD)))
    await settled()
    for each in rush[:-1]:
        each.cancel()
    await settled()
    assert crowd.inside[-1] == f"larkmere {CROWD - 1}"
    with pytest.raises(LookupError):
        async with crowd.turns.turn("larkmere 0", search=False):
            raise LookupError
    crowd.out.set()
    await asyncio.gather(*rush, return_exceptions=True)


async def test_nothing_is_kept_of_a_line_in_which_nobody_stands(crowd: Crowd) -> None:
    rush = crowd.come("larkmere 0", "hallowdene", search=True)
    crowd.out.set()
    await asyncio.gather(*rush)
    del rush
    gc.collect()
    assert len(crowd.turns._lines) == 0


INSIDE: list[str] = []
FULL = asyncio.Event()
LET_OUT = asyncio.Event()


@get("/probe/slow", opt=declare(Action.SEE_OWN_WORK))
async def slow(work: RequestWork) -> str:
    INSIDE.append(work.actor.council_slug)
    if len(INSIDE) == PAGES:
        FULL.set()
    await LET_OUT.wait()
    return "slow"


@post("/probe/save", opt=declare(Action.SEE_OWN_WORK, effect=Effect.CHANGE, body=dict), status_code=200)
async def save(work: RequestWork) -> str:
    return f"saved by {work.actor.council_slug}"


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    world: World = await make_world(database)
    app = create_app(settings_for(database), [slow, save])
    pools = app.state[POOLS] = Pools.from_settings(app.state["settings"])
    yield Site(app, world)
    await pools.dispose()


async def test_a_rush_over_http(site: Site) -> None:
    """Many of Larkmere's people wait for slow pages: their forms are saved all the same, and others' pages come."""
    mine = await site.signed_in(site.world.larkmere, "screener")
    colleague = await site.signed_in(site.world.larkmere, "second_screener")
    theirs = await site.signed_in(site.world.hallowdene, "screener")
    tokens = [token_in((await each.get("/my-work")).text) for each in (mine, colleague)]
    token = tokens[0]
    # Whose session it is was learned from its first request: two of one council stand in one line.
    rush = [asyncio.create_task((mine, colleague)[n % 2].get("/probe/slow")) for n in range(CROWD)]
    await FULL.wait()
    answered = await _page_and_save(mine, theirs, token)
    assert answered == (200, "saved by larkmere")
    assert INSIDE == ["larkmere"] * PAGES
    LET_OUT.set()
    assert {answer.status_code for answer in await asyncio.gather(*rush)} == {200}
    assert len(INSIDE) == CROWD


async def _page_and_save(mine: Browser, theirs: Browser, token: str) -> tuple[int, str]:
    page = await theirs.get("/my-work")
    saved = await mine.post("/probe/save", {"_token": token})
    return page.status_code, saved.text
