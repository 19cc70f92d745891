"""A form that was sent when the session was over: nothing typed is lost, and nobody else can send it."""

from __future__ import annotations

import html
import re

import pytest
from httpx import Response

from councils import World
from providers import HTTPS, SignInSite, sign_in_site
from told import ask, tell
from web import Browser, token_in

WHY = "Cover while Tom is away.\r\nTwo lines, “quotes”, <b>marks</b> & an ampersand: ŵ."
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
MEMBERS = "select count(*), md5(string_agg(m::text, '|' order by m::text)) from council.team_members m"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def _offered(answer: Response) -> dict[str, str | list[str]]:
    """The form on the page, as a browser would send it: line ends become CRLF again."""
    form = answer.text.partition("Send it again")[0].rpartition("<form")[2]
    pairs = [(html.unescape(name), html.unescape(value)) for name, value in _HIDDEN.findall(form)]
    return {name: re.sub(r"\r\n|\r|\n", "\r\n", value) for name, value in pairs}


async def _teams(world: World, person: str) -> set[str]:
    rows = await ask(
        world,
        "select array_agg(t.kind) from council.team_members m join council.teams t on t.tenant_id = m.tenant_id and "
        "t.id = m.team_id where m.staff_id = :staff",
        staff=world.larkmere.people[person].staff_id,
    )
    return set(rows[0] or ())


def _move(world: World, token: str, team: str) -> dict[str, str | list[str]]:
    council = world.larkmere
    staff = str(council.people["screener"].staff_id)
    return {"_token": token, "staff": staff, "team": str(council.teams[team]), "reason": WHY}


async def _over(world: World) -> None:
    await tell(world, "update identity.sessions set seen_at = now() - interval '1 hour'")


@pytest.mark.parametrize("reason", ["Locum", "Cover for Tom"])
async def test_short_words_are_shown_too(site: SignInSite, world: World, reason: str) -> None:
    browser = await site.signed_in(world.larkmere, "admin", **FROM_HERE)
    form = _move(world, token_in((await browser.get("/team")).text), "locality") | {"reason": reason}
    await _over(world)
    for page in (await browser.post("/team", form), await _stale(browser, site, form)):
        typed = page.text.partition("What you typed</h2>")[2]
        assert f">{reason}</p>" in typed
        assert str(form["staff"]) not in typed
        assert "Only choices" not in typed


async def _stale(browser: Browser, site: SignInSite, form: dict[str, str | list[str]]) -> Response:
    await site.sign_in(browser)
    page = await browser.post("/team", form | {"_token": "old"})
    assert page.status_code == 419
    return page


async def test_a_return_code_is_kept_and_not_shown(site: SignInSite, hurried: None) -> None:
    code = "7KM2-49TX-3QRD-8FJ2-WN5X"
    page = await site.browser(**FROM_HERE).post("/larkmere/report/return", {"_token": "old", "code": code})
    assert page.status_code == 419
    assert code not in page.text.partition("What you typed</h2>")[2]


@pytest.fixture
async def late(site: SignInSite, world: World) -> tuple[Browser, Response]:
    """An administrator who moved somebody after half an hour at the telephone, and the page that they got."""
    return await _late(site, world, "locality")


async def _late(site: SignInSite, world: World, team: str) -> tuple[Browser, Response]:
    browser = await site.signed_in(world.larkmere, "admin", **FROM_HERE)
    token = token_in((await browser.get("/team")).text)
    await _over(world)
    return browser, await browser.post("/team", _move(world, token, team))


async def test_what_was_typed_is_shown_and_nothing_is_saved(world: World, late: tuple[Browser, Response]) -> None:
    _, page = late
    assert page.status_code == 401
    assert "Nothing was saved or sent yet." in page.text
    assert "Two lines, “quotes”, &lt;b&gt;marks&lt;/b&gt; &amp; an ampersand: ŵ." in page.text
    assert "<b>marks" not in page.text
    assert "locality" not in await _teams(world, "screener")


async def test_after_signing_in_in_another_tab_one_press_sends_it(
    site: SignInSite, world: World, late: tuple[Browser, Response]
) -> None:
    browser, page = late
    await site.sign_in(browser)
    saved = await browser.post("/team", _offered(page))
    assert saved.status_code == 303, saved.text
    assert await _teams(world, "screener") >= {"locality"}
    await tell(world, "delete from council.team_members where team_id = :t", t=world.larkmere.teams["locality"])


async def test_before_signing_in_it_is_shown_once_more(world: World, late: tuple[Browser, Response]) -> None:
    browser, page = late
    again = await browser.post("/team", _offered(page))
    assert again.status_code == 401
    first, second = _offered(page), _offered(again)
    assert {name: first[name] for name in ("staff", "team", "reason")} == {
        name: second[name] for name in ("staff", "team", "reason")
    }
    assert again.text.count('name="_again"') == 1


async def test_a_browser_that_does_not_say_where_a_form_comes_from_needs_one_press_more(
    site: SignInSite, world: World, late: tuple[Browser, Response]
) -> None:
    browser, page = late
    await site.sign_in(browser)
    del browser.client.headers["Sec-Fetch-Site"]
    stale = await browser.post("/team", _offered(page))
    assert stale.status_code == 419
    assert _offered(stale)["reason"] == WHY
    assert (await browser.post("/team", _offered(stale))).status_code == 303
    await tell(world, "delete from council.team_members where team_id = :t", t=world.larkmere.teams["locality"])


async def test_a_form_left_open_over_a_new_sign_in_is_one_press_away_too(site: SignInSite, world: World) -> None:
    """Never sent while the session was over: its token is the old session's."""
    browser = await site.signed_in(world.larkmere, "admin", **FROM_HERE)
    token = token_in((await browser.get("/team")).text)
    await site.sign_in(browser)
    stale = await browser.post("/team", _move(world, token, "locality"))
    assert stale.status_code == 419
    assert (await browser.post("/team", _offered(stale))).status_code == 303
    await tell(world, "delete from council.team_members where team_id = :t", t=world.larkmere.teams["locality"])


# --- what the second token does not do ---


async def _refused(browser: Browser, form: dict[str, str | list[str]], world: World, path: str = "/team") -> None:
    before = await ask(
        world, "select count(*), md5(string_agg(m::text, '|' order by m::text)) from council.team_members m"
    )
    assert (await browser.post(path, form)).status_code == 419
    after = await ask(
        world, "select count(*), md5(string_agg(m::text, '|' order by m::text)) from council.team_members m"
    )
    assert before == after


async def test_it_lets_nothing_else_be_sent(site: SignInSite, world: World, late: tuple[Browser, Response]) -> None:
    """Not another answer, not a field more or fewer, not to another address."""
    browser, page = late
    await site.sign_in(browser)
    form = _offered(page)
    await _refused(browser, {**form, "team": str(world.larkmere.teams["specialist"])}, world)
    await _refused(browser, {**form, "reason": "Planted"}, world)
    await _refused(browser, {**form, "more": "1"}, world)
    await _refused(browser, {name: value for name, value in form.items() if name != "reason"}, world)
    await _refused(browser, form, world, "/notifications/read")
    await _refused(browser, {**form, "_again": ""}, world)
    await _refused(browser, {**form, "_again": "x" * 86}, world)
    await _refused(browser, {**form, "_again": "ŵ\x00" * 43}, world)
    await _refused(browser, {**form, "_again": str(form["_again"])[:-1]}, world)


@pytest.mark.parametrize("site_said", ["cross-site", "same-site", "none", ""])
async def test_only_a_page_of_ours_may_send_it(
    site: SignInSite, world: World, late: tuple[Browser, Response], site_said: str
) -> None:
    browser, page = late
    await site.sign_in(browser)
    browser.client.headers["Sec-Fetch-Site"] = site_said
    await _refused(browser, _offered(page), world)


async def test_a_colleague_at_the_same_computer_does_not_send_it_unawares(
    site: SignInSite, world: World, late: tuple[Browser, Response]
) -> None:
    browser, page = late
    site.larkmere.be(world.larkmere, "specialist_manager")
    await site.sign_in(browser)
    await _refused(browser, _offered(page), world)


async def test_it_is_of_no_use_in_another_browser(
    site: SignInSite, world: World, late: tuple[Browser, Response]
) -> None:
    _, page = late
    other = await site.signed_in(world.larkmere, "admin", **FROM_HERE)
    await _refused(other, _offered(page), world)


async def test_signing_out_ends_it(site: SignInSite, world: World, late: tuple[Browser, Response]) -> None:
    browser, page = late
    await site.sign_in(browser)
    await browser.submit("/account", {}, to="/sign-out")
    await site.sign_in(browser)
    await _refused(browser, _offered(page), world)


async def test_a_token_that_was_made_before_anybody_signed_in_holds_for_nobody(site: SignInSite, world: World) -> None:
    """Whoever sat there first has read it: it must not work for the one who signs in next."""
    browser = site.browser(**FROM_HERE)
    planted = await browser.post("/team", _move(world, "", "locality"))
    assert planted.status_code == 401
    site.larkmere.be(world.larkmere, "admin")
    await site.sign_in(browser)
    await _refused(browser, _offered(planted), world)


async def test_a_strangers_form_is_not_shown_as_typed(site: SignInSite, world: World) -> None:
    browser = site.browser()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}, {"Origin": "http://["}):
        page = await browser.client.post("/team", data={"reason": "Planted by another site"}, headers=headers)
        assert page.status_code == 401
        assert "Planted" not in page.text
        assert "_again" not in page.text


async def test_it_works_over_https_too(world: World) -> None:
    async with sign_in_site(world, base_url=HTTPS) as site:
        browser, page = await _late(site, world, "locality")
        assert page.status_code == 401
        await site.sign_in(browser)
        assert (await browser.post("/team", _offered(page))).status_code == 303
    await tell(world, "delete from council.team_members where team_id = :t", t=world.larkmere.teams["locality"])


async def test_a_form_without_words_is_sent_again_all_the_same(site: SignInSite, world: World) -> None:
    """Only a button: what it was named comes along."""
    browser = await site.signed_in(world.larkmere, "admin", **FROM_HERE)
    await _over(world)
    page = await browser.post("/notifications/read", {"_token": "old", "up_to": ""})
    assert page.status_code == 401
    await site.sign_in(browser)
    assert (await browser.post("/notifications/read", _offered(page))).status_code != 419


async def test_with_scripts_the_second_press_is_taken_after_signing_in_again(site: SignInSite, world: World) -> None:
    """The script puts what the refusal brought into the form, whose own token is of the session that is over."""
    browser = await site.signed_in(world.larkmere, "admin", **FROM_HERE)
    form = _move(world, token_in((await browser.get("/team")).text), "locality")
    await _over(world)
    late = await browser.post("/team", form, htmx=True)
    assert late.status_code == 401
    assert "Sign in again in another tab" in late.text
    await site.sign_in(browser)
    assert (await browser.post("/team", form, htmx=True)).status_code == 419
    taken = await browser.post("/team", {**form, "_again": late.headers["cg-again"]}, htmx=True)
    assert taken.status_code not in {401, 419}
    changed = {**form, "_again": late.headers["cg-again"], "reason": "Another."}
    assert (await browser.post("/team", changed, htmx=True)).status_code == 419
