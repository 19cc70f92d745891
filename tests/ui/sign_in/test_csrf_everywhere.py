"""Every route that changes something, against every way of sending it a form that is not ours. Generated from the
declarations: a new route is tried by itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from httpx import Response
from litestar import Litestar
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from commonground.platform.access import ROLES, Action, Role
from commonground.platform.database.addresses import async_url
from commonground.ui.declare import Declared, Door, declared_routes
from commonground.ui.shell.csrf import SAFE
from councils import PEOPLE, World, sign_in_as
from figures import Figure
from page_rows import seed_for_pages
from providers import SignInSite
from route_sweep import ID_KINDS
from seeding import Seeded, fingerprint
from stands import OPERATOR
from told import ask, open_again
from visiting import go_back_in, put_visitor, visit
from web import Browser, token_in

PUBLIC_FORM = "/larkmere/report/kind"
RUNS_PLATFORM = "operator"
VISITS = "visitor"
PARTNER = "partner"
"""Who reads what was shared does so by an invitation, by no role."""


@dataclass(frozen=True)
class Route:
    """An unsafe route, with ids of the person's own council and a form that would be accepted."""

    method: str
    path: str
    declared: Declared
    form: Mapping[str, str | list[str]]

    @property
    def person(self) -> str:
        """Somebody of the council whose role includes it, else the operator, or one of the platform who was let in;
        empty where nobody need be signed in."""
        if self.declared.door is not Door.STAFF:
            return ""
        if self.declared.action is Action.READ_SHARED:
            return PARTNER
        able = (name for name, (roles, _) in PEOPLE.items() if any(ROLES[r].reach(self.declared.action) for r in roles))
        return next(able, VISITS if ROLES[Role.PLATFORM_SUPPORT].reach(self.declared.action) else RUNS_PLATFORM)


@dataclass(frozen=True)
class Tokens:
    own: str
    other_session: str
    colleague: str
    visitor: str


@dataclass(frozen=True)
class Forged:
    """What is sent beside the form itself."""

    fields: Mapping[str, str]
    headers: Mapping[str, str]
    query: str = ""


Forge = Callable[[Tokens], Forged]


def _field(choose: Callable[[Tokens], str]) -> Forge:
    return lambda tokens: Forged({"_token": choose(tokens)}, {})


def _from(**headers: str) -> Forge:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda tokens: Forged({"_token": tokens.own}, named)


ATTACKS: dict[str, Forge] = {
    "no token": lambda _: Forged({}, {}),
    "empty token": _field(lambda _: ""),
    "guessed token": _field(lambda _: "A" * 86),
    "huge token": _field(lambda _: "A" * 50_000),
    "token cut short": _field(lambda tokens: tokens.own[:-1]),
    "token with another salt": _field(lambda tokens: "A" * 22 + tokens.own[22:]),
    "token with a zero byte": _field(lambda tokens: tokens.own + "\x00"),
    "token of another session of the same person": _field(lambda tokens: tokens.other_session),
    "token of a colleague": _field(lambda tokens: tokens.colleague),
    "token of a visitor": _field(lambda tokens: tokens.visitor),
    "token in the address": lambda tokens: Forged({}, {}, f"?_token={tokens.own}"),
    "token under another name": lambda tokens: Forged({"token": tokens.own, "csrf_token": tokens.own}, {}),
    "wrong header beside the right token": lambda tokens: Forged({"_token": tokens.own}, {"X-CSRF-Token": "A" * 86}),
    "header of another session": lambda tokens: Forged({}, {"X-CSRF-Token": tokens.other_session}),
    "second token without a first": lambda tokens: Forged({"_again": tokens.own}, {"Sec-Fetch-Site": "same-origin"}),
    "right token from another site": _from(Sec_Fetch_Site="cross-site"),
    "right token from a neighbouring host": _from(Sec_Fetch_Site="same-site"),
    "right token, origin of another site": _from(Origin="https://evil.example"),
    "right token, origin that begins like ours": _from(Origin="http://127.0.0.1:8000.evil.example"),
    "right token, origin with our name before an at sign": _from(Origin="http://127.0.0.1:8000@evil.example"),
    "right token, origin of another port": _from(Origin="http://127.0.0.1:9000"),
    "right token, origin of another scheme": _from(Origin="https://127.0.0.1:8000"),
    "right token, origin of nobody": _from(Origin="null"),
    "right token, empty origin": _from(Origin=""),
    "right token, origin that is none": _from(Origin="http://["),
    "right token, as htmx, from another site": _from(Sec_Fetch_Site="cross-site", HX_Request="true"),
}


@dataclass
class Scene:
    world: World
    seeded: Seeded


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene(world, asyncio.run(seed_for_pages(world))["larkmere"])


def unsafe_routes(app: Litestar, seeded: Seeded) -> Iterator[Route]:
    for route, handler, declared in declared_routes(app):
        for method in sorted(set(handler.http_methods) - SAFE):  # type: ignore[attr-defined]  # HTTP handlers have them
            ids = {name: _value(kind, seeded) for name, kind in declared.ids.items()}
            path = re.sub(r"\{(\w+):\w+\}", lambda found, ids=ids: ids[found[1]], route.path)  # type: ignore[misc]  # bound at once
            body = declared.body() if declared.body else {}
            yield Route(method, path, declared, {name: ids.get(name, value) for name, value in body.items()})


def _value(kind: str, seeded: Seeded) -> str:
    where = ID_KINDS[kind]
    return seeded.council.slug if where is None else str(seeded.rows[where[0]][where[1]])


@dataclass
class Stands:
    """Every browser that the routes need, each with the token of one of its own pages."""

    site: SignInSite
    browsers: dict[str, Browser]
    tokens: dict[str, Tokens]

    async def send(self, route: Route, forge: Forge) -> Response:
        forged = forge(self.tokens[route.person])
        browser = self.browsers[route.person]
        data = {**route.form, **forged.fields}
        headers = dict(forged.headers)
        return await browser.client.request(route.method, route.path + forged.query, data=data, headers=headers)


async def _stands(site: SignInSite, routes: list[Route]) -> Stands:
    council = site.world.larkmere
    stands = Stands(site, {}, {})
    visitor, stranger = site.browser(), site.browser()
    visiting = [token_in((await each.get(PUBLIC_FORM)).text) for each in (visitor, stranger)]
    colleague = token_in((await (await _signed_in(site, "second_screener")).get("/account")).text)
    stands.browsers[""] = visitor
    stands.tokens[""] = Tokens(visiting[0], visiting[1], colleague, visiting[1])
    for person in sorted({route.person for route in routes} - {""}):
        assert person in {RUNS_PLATFORM, VISITS} or person in council.people
        here, there = [await _signed_in(site, person) for _ in range(2)]
        own, other = [token_in((await each.get("/account")).text) for each in (here, there)]
        stands.browsers[person] = here
        stands.tokens[person] = Tokens(own, other, colleague, visiting[0])
    return stands


async def _signed_in(site: SignInSite, person: str) -> Browser:
    browser = site.browser()
    browser.client.cookies.set("cg_session", await _token(site.world, person))
    return browser


async def _token(world: World, person: str) -> str:
    if person == RUNS_PLATFORM:
        return await sign_in_as(world.database, RUNS_PLATFORM, "https://id.operator.example", OPERATOR)
    if person == VISITS:
        token, _ = await visit(world.database, world.larkmere, await put_visitor(world.database))
        return token
    return await world.token(world.larkmere, person)


async def _everything(world: World) -> dict[str, str]:
    """What stands in every table of both councils, save when a session was last seen."""
    engine = create_async_engine(async_url(world.database.owner_url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            found = {
                f"{council.slug}.{table}": digest
                for council in (world.larkmere, world.hallowdene)
                for table, digest in (await fingerprint(connection, council.id)).items()
                if table != "identity.sessions"
            }
    finally:
        await engine.dispose()
    return found | {
        "open sessions": str(await ask(world, "select count(*) from identity.sessions where ended_at is null"))
    }


@pytest.mark.parametrize("attack", ATTACKS)
async def test_no_route_takes_a_form_that_is_not_ours(
    site: SignInSite, scene: Scene, attack: str, figure: Figure
) -> None:
    routes = list(unsafe_routes(site.app, scene.seeded))
    stands = await _stands(site, routes)
    before = await _everything(scene.world)
    answers = [(route, await stands.send(route, ATTACKS[attack])) for route in routes]
    taken = [f"{route.method} {route.path}: {answer.status_code}" for route, answer in answers if _taken(answer)]
    assert taken == []
    assert await _everything(scene.world) == before
    figure("forged forms refused", len(answers))


def _taken(answer: Response) -> bool:
    clean = "set-cookie" not in answer.headers or "cg_session" not in answer.headers["set-cookie"]
    return answer.status_code != 419 or not clean or "clear-site-data" in answer.headers


async def test_the_same_forms_with_their_own_token_are_not_refused_for_it(site: SignInSite, scene: Scene) -> None:
    """Otherwise the test above would prove nothing."""
    routes = list(unsafe_routes(site.app, scene.seeded))
    assert len(routes) >= 30
    stands = await _stands(site, routes)
    ways = (
        _field(lambda tokens: tokens.own),
        _from(Sec_Fetch_Site="same-origin"),
        lambda tokens: Forged({}, {"X-CSRF-Token": tokens.own}),
        _from(Origin="http://127.0.0.1:8000"),
    )
    for way in ways:
        await go_back_in(site.world.database)
        for route in routes:
            if route.path != "/sign-out":
                assert (await stands.send(route, way)).status_code != 419, route
    out = next(route for route in routes if route.path == "/sign-out")
    assert (await stands.send(out, ways[0])).status_code == 303


async def test_without_a_session_no_route_of_staff_takes_anything(site: SignInSite, scene: Scene) -> None:
    before = await _everything(scene.world)
    visitor = site.browser()
    await open_again(site.world)
    token = token_in((await visitor.get(PUBLIC_FORM)).text)
    for route in unsafe_routes(site.app, scene.seeded):
        if route.declared.door is Door.STAFF:
            answer = await visitor.client.request(route.method, route.path, data={**route.form, "_token": token})
            assert answer.status_code == (303 if route.path == "/sign-out" else 401), route
    assert await _everything(scene.world) == before
