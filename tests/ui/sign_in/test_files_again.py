"""A form with files that was sent when the session was over: its words go along, its files are to be chosen again."""

from __future__ import annotations

import html
import re

import pytest
from httpx import Response

from councils import World
from example_files import photo
from providers import SignInSite
from referrer import refer
from told import tell
from web import Browser, token_in

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
CHOOSE = "Choose the files again: they could not be kept."
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


async def _over(world: World) -> None:
    await tell(world, "update identity.sessions set seen_at = now() - interval '1 hour'")


async def _files(browser: Browser, here: str, about: str, token: str, *, chosen: bool = True) -> Response:
    sent = ("Weir.jpg", photo(), "image/jpeg") if chosen else ("", b"", "application/octet-stream")
    form = {"_token": token, "about": about}
    return await browser.client.post(f"{here}/files", data=form, files={"files": sent}, follow_redirects=False)


@pytest.fixture
async def filing(site: SignInSite, world: World) -> tuple[Browser, str, str]:
    """Somebody who referred something and has the page of its files open: where, and its token."""
    browser = await site.signed_in(world.larkmere, "practitioner", **FROM_HERE)
    here = f"/refer/{await refer(browser)}"
    return browser, here, token_in((await browser.get(f"{here}/files")).text)


async def test_of_files_alone_it_says_that_they_are_to_be_chosen_again_and_where(
    site: SignInSite, world: World, filing: tuple[Browser, str, str]
) -> None:
    browser, here, token = filing
    await _over(world)
    page = await _files(browser, here, " ", token)
    assert page.status_code == 401
    assert CHOOSE in page.text
    assert f'id="way-back" href="/sign-in?next={here}/files"' in page.text
    for other in ("Send", "What you typed", "is kept", "new tab", "reload the page"):
        assert other not in page.text.partition("<main")[2].partition("</main>")[0], other
    await site.sign_in(browser)
    stale = await _files(browser, here, "", token)
    assert stale.status_code == 419
    assert CHOOSE in stale.text
    assert f'id="way-back" href="{here}/files"' in stale.text
    assert "Send it again" not in stale.text


async def test_words_beside_files_go_along_to_the_form(
    site: SignInSite, world: World, filing: tuple[Browser, str, str]
) -> None:
    browser, here, token = filing
    await _over(world)
    page = await _files(browser, here, "The weir at night", token)
    assert (page.status_code, CHOOSE in page.text, "way-back" in page.text) == (401, True, False)
    assert "Sign in again (opens in a new tab)" in page.text
    assert ">The weir at night</p>" in page.text
    await site.sign_in(browser)
    form = page.text.partition("Send the rest again")[0].rpartition("<form")[2]
    along = {html.unescape(name): html.unescape(value) for name, value in _HIDDEN.findall(form)}
    back = await browser.post(f"{here}/files", {**along})
    assert back.status_code == 422, "the form, and nothing is there yet"
    assert 'value="The weir at night"' in back.text
    sent = await _files(browser, here, "The weir at night", token_in(back.text))
    assert sent.status_code == 303


async def test_where_no_file_was_chosen_nothing_is_said_of_files(
    world: World, filing: tuple[Browser, str, str]
) -> None:
    browser, here, token = filing
    await _over(world)
    page = await _files(browser, here, "The weir at night", token, chosen=False)
    assert (page.status_code, CHOOSE in page.text, "Send it again" in page.text) == (401, False, True)


async def test_a_file_is_not_kept_and_the_words_beside_it_are(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "admin", **FROM_HERE)
    typed, logo = (
        {"_token": "old", "colour": "#24478f", "logo_alt": "A bridge"},
        ("bridge.png", b"\x89PNG", "image/png"),
    )
    page = await browser.client.post("/council/set-up/brand", data=typed, files={"logo": logo})
    assert page.status_code == 419
    assert CHOOSE in page.text
    form = page.text.partition("Send the rest again")[0].rpartition("<form")[2]
    assert dict(_HIDDEN.findall(form))["logo_alt"] == "A bridge"
    assert "logo" not in dict(_HIDDEN.findall(form))
