"""Behind proxies of ours each person is counted for themselves; a stranger's word about an address means nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from commonground.platform.references import new_return_code
from commonground.ui.proxies import plain_address
from councils import World
from providers import HTTPS, SignInSite, sign_in_site
from resident import Resident
from told import ask

WRONG = "/sign-in/larkmere/return?state=" + "s" * 43 + "&code=guessed"
PROXY = "10.0.0.4"
TRUSTED = f"{PROXY}, 192.168.7.0/24"
TOO_MANY = [400] * 10 + [429]


@pytest.fixture
async def behind(world: World) -> AsyncIterator[SignInSite]:
    async with sign_in_site(world, trusted_proxies=TRUSTED) as running:
        yield running


async def guesses(site: SignInSite, times: int, forwarded: str | None, *, address: str = PROXY) -> list[int]:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    browser = site.browser(address=address)
    return [(await browser.client.get(WRONG, headers=headers)).status_code for _ in range(times)]


async def test_each_person_behind_the_proxy_has_attempts_of_their_own(behind: SignInSite) -> None:
    assert await guesses(behind, 11, "203.0.113.1") == TOO_MANY
    assert await guesses(behind, 1, "203.0.113.2") == [400]


async def test_without_a_trusted_proxy_they_are_all_one(site: SignInSite) -> None:
    await guesses(site, 10, "203.0.113.1")
    assert await guesses(site, 1, "203.0.113.2") == [429]


async def test_a_stranger_is_counted_by_where_they_are(behind: SignInSite) -> None:
    """Somebody who reaches the web process past the proxy, and names an address as the proxy would."""
    for number in range(10):
        await guesses(behind, 1, f"203.0.113.{number}", address="198.51.100.1")
    assert await guesses(behind, 1, "203.0.113.99", address="198.51.100.1") == [429]


async def test_what_a_stranger_wrote_before_the_proxys_word_means_nothing(behind: SignInSite) -> None:
    for number in range(10):
        await guesses(behind, 1, f"203.0.113.{number}, {PROXY}, 198.51.100.2")
    assert await guesses(behind, 1, "203.0.113.99, 198.51.100.2") == [429]
    assert await guesses(behind, 1, "198.51.100.2, 203.0.113.99") == [400]


async def test_our_own_proxies_are_passed_over(behind: SignInSite) -> None:
    await guesses(behind, 10, "198.51.100.3")
    assert await guesses(behind, 1, "203.0.113.7, 198.51.100.3, 192.168.7.9, 10.0.0.4") == [429]
    assert await guesses(behind, 1, "198.51.100.3, 192.168.8.9") == [400], "that one is not ours"


async def test_two_headers_are_read_as_one(behind: SignInSite) -> None:
    await guesses(behind, 10, "198.51.100.4")
    browser = behind.browser(address=PROXY)
    headers = [("X-Forwarded-For", "203.0.113.8"), ("X-Forwarded-For", "198.51.100.4, 192.168.7.9")]
    assert (await browser.client.get(WRONG, headers=headers)).status_code == 429


@pytest.mark.parametrize("said", ["198.51.100.5:41234", "198.51.100.5", " 198.51.100.5 "])
async def test_a_port_does_not_make_another_person(behind: SignInSite, said: str) -> None:
    await guesses(behind, 10, "198.51.100.5")
    assert await guesses(behind, 1, said) == [429]


NONSENSE = ["unknown", "_hidden", "198.51.100.300", "<script>", "x" * 5000, "a@b", "::1%eth0; DROP"]


@pytest.mark.parametrize("said", NONSENSE)
async def test_nonsense_is_nobodys_address(behind: SignInSite, said: str) -> None:
    """Counted together, and never written down as an address."""
    await guesses(behind, 10, "also nonsense")
    assert await guesses(behind, 1, said) == [429]


@pytest.mark.parametrize("said", ["", " ", ",", ", ,"])
async def test_where_the_proxy_says_nothing_it_is_counted_itself(behind: SignInSite, said: str) -> None:
    assert (await guesses(behind, 1, said)) == [400]


async def test_the_public_pages_count_the_same_way(behind: SignInSite, world: World) -> None:
    """One household's IPv6 network is one, whichever of its addresses the proxy saw."""

    def at(address: str) -> Resident:
        return Resident(behind.browser(address=PROXY, **{"X-Forwarded-For": address}), world.larkmere)

    for number in range(10):
        guessed = await at(f"2001:db8:1:2::{number:x}").post("return", {"code": new_return_code()})
        assert guessed.status_code == 422
    for said, status in (("2001:db8:1:2:ffff::1", 429), ("2001:db8:1:3::1", 422)):
        assert (await at(said).post("return", {"code": new_return_code()})).status_code == status


async def test_the_trail_says_where_the_person_was(behind: SignInSite, world: World) -> None:
    browser = behind.browser(address=PROXY)
    browser.client.headers["X-Forwarded-For"] = "203.0.113.44"
    assert (await behind.sign_in(browser)).status_code == 303
    entry = await ask(world, "select address from audit.entries where action = 'sign_in' order by at desc limit 1")
    assert entry.address == "203.0.113.44"


@pytest.mark.parametrize("scheme", ["http", "https", "javascript", ""])
async def test_addresses_and_cookies_go_by_the_base_url(world: World, scheme: str) -> None:
    """Whatever a proxy or a stranger says of the way a request came."""
    headers = {"X-Forwarded-Proto": scheme, "X-Forwarded-Host": "elsewhere.example", "X-Forwarded-For": "203.0.113.5"}
    async with sign_in_site(world, base_url=HTTPS, trusted_proxies=TRUSTED) as site:
        browser = site.browser(address=PROXY)
        answer = await browser.client.get("/sign-in/larkmere/start", headers=headers)
    assert answer.status_code == 303
    assert "redirect_uri=https%3A%2F%2Fcommonground.example%2F" in answer.headers["location"]
    assert all("secure" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:80", "203.0.113.9"),
        ("[2001:db8::9]:443", "2001:db8::9"),
        ("[2001:db8::9]", "2001:db8::9"),
        ("2001:DB8::9", "2001:db8::9"),
        ("2001:db8::9:443", "2001:db8::9:443"),
        ("203.0.113.9:80:80", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_an_address_or_nothing(said: str, meant: str | None) -> None:
    assert plain_address(said) == meant
