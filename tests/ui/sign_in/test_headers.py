"""What every answer carries: no frame may hold it, no cache may keep it. And which methods there are."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar, get

from commonground.platform.access import Action
from commonground.platform.settings import Settings
from commonground.ui.app import create_app
from commonground.ui.declare import Door, declare, declared_routes
from commonground.ui.edge import POOLS, Pools
from councils import World, confirm
from providers import HTTPS, SignInSite, sign_in_site
from told import tell
from web import settings_for, token_in

Ask = Callable[[SignInSite, AsyncClient], Awaitable[Response]]


@get("/breaks", opt=declare(Action.SIGN_OUT), sync_to_thread=False)
def breaks() -> str:
    raise ZeroDivisionError("a secret in the trace")


@get("/breaks-before-anybody", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE), sync_to_thread=False)
def breaks_early() -> str:
    raise ZeroDivisionError("a secret in the trace")


@cache
def _with_breaks(chosen: Settings) -> Litestar:
    return create_app(chosen, extra=[breaks, breaks_early])


@pytest.fixture
async def site(world: World) -> AsyncIterator[SignInSite]:
    """As in the other modules, with two addresses that break."""
    chosen = settings_for(world.database)
    app = _with_breaks(chosen)
    pools = app.state[POOLS] = Pools.from_settings(chosen)
    yield SignInSite(app, world)
    await pools.dispose()


def _get(path: str, **headers: str) -> Ask:
    return lambda _, client: client.get(path, headers=headers)


async def _throttled(site: SignInSite, client: AsyncClient) -> Response:
    await client.get("/sign-in/larkmere/start")
    await tell(site.world, "update identity.throttles set attempts = 100")
    return await client.get("/sign-in/larkmere/start")


async def _too_large(_: SignInSite, client: AsyncClient) -> Response:
    return await client.post("/sign-out", data={"_token": "x" * 2_000_000})


async def _signed_out(_: SignInSite, client: AsyncClient) -> Response:
    token = token_in((await client.get("/account")).text)
    return await client.post("/sign-out", data={"_token": token})


ANSWERS: dict[str, tuple[int, Ask]] = {
    "page": (200, _get("/account")),
    "page for nobody": (200, _get("/sign-in")),
    "part": (200, _get("/notifications/count", **{"HX-Request": "true", "HX-Request-Type": "partial"})),
    "public page": (200, _get("/larkmere")),
    "file": (200, _get("/tracker/export.csv")),
    "health": (200, _get("/healthz")),
    "way to the provider": (303, _get("/sign-in/larkmere/start")),
    "way home": (303, _get("/")),
    "refused sign-in": (400, _get("/sign-in/larkmere/return")),
    "another host": (400, _get("/account", Host="evil.example")),
    "no role for it": (403, _get("/audit")),
    "no record": (404, _get("/referrals/CR-0000-000")),
    "no council": (404, _get("/sign-in/nowhere")),
    "no such address": (404, _get("/a/b/c/d")),
    "no such method": (405, lambda _, client: client.put("/account")),
    "too large": (413, _too_large),
    "no token": (419, lambda _, client: client.post("/sign-out")),
    "no choice": (422, _get("/sign-in?council=")),
    "too often": (429, _throttled),
    "broken": (500, _get("/breaks")),
    "broken before anybody is known": (500, _get("/breaks-before-anybody")),
    "methods": (204, lambda _, client: client.options("/account")),
    "signed out": (303, _signed_out),
}


@pytest.mark.parametrize("kind", ANSWERS)
async def test_no_frame_and_no_cache_may_hold_it(site: SignInSite, kind: str) -> None:
    status, ask = ANSWERS[kind]
    browser = await site.signed_in(site.world.larkmere, "screener")
    await confirm(site.world.database, site.token(browser))
    answer = await ask(site, browser.client)
    assert answer.status_code == status
    assert answer.headers["x-frame-options"] == "DENY"
    policy = dict(rule.partition(" ")[::2] for rule in answer.headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["default-src"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "no-store" in answer.headers["cache-control"]
    assert "access-control-allow-origin" not in answer.headers
    assert "secret in the trace" not in answer.text
    assert not {"server", "x-powered-by"} & set(answer.headers)


async def test_every_page_has_a_nonce_of_its_own(site: SignInSite) -> None:
    browser = site.browser()
    seen = set()
    for _ in range(20):
        page = await browser.get("/sign-in")
        found = re.search(r"'nonce-([\w-]{20,})'", page.headers["content-security-policy"])
        assert found
        assert f'nonce="{found[1]}"' in page.text
        seen.add(found[1])
    assert len(seen) == 20


async def test_only_files_that_carry_their_digest_are_kept(site: SignInSite) -> None:
    page = await site.browser().get("/sign-in")
    names = re.findall(r'"(/static/[^"]+)"', page.text)
    assert names
    for name in names:
        answer = await site.browser().get(name)
        assert answer.headers["x-frame-options"] == "DENY"
        assert "set-cookie" not in answer.headers


async def test_in_production_browsers_are_told_to_stay_with_https(world: World) -> None:
    async with sign_in_site(world, base_url=HTTPS, mode="production", smtp_url="smtp://x") as production:
        for path in ("/sign-in", "/a/b/c", "/account", "/sign-in/larkmere/return"):
            answer = await production.browser().get(path)
            assert answer.headers["strict-transport-security"].startswith("max-age=63072000")


async def test_signing_out_clears_what_the_browser_kept(site: SignInSite) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    answer = await _signed_out(site, browser.client)
    assert answer.headers["location"] == "/signed-out"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert site.token(browser) == ""
    assert "no-store" in (await browser.get("/signed-out")).headers["cache-control"]


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE", "CONNECT", "PROPFIND", "FOO")


async def test_no_address_answers_a_method_that_it_does_not_declare(site: SignInSite) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    methods: dict[str, set[str]] = {}
    for route, handler, _ in declared_routes(site.app):
        if route.path.startswith(("/sign", "/account")):
            methods.setdefault(route.path, set()).update(handler.http_methods)  # type: ignore[attr-defined]  # HTTP handlers have them
    assert len(methods) == 32
    for path, known in methods.items():
        filled = path.replace("{council:str}", "larkmere").replace("{token:str}", "a" * 43)
        filled = filled.replace("{session:uuid}", "0" * 8 + "-0000" * 3 + "-" + "0" * 12)
        for method in METHODS:
            if method not in known:
                answer = await browser.client.request(method, filled)
                above = filled.rpartition("/")[0]
                if method == "GET" and "GET" in methods.get(above, ()):
                    # Somebody reads the address of a form: the page above it has the form.
                    assert (answer.status_code, answer.headers["location"]) == (303, above)
                    continue
                assert answer.status_code == 405, (method, filled, answer.status_code)
                assert "location" not in answer.headers
                assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("disguise", ["?_method=POST", "?method=post", "?X-HTTP-Method-Override=POST"])
async def test_a_read_does_not_become_a_change_by_another_name(site: SignInSite, disguise: str) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    answer = await browser.client.get(f"/sign-out{disguise}", headers={"X-HTTP-Method-Override": "POST"})
    assert answer.status_code == 405
    assert await site.is_in(browser)


@pytest.mark.parametrize("then", ["", "/start", "/return", f"/return?state={'s' * 43}&code=c"])
async def test_an_unknown_council_looks_like_any_address_that_nobody_answers(site: SignInSite, then: str) -> None:
    """Also one that has no provider yet, and a name that is only almost one."""
    browser = site.browser()
    plain = await browser.get("/a/b/c")
    for slug in ("nowhere", "larkmer", "larkmere2", "admin", "help2"):
        answer = await browser.get(f"/sign-in/{slug}{then}")
        assert answer.status_code == 404
        assert _shape(answer) == _shape(plain)


async def test_a_guess_is_answered_alike_whether_a_sign_in_is_under_way_or_not(site: SignInSite) -> None:
    waiting, idle = site.browser(), site.browser()
    await site.leave(waiting)
    guess = f"/sign-in/larkmere/return?state={'s' * 43}&code=c"
    assert _shape(await waiting.get(guess)) == _shape(await idle.get(guess))


async def test_a_session_that_is_over_and_one_that_never_was_are_answered_alike(site: SignInSite) -> None:
    over = await site.signed_in(site.world.larkmere, "screener")
    await tell(site.world, "update identity.sessions set ended_at = now()")
    never = site.browser()
    never.client.cookies.set("cg_session", "s" * 43)
    for path in ("/account", "/tracker", "/referrals/CR-7K3F-29M", "/operator/councils"):
        assert _shape(await over.get(path)) == _shape(await never.get(path)) == _shape(await site.browser().get(path))


def _shape(answer: Response) -> tuple[int, str, frozenset[str]]:
    """Status, body without what is new on each page, and which headers there are."""
    body = re.sub(r'nonce="[^"]*"', "", answer.text)
    return answer.status_code, body, frozenset(answer.headers)
