"""The honest way in and out: what it sets, what it writes down, what it never says."""

from __future__ import annotations

import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from commonground.platform.database.engine import make_engine
from commonground.ui.sign_in import flow
from councils import World
from hostile_provider import rsa_key, signed
from providers import HTTPS, SignInSite, sign_in_site
from told import ask, tell

FLAGS = {"httponly", "samesite=lax", "path=/"}


def cookies(answer: object) -> dict[str, set[str]]:
    """Each cookie that an answer sets, with its flags in small letters; the value under `value=`."""
    found = {}
    for line in answer.headers.get_list("set-cookie"):  # type: ignore[attr-defined]  # httpx's
        pair, *flags = [part.strip() for part in line.split(";")]
        name, _, value = pair.partition("=")
        found[name] = {flag.lower() for flag in flags} | {f"value={value}"}
    return found


async def test_a_screener_comes_in_and_the_trail_says_so(site: SignInSite, world: World) -> None:
    browser = site.browser()
    answer = await site.sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/my-work")
    assert answer.content == b""
    assert "Screener" in (await browser.get("/account")).text
    kept = await ask(
        world,
        "select s.display_name, e.action, e.address, e.session_id is not null from audit.entries e "
        "join council.staff s on s.id = e.staff_id order by e.at desc limit 1",
    )
    assert kept[0] == world.larkmere.people["screener"].name
    assert tuple(kept[1:]) == ("sign_in", "203.0.113.7", True)


async def test_the_operator_comes_in_and_leaves_no_council_a_trace(site: SignInSite, world: World) -> None:
    before = await ask(world, "select count(*) from audit.entries")
    site.providers["operator"].claims["sub"] = "op-1"
    answer = await site.sign_in(site.browser(), "operator")
    assert answer.headers["location"] == "/operator/councils"
    assert await ask(world, "select count(*) from audit.entries") == before


async def test_one_goes_back_to_the_page_one_came_for(site: SignInSite) -> None:
    browser = site.browser()
    sent = await browser.get("/tracker")
    assert sent.headers["location"] == "/sign-in?next=/tracker"
    chosen = await browser.get(sent.headers["location"] + "&council=larkmere")
    assert chosen.headers["location"] == "/sign-in/larkmere?next=/tracker"
    page = await browser.get(chosen.headers["location"])
    assert 'href="/sign-in/larkmere/start?next=/tracker"' in page.text
    assert (await site.sign_in(browser, query="?next=/tracker")).headers["location"] == "/tracker"


async def test_the_view_that_one_had_is_there_after_signing_in(site: SignInSite) -> None:
    browser = site.browser()
    for asked in ("/tracker?view=overdue&harm=weapons", "/tracker/export.csv?view=overdue&harm=weapons"):
        way = (await browser.get(asked)).headers["location"]
        assert way == "/sign-in?next=/tracker%3Fview%3Doverdue%26harm%3Dweapons"
        led = await site.sign_in(browser, query=way.removeprefix("/sign-in"))
        assert led.headers["location"] == "/tracker?view=overdue&harm=weapons"
        browser = site.browser()


async def test_nobody_is_kept_by_name_or_address_alone(site: SignInSite, world: World) -> None:
    """The database holds a hash of the token, and none of the provider's tokens."""
    browser = await site.signed_in(world.larkmere, "screener")
    whole = await ask(world, "select string_agg(s::text, ' ') from identity.sessions s")
    assert site.token(browser) not in whole[0]
    assert len(site.token(browser)) >= 43


@pytest.mark.parametrize(
    ("changed", "prefix", "secure"),
    [
        pytest.param({}, "", False, id="demo on this machine"),
        pytest.param({"base_url": HTTPS}, "__Host-", True, id="https"),
        pytest.param(
            {"base_url": HTTPS, "mode": "production", "smtp_url": "smtp://x"}, "__Host-", True, id="production"
        ),
    ],
)
async def test_cookies_carry_their_flags(world: World, changed: dict[str, str], prefix: str, secure: bool) -> None:
    async with sign_in_site(world, **changed) as site:
        browser = site.browser()
        away = await browser.get("/sign-in/larkmere/start")
        left = cookies(away)
        back = await site.come_back(browser, site.larkmere.authorize(away.headers["location"]))
        came = cookies(back)
        welsh = cookies(await browser.get("/sign-in?lang=cy"))
        page = await browser.get("/account")
        out = cookies(await browser.submit("/account", {}, to="/sign-out"))
    session, way = f"{prefix}cg_session", f"{prefix}cg_sign_in"
    wanted = FLAGS | ({"secure"} if secure else set())
    assert set(left) == {way}
    assert {session, way} <= set(came)
    for flags in (*left.values(), *came.values(), *welsh.values(), *out.values(), *cookies(page).values()):
        assert wanted <= flags
        assert ("secure" in flags) == secure
        assert not any(flag.startswith("domain") for flag in flags)
    assert "max-age=600" in left[way]
    assert not any(flag.startswith(("max-age", "expires")) for flag in came[session])
    assert {"max-age=0", "value="} <= {flag.replace('""', "") for flag in came[way]}
    assert {"max-age=0", "value="} <= {flag.replace('""', "") for flag in out[session]}


async def test_production_shows_no_invented_people_and_sends_no_hint(world: World) -> None:
    async with sign_in_site(world, base_url=HTTPS, mode="production", smtp_url="smtp://x") as site:
        browser = site.browser()
        for page in ("/sign-in", "/sign-in/larkmere"):
            assert "Try it as somebody" not in (await browser.get(page)).text
        away = await browser.get("/sign-in/larkmere/start?who=amara-nwosu")
    assert "login_hint" not in parse_qs(urlsplit(away.headers["location"]).query)


async def test_no_secret_is_logged_or_stands_in_an_address(
    site: SignInSite, world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    given: list[str] = []

    def remember(header: dict[str, object], claims: dict[str, object]) -> str:
        given.append(signed(header, claims, rsa_key("larkmere")))
        return given[-1]

    site.larkmere.token = remember
    browser = site.browser()
    answer = await site.leave(browser)
    kept = await ask(world, "select verifier, nonce from identity.sign_ins order by created_at desc limit 1")
    way = browser.client.cookies["cg_sign_in"]
    back = await site.come_back(browser, answer)
    session = site.token(browser)
    page = await browser.get("/account")
    site.larkmere.claims["exp"] = 1
    refused = await site.sign_in(browser)
    out = await browser.submit("/account", {}, to="/sign-out")
    assert refused.status_code == 400
    assert out.status_code == 303

    said = caplog.text + "".join(capfd.readouterr())
    told = dict(answer)
    secrets = {session, way, *given, kept[0], kept[1], told["code"], told["state"], site.larkmere.client_secret + "@"}
    assert "sign_in_refused" in said
    assert [secret for secret in secrets if secret in said] == []
    shown = page.text + refused.text + str(back.headers["location"]) + str(out.headers["location"])
    assert [secret for secret in secrets if secret in shown] == []
    asked = " ".join(str(request.url) for request in site.larkmere.asked)
    assert [secret for secret in secrets if secret in asked] == []


async def test_a_statement_that_fails_does_not_say_what_it_was_given(world: World) -> None:
    engine = make_engine(world.database.app_url, pooled=False)
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text("select 1 / 0, cast(:token as text)"), {"token": "a-session-token"})
    await engine.dispose()
    assert "a-session-token" not in str(failed.value)


async def test_the_log_says_why_somebody_was_refused(site: SignInSite, capfd: pytest.CaptureFixture[str]) -> None:
    site.larkmere.claims["aud"] = "cg-hallowdene"
    answer = await site.sign_in(site.browser())
    said = re.sub(r"\x1b\[[0-9;]*m", "", "".join(capfd.readouterr()))
    assert "code=wrong-audience" in said
    assert "council=larkmere" in said
    assert "wrong-audience" in answer.text


async def test_a_provider_that_is_away_is_said_to_be_away(site: SignInSite) -> None:
    del site.providers["larkmere"]
    answer = await site.browser().get("/sign-in/larkmere/start")
    assert answer.status_code == 503
    assert "Try again in a few minutes" in answer.text
    assert "cg_sign_in" not in answer.headers.get("set-cookie", "")


async def test_continue_without_a_council_asks_for_one(site: SignInSite) -> None:
    answer = await site.browser().get("/sign-in?council=&next=/tracker")
    assert answer.status_code == 422
    assert "Error: Sign in" in answer.text
    assert 'aria-describedby="council-error"' in answer.text
    assert 'name="next" value="/tracker"' in answer.text


async def test_connections_to_providers_are_closed_with_the_application(site: SignInSite) -> None:
    party = site.app.state[flow.PARTY]
    closed: list[bool] = []

    async def close() -> None:
        closed.append(True)

    party.close = close
    pools = site.app.state["pools"]
    async with site.app.lifespan():
        pass
    site.app.state["pools"] = pools
    assert closed == [True]
    assert flow.PARTY not in site.app.state
    await flow.hang_up(site.app)


async def test_who_has_no_role_is_told_whom_to_ask(site: SignInSite, world: World) -> None:
    """The same page for a stranger, for somebody whose groups give nothing, and for one whose work here has ended."""
    site.larkmere.claims |= {"sub": "a-stranger", "groups": ["nothing"]}
    stranger = await site.sign_in(site.browser())
    site.larkmere.be(world.larkmere, "second_screener")
    site.larkmere.claims["groups"] = []
    fallen = await site.sign_in(site.browser())
    await tell(
        world,
        "update council.staff set ended_at = now() where id = :id",
        id=world.larkmere.people["locality_practitioner"].staff_id,
    )
    site.larkmere.be(world.larkmere, "locality_practitioner")
    gone = await site.sign_in(site.browser())
    assert [each.status_code for each in (stranger, fallen, gone)] == [403, 403, 403]
    pages = {re.sub(r'nonce="[^"]*"', "", each.text) for each in (stranger, fallen, gone)}
    assert len(pages) == 1
    assert "gives you no role here" in stranger.text
    assert "set-cookie" not in {name for each in (stranger, fallen, gone) for name in each.headers}
