"""The isolation sweep over HTTP: no route, method, persona or place of an id gives away another council's anything."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from httpx import Response
from litestar import get
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from commonground.platform.access import ROLES, Action
from commonground.platform.database.addresses import async_url
from commonground.platform.throttle import BREAK_GLASS
from commonground.ui.app import create_app
from commonground.ui.declare import Door, UndeclaredRouteError, declared_routes
from councils import PARTNER, PEOPLE, Person, World, make_world, sign_in_as
from figures import Figure
from page_rows import seed_for_pages
from postgres import Database
from route_sweep import RouteSweep, Verdicts, token_of, untaught_kinds
from seeding import Seeded, fingerprint
from throttling import allow
from told import open_again
from visiting import go_back_in, put_visitor, visit
from web import running_site, settings_for

STAFF_DOORS = frozenset({Door.STAFF, Door.OPEN, Door.NONE})
# The long form, for `make prove ONLY=routes`.
WHOLE = os.environ.get("ROUTE_SWEEP") == "whole"


def _alike() -> tuple[str, ...]:
    """One of all people who may do the same in the same team; everybody, in the long form."""
    found: dict[object, str] = {}
    for person, (roles, team) in PEOPLE.items():
        may = frozenset((action, ROLES[role].reach(action)) for role in roles for action in Action)
        found.setdefault(person if WHOLE else (may, team), person)
    return tuple(found.values())


# Each comes with a sort of pass of their own, or with none.
APART = (PARTNER, "operator", "visitor", "anonymous")
# Together well above the 5,000 attempts that every run of the suite owes.
PERSONAS = (*_alike(), *APART)


@dataclass
class Scene:
    world: World
    seeded: dict[str, Seeded]
    visitor: str = ""
    """The session's token of somebody of the platform whom Larkmere has let in, and nobody else."""
    swept: dict[tuple[str, frozenset[Door]], Verdicts] = field(default_factory=dict)
    done: set[tuple[str, str]] = field(default_factory=set)
    """What somebody of the council's staff has tried every way: all knock, and one goes on."""


@pytest.fixture(scope="module")
def scene(database: Database) -> Scene:
    async def build() -> Scene:
        world = await make_world(database)
        # Each attempt of the sweep is one use: what is refused as too many would not be compared.
        await allow(world, BREAK_GLASS, 100_000)
        seeded = await seed_for_pages(world)
        visitor, _ = await visit(world.database, world.larkmere, await put_visitor(world.database))
        return Scene(world, seeded, visitor)

    return asyncio.run(build())


async def _sweep(scene: Scene, persona: str, doors: frozenset[Door] = STAFF_DOORS) -> Verdicts:
    """What came of it, swept once."""
    if (persona, doors) not in scene.swept:
        scene.swept[persona, doors] = await _sweep_now(scene, persona, doors)
    return scene.swept[persona, doors]


async def _sweep_now(scene: Scene, persona: str, doors: frozenset[Door]) -> Verdicts:
    world = scene.world
    async with running_site(world) as site:
        browser = site.browser()
        if persona == "operator":
            token = await _operator_token(world)
            browser.client.cookies.set("cg_session", token)
        elif persona == "visitor":
            browser.client.cookies.set("cg_session", scene.visitor)
            browser.client.event_hooks["response"].append(_comes_back(world))
        elif persona != "anonymous":
            browser.client.cookies.set("cg_session", await world.token(world.larkmere, persona))
        await open_again(world)
        page = "/larkmere/report/kind" if persona == "anonymous" else "/account"
        csrf = await token_of(browser.client, page)
        own, other = scene.seeded["larkmere"], scene.seeded["hallowdene"]
        done = set() if persona in APART else scene.done
        sweep = RouteSweep(site, own, other, done=done, strange=persona in ("screener", "anonymous"), whole=WHOLE)
        return await sweep.run(browser.client, csrf, doors=doors)


def _comes_back(world: World) -> Callable[[Response], Awaitable[None]]:
    """A visitor who leaves in the middle goes in again, so that the rest is tried by a visitor too."""

    async def comes_back(response: Response) -> None:
        if response.request.url.path == "/support/leave":
            await go_back_in(world.database)

    return comes_back


async def _operator_token(world: World) -> str:
    operator = Person("Oksana Operator", None, "op-1", ())
    return await sign_in_as(world.database, "operator", "https://id.operator.example", operator)


async def _digest(world: World) -> dict[str, str]:
    engine = create_async_engine(async_url(world.database.owner_url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await fingerprint(connection, world.hallowdene.id)
    finally:
        await engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("persona", PERSONAS)
async def test_no_route_gives_away_or_changes_another_councils_anything(
    scene: Scene, persona: str, figure: Figure
) -> None:
    before = await _digest(scene.world)
    verdicts = await _sweep(scene, persona)
    after = await _digest(scene.world)
    changed = [table for table, digest in before.items() if after[table] != digest]
    figure("HTTP attempts across councils", verdicts.tried)
    assert "\n".join(verdicts.failures[:30]) == ""
    assert changed == []
    assert verdicts.tried >= 500


async def test_the_public_door_gives_nothing_away(scene: Scene, figure: Figure) -> None:
    verdicts = await _sweep(scene, "anonymous", frozenset({Door.INTAKE}))
    figure("HTTP attempts across councils", verdicts.tried)
    assert verdicts.failures == []


async def test_the_sweep_is_not_empty(scene: Scene) -> None:
    """Somebody of the council does get in: a sweep that is refused everywhere would prove nothing."""
    opened = (await _sweep(scene, "screener")).opened
    assert {"/tracker", "/my-work", "/referrals/{reference:str}"} <= opened


async def test_whoever_answers_for_access_is_let_into_what_names_somebody(scene: Scene) -> None:
    """Pages that show only records in a state of their own are swept too, with records in it."""
    opened = (await _sweep(scene, "ig_lead")).opened
    assert {"/contexts/{reference:str}/keeper", "/referrals/{reference:str}/keeper"} <= opened


async def test_a_visitor_reads_what_the_council_allows_and_nothing_else(scene: Scene) -> None:
    """The sweep of the visitor opened something, and of the council's own pages these alone."""
    async with running_site(scene.world) as site:
        browser = site.browser()
        here = scene.world.database
        token, _ = await visit(here, scene.world.larkmere, await put_visitor(here))
        browser.client.cookies.set("cg_session", token)
        opened = []
        for route, handler, declared in declared_routes(site.app):
            reads = "GET" in handler.http_methods and not declared.ids  # type: ignore[attr-defined]  # HTTP handlers have them
            if reads and declared.door is Door.STAFF and (await browser.get(route.path)).status_code == HTTPStatus.OK:
                opened.append(route.path)
    assert sorted(opened) == ["/account", "/support/settings", "/support/teams"]


async def test_every_kind_of_id_is_known_to_the_sweep(scene: Scene) -> None:
    assert untaught_kinds(create_app(settings_for(scene.world.database))) == set()


async def test_an_undeclared_handler_stops_the_start(scene: Scene) -> None:
    @get("/left-open")
    async def left_open() -> str:
        return "everything"

    with pytest.raises(UndeclaredRouteError, match="declares no action"):
        create_app(settings_for(scene.world.database), extra=[left_open])
