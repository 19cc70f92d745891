"""One's own account: who one is here, and the sessions that are one's own."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from httpx import Response

from councils import World
from providers import SignInSite
from told import ask, tell
from web import Browser

_END = re.compile(r'action="(/account/sessions/[0-9a-f-]{36}/end)"')
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"


@pytest.fixture(autouse=True)
async def nobody_is_in(world: World) -> None:
    await tell(world, "update identity.sessions set ended_at = now() where ended_at is null")


async def _session_of(site: SignInSite, browser: Browser) -> str:
    digest = "select id from identity.sessions where token_hash = sha256(convert_to(:token, 'UTF8'))"
    return str((await ask(site.world, digest, token=site.token(browser)))[0])


async def _end(browser: Browser, session: str) -> Response:
    return await browser.submit("/account", {}, to=f"/account/sessions/{session}/end")


async def test_one_sees_ones_name_council_team_and_roles(site: SignInSite, world: World) -> None:
    page = await (await site.signed_in(world.larkmere, "manager")).get("/account")
    assert world.larkmere.people["manager"].name in page.text
    assert "Larkmere Council" in page.text
    assert "Front Door" in page.text
    assert "Team manager" in page.text
    assert "Council administrator" not in page.text


async def test_the_operator_acts_for_no_council(site: SignInSite) -> None:
    site.providers["operator"].claims["sub"] = "op-1"
    browser = site.browser()
    await site.sign_in(browser, "operator")
    page = await browser.get("/account")
    assert "Oksana Operator" in page.text
    assert "Larkmere" not in page.text


async def test_the_operator_is_not_written_to(site: SignInSite) -> None:
    site.providers["operator"].claims["sub"] = "op-1"
    browser = site.browser()
    await site.sign_in(browser, "operator")
    assert "Where we write to you" not in (await browser.get("/account")).text
    assert (await browser.submit("/account", {"language": "cy"}, to="/account/language")).status_code == 403


async def test_one_is_written_to_in_a_language_of_ones_own(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    answer = await browser.submit("/account", {"language": "cy"}, to="/account/language")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    spoken = await ask(world, "select array_agg(id) from council.staff where lang = 'cy'")
    assert spoken[0] == [world.larkmere.people["screener"].staff_id]
    assert "We will write to you in that language." in (await browser.get("/account")).text


@pytest.mark.parametrize("lang", ["", "de", "EN"])
async def test_a_language_that_we_do_not_write_in_is_refused(site: SignInSite, world: World, lang: str) -> None:
    browser = await site.signed_in(world.larkmere, "manager")
    answer = await browser.submit("/account", {"language": lang}, to="/account/language")
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    assert await ask(world, "select lang from council.staff where id = :id and lang <> 'en'",
                     id=world.larkmere.people["manager"].staff_id) is None  # fmt: skip


async def test_only_ones_own_open_sessions_are_listed(site: SignInSite, world: World) -> None:
    here = await site.signed_in(world.larkmere, "screener", **{"User-Agent": LAPTOP})
    there = await site.signed_in(world.larkmere, "screener", **{"User-Agent": PHONE})
    await site.signed_in(world.larkmere, "second_screener")
    await site.signed_in(world.hallowdene, "screener")
    over = await site.signed_in(world.larkmere, "screener")
    await tell(
        world,
        "update identity.sessions set seen_at = now() - interval '31 minutes' where id = :id",
        id=await _session_of(site, over),
    )
    page = await here.get("/account")
    assert _END.findall(page.text) == [f"/account/sessions/{await _session_of(site, there)}/end"]
    assert "Edge, Windows" in page.text
    assert "Safari, iPhone" in page.text
    assert "Mozilla" not in page.text
    assert page.text.count("(this one)") == 1


async def test_a_session_can_be_ended_from_another_browser(site: SignInSite, world: World) -> None:
    here, there = [await site.signed_in(world.larkmere, "screener") for _ in range(2)]
    answer = await _end(here, await _session_of(site, there))
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert not await site.is_in(there)
    assert "That session has ended." in (await here.get("/account")).text
    last = await ask(world, "select action, subject_kind from audit.entries order by at desc limit 1")
    assert tuple(last) == ("sign_out", "session")


async def test_nobody_ends_anybody_elses(site: SignInSite, world: World) -> None:
    """A colleague's, another council's, one of nobody's and one that is over: all the same answer."""
    here = await site.signed_in(world.larkmere, "admin")
    colleague = await site.signed_in(world.larkmere, "screener")
    stranger = await site.signed_in(world.hallowdene, "admin")
    over = await site.signed_in(world.larkmere, "admin")
    await over.submit("/account", {}, to="/sign-out")
    copies = [await _session_of(site, each) for each in (colleague, stranger)]
    gone = (await ask(world, "select id from identity.sessions where ended_at is not null order by ended_at desc"))[0]
    answers = [await _end(here, session) for session in (*copies, str(gone), str(uuid4()))]
    assert [each.status_code for each in answers] == [404] * 4
    assert len({re.sub(r'nonce="[^"]*"|value="[^"]*"', "", each.text) for each in answers}) == 1
    assert await site.is_in(colleague)
    assert await site.is_in(stranger)


@pytest.mark.parametrize(
    "session", ["x", "%00", "'", "0", "9" * 300, "..%2f..", "00000000-0000-0000-0000-000000000000"]
)
async def test_what_is_no_session_is_not_there(site: SignInSite, world: World, session: str) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    assert (await _end(browser, session)).status_code == 404


async def test_ending_the_session_one_is_in_signs_out(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    assert (await _end(browser, await _session_of(site, browser))).status_code == 303
    assert not await site.is_in(browser)


async def test_a_get_ends_nothing(site: SignInSite, world: World) -> None:
    here, there = [await site.signed_in(world.larkmere, "screener") for _ in range(2)]
    assert (await here.get(f"/account/sessions/{await _session_of(site, there)}/end")).status_code == 405
    assert await site.is_in(there)


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("<script>alert(1)</script> Firefox/1", "Firefox"),
        ("", "A browser"),
        ("x" * 5000 + " Chrome/1 Android", "A browser"),
        ("Chrome/1 <img src=x> Linux", "Chrome, Linux"),
        ("th\xe9 Safari/1", "Safari"),
    ],
)
async def test_a_browsers_own_words_are_never_shown(site: SignInSite, world: World, agent: str, shown: str) -> None:
    browser = site.browser()
    browser.client.headers["User-Agent"] = agent
    assert (await site.sign_in(browser)).status_code == 303
    page = await browser.get("/account")
    assert f"<b>{shown}</b>" in page.text
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
