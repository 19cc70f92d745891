"""Step-up: before what weighs most, for a quarter of an hour, in one session; nothing typed is lost by it."""

from __future__ import annotations

import html
import re
import time

import pytest
from httpx import Response

from casework import add_context, add_referral
from commonground.platform.access import Role
from councils import World
from local_people import forget_step, knock, newcomer, show, sign_in
from plain_rows import put_referral
from providers import SignInSite
from told import ask, tell
from web import Browser, running_site

WHY = "Somebody at the school knows the family."
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


async def restricted(world: World, *people: str) -> str:
    return (await add_referral(world, world.larkmere, state="screening", named=people)).reference


async def provider_confirms(site: SignInSite, browser: Browser, query: str = "", **claims: object) -> Response:
    """Off to the provider to confirm, and back with what it says."""
    away = await browser.get(f"/account/confirm/start{query}")
    assert away.status_code == 303, away.text
    asked = away.headers["location"]
    assert "prompt=login" in asked
    assert "max_age=0" in asked
    site.larkmere.claims |= {"auth_time": int(site.now), **claims}
    answer = site.larkmere.authorize(asked)
    return await site.come_back(browser, answer)


async def is_confirmed(world: World, browser: Browser) -> bool:
    row = await ask(world, "select confirmed_at is not null from identity.sessions where token_hash ="
                    " sha256(convert_to(:token, 'UTF8'))", token=browser.client.cookies.get("cg_session"))  # fmt: skip
    return bool(row and row[0])


async def test_a_file_of_the_tracker_is_taken_out_by_whoever_confirmed(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    led = await browser.get("/tracker/export.csv?view=late")
    assert led.headers["location"] == "/account/confirm?next=/tracker%3Fview%3Dlate"
    page = await browser.get(led.headers["location"])
    assert "/account/confirm/start?next=" in page.text
    back = await provider_confirms(site, browser, "?next=/tracker%3Fview%3Dlate")
    assert back.headers["location"] == "/tracker?view=late"
    assert await is_confirmed(world, browser)
    assert (await browser.get("/tracker/export.csv")).headers["content-type"].startswith("text/csv")


async def test_the_trail_says_that_they_confirmed(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    await provider_confirms(site, browser)
    admin = await site.signed_in(world.larkmere, "admin")
    assert "Confirmed that it is they" in (await admin.get("/audit?did=look_after_account")).text


async def test_a_quarter_of_an_hour_and_no_longer(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    await provider_confirms(site, browser)
    await tell(world, "update identity.sessions set confirmed_at = now() - interval '14 minutes'")
    assert (await browser.get("/tracker/export.csv")).status_code == 200
    await tell(world, "update identity.sessions set confirmed_at = now() - interval '15 minutes'")
    assert (await browser.get("/tracker/export.csv")).status_code == 303


async def test_a_new_session_inherits_nothing(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    await provider_confirms(site, browser)
    site.larkmere.claims.pop("auth_time")
    await site.sign_in(browser)
    assert not await is_confirmed(world, browser)
    assert (await browser.get("/tracker/export.csv")).status_code == 303
    other = await site.signed_in(world.larkmere, "screener")
    assert not await is_confirmed(world, other)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"auth_time": None}, "claim-invalid"),
        ({"auth_time": "now"}, "claim-invalid"),
        ({"auth_time": 0}, "not-fresh"),
        ({"auth_time": -1}, "not-fresh"),
        ({"auth_time": 9_000_000_000}, "not-fresh"),
        ({"auth_time": float("nan")}, "claim-invalid"),
        ({"auth_time": True}, "claim-invalid"),
    ],
)
async def test_a_provider_that_asked_for_nothing_confirms_nothing(
    site: SignInSite, world: World, claims: dict[str, object], code: str
) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    answer = await provider_confirms(site, browser, **claims)  # type: ignore[arg-type]  # claims of the wrong kinds
    assert answer.status_code == 400
    assert code in answer.text
    assert not await is_confirmed(world, browser)


async def test_a_provider_that_does_not_say_when_confirms_nothing(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    site.larkmere.without.add("auth_time")
    answer = await provider_confirms(site, browser)
    assert (answer.status_code, "claim-missing" in answer.text) == (400, True)


async def test_a_sign_in_of_an_hour_ago_confirms_nothing(site: SignInSite, world: World) -> None:
    """The provider kept them signed in, and let them pass."""
    browser = await site.signed_in(world.larkmere, "screener")
    answer = await provider_confirms(site, browser, auth_time=int(time.time()) - 3600)
    assert "not-fresh" in answer.text
    assert not await is_confirmed(world, browser)


async def test_a_colleague_who_signs_in_there_confirms_nothing(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    away = await browser.get("/account/confirm/start")
    site.larkmere.be(world.larkmere, "admin")
    site.larkmere.claims["auth_time"] = int(site.now)
    answer = await site.come_back(browser, site.larkmere.authorize(away.headers["location"]))
    assert answer.status_code == 403
    assert "That did not confirm that it is you" in answer.text
    assert "You are not signed in" not in answer.text
    assert 'href="/account/confirm"' in answer.text
    assert not await is_confirmed(world, browser)
    assert "screener" in world.larkmere.people["screener"].subject
    page = (await browser.get("/account")).text
    assert world.larkmere.people["screener"].name in page, "and nobody is signed in in their place"


async def test_it_confirms_the_session_that_asked_and_no_other(site: SignInSite, world: World) -> None:
    """Begun in one session; the browser holds another one of the same person when it comes back."""
    browser = await site.signed_in(world.larkmere, "screener")
    away = await browser.get("/account/confirm/start")
    other = await site.signed_in(world.larkmere, "screener")
    browser.client.cookies.set("cg_session", site.token(other), domain="127.0.0.1", path="/")
    site.larkmere.claims["auth_time"] = int(site.now)
    answer = await site.come_back(browser, site.larkmere.authorize(away.headers["location"]))
    assert answer.status_code == 403
    assert not await is_confirmed(world, other)


async def test_the_same_answer_confirms_once(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    away = await browser.get("/account/confirm/start")
    site.larkmere.claims["auth_time"] = int(site.now)
    answer = site.larkmere.authorize(away.headers["location"])
    assert (await site.come_back(browser, answer)).status_code == 303
    await tell(world, "update identity.sessions set confirmed_at = null")
    assert (await site.come_back(browser, answer)).status_code == 400
    assert not await is_confirmed(world, browser)


async def test_a_restricted_record_asks_whoever_may_open_it_and_tells_nobody_else(
    site: SignInSite, world: World
) -> None:
    reference = await restricted(world, "screener")
    named = await site.signed_in(world.larkmere, "screener")
    led = await named.get(f"/referrals/{reference}")
    assert led.headers["location"] == f"/account/confirm?next=/referrals/{reference}"
    await provider_confirms(site, named)
    assert (await named.get(f"/referrals/{reference}")).status_code == 200
    site.larkmere.claims.pop("auth_time")
    for person in ("second_screener", "admin"):
        browser = await site.signed_in(world.larkmere, person)
        assert (await browser.get(f"/referrals/{reference}")).status_code == 404, person
    neighbour = await site.signed_in(world.hallowdene, "screener")
    assert (await neighbour.get(f"/referrals/{reference}")).status_code == 404


async def test_a_restricted_context_asks_too(site: SignInSite, world: World) -> None:
    reference = (await add_context(world, world.larkmere, named=("screener",))).reference
    browser = await site.signed_in(world.larkmere, "screener")
    led = await browser.get(f"/contexts/{reference}")
    assert led.headers["location"] == f"/account/confirm?next=/contexts/{reference}"


def _offered(answer: Response) -> dict[str, str | list[str]]:
    form = answer.text.partition("Send it again")[0].rpartition("<form")[2]
    return {html.unescape(name): html.unescape(value) for name, value in _HIDDEN.findall(form)}


async def test_nothing_typed_is_lost(site: SignInSite, world: World) -> None:
    """A restriction with a reason: shown, confirmed in another tab, sent with one press."""
    team = world.larkmere.teams["front_door"]
    row = await put_referral(world, world.larkmere, team_id=team)
    browser = await site.signed_in(world.larkmere, "manager", **FROM_HERE)
    await provider_confirms(site, browser)
    page = (await browser.get(f"/referrals/{row['reference']}/restrict")).text
    token = page.split('name="_token" value="')[1].split('"')[0]
    version = page.split('name="version" value="')[1].split('"')[0]
    await tell(world, "update identity.sessions set confirmed_at = null")
    me = str(world.larkmere.people["manager"].staff_id)
    form: dict[str, str | list[str]] = {
        "_token": token, "version": version, "open_to": "named", "named": me, "reason": WHY,
    }  # fmt: skip  # one form
    stopped = await browser.post(f"/referrals/{row['reference']}/restrict", form)
    assert stopped.status_code == 401
    assert WHY in html.unescape(stopped.text)
    assert "Confirm that it is you" in stopped.text
    assert not (await ask(world, "select restricted from tenants.referrals where id = :id", id=row["id"]))[0]
    again = _offered(stopped)
    assert again["reason"] == WHY
    await provider_confirms(site, browser)
    saved = await browser.post(f"/referrals/{row['reference']}/restrict", again)
    assert saved.status_code == 303, saved.text
    assert (await ask(world, "select restricted from tenants.referrals where id = :id", id=row["id"]))[0]


async def test_a_decision_on_a_restricted_record_is_shown_again_too(site: SignInSite, world: World) -> None:
    """Asked for only once the record is there: the form was kept before."""
    reference = await restricted(world, "screener")
    browser = await site.signed_in(world.larkmere, "screener", **FROM_HERE)
    token = (await browser.get("/account")).text.split('name="_token" value="')[1].split('"')[0]
    form: dict[str, str | list[str]] = {"_token": token, "version": "1", "outcome": "advice", "why": WHY}
    for path in (f"/referrals/{reference}", f"/referrals/{reference}/escalate"):
        stopped = await browser.post(path, form)
        assert stopped.status_code == 401, path
        assert _offered(stopped)["why"] == WHY
    short = await browser.post(f"/referrals/{reference}", form, htmx=True)
    assert short.status_code == 401
    assert "Confirm%20that%20it%20is%20you" in short.headers["cg-problem"]


async def test_a_strangers_form_is_not_shown_as_typed(site: SignInSite, world: World) -> None:
    reference = await restricted(world, "screener")
    browser = await site.signed_in(world.larkmere, "screener")
    planted = {"why": "Planted by another site"}
    for path in (f"/referrals/{reference}", f"/referrals/{reference}/restrict"):
        answer = await browser.client.post(path, data=planted, headers={"Sec-Fetch-Site": "cross-site"})
        assert "Planted" not in answer.text
        assert answer.status_code >= 400


async def test_a_draft_is_kept_meanwhile(site: SignInSite, world: World) -> None:
    """Typing goes on while nobody has confirmed: nothing of the record is shown by it."""
    reference = await restricted(world, "screener")
    browser = await site.signed_in(world.larkmere, "screener")
    token = (await browser.get("/account")).text.split('name="_token" value="')[1].split('"')[0]
    kept = await browser.post(f"/referrals/{reference}/draft", {"_token": token, "why": WHY}, htmx=True)
    assert kept.status_code == 204
    assert kept.text == ""


# --- with a code of one's own ---


async def test_a_local_account_confirms_with_a_code_that_works_once(world: World) -> None:
    await tell(world, "delete from identity.throttles")
    async with running_site(world) as site:
        person, browser = await newcomer(site, world.larkmere, "steps@partner.example", Role.FRONT_DOOR_SCREENER)
        assert (await browser.get("/tracker/export.csv")).status_code == 303
        for wrong in ("000000", "", person.code(-1)):
            assert (await browser.submit("/account/confirm", {"otp": wrong})).status_code == 422
        there = "/account/confirm?next=/tracker"
        done = await browser.submit(there, {"otp": person.code()}, to=there)
        assert done.headers["location"] == "/tracker"
        assert (await browser.get("/tracker/export.csv")).status_code == 200
        other = await sign_in(site, "larkmere", person)
        assert (await other.get("/tracker/export.csv")).status_code == 303, "another session"
        assert (await other.submit("/account/confirm", {"otp": person.code()})).status_code == 422, "used to sign in"
        assert (await other.submit("/account/confirm", {"otp": person.codes[0]})).status_code == 303
        assert (await other.submit("/account/confirm", {"otp": person.codes[0]})).status_code == 422


async def test_five_codes_in_five_minutes_here_and_at_the_door_together(world: World) -> None:
    await tell(world, "delete from identity.throttles")
    async with running_site(world) as site:
        person, browser = await newcomer(site, world.larkmere, "guess@partner.example")
        answers = [(await browser.submit("/account/confirm", {"otp": "000000"})).status_code for _ in range(6)]
        assert answers == [422] * 5 + [429]
        door = site.browser()
        await knock(door, "larkmere", person.email)
        await forget_step(world, person)
        assert (await show(door, "larkmere", person.code())).status_code == 429


async def test_a_code_of_somebody_else_confirms_nothing(world: World) -> None:
    await tell(world, "delete from identity.throttles")
    async with running_site(world) as site:
        mine, _ = await newcomer(site, world.larkmere, "mine@partner.example")
        _, theirs = await newcomer(site, world.larkmere, "theirs@partner.example")
        assert (await theirs.submit("/account/confirm", {"otp": mine.code()})).status_code == 422
        assert (await theirs.submit("/account/confirm", {"otp": mine.codes[0]})).status_code == 422
        council = await site.signed_in(world.larkmere, "screener")
        assert (await council.submit("/account", {"otp": mine.code()}, to="/account/confirm")).status_code == 404
