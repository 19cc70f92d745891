"""Ten attempts in five minutes, by address and by account, counted even when they are refused."""

from __future__ import annotations

import asyncio

import pytest

from councils import World
from providers import SignInSite
from told import ask, tell
from web import Browser

WRONG = "/sign-in/larkmere/return?state=" + "s" * 43 + "&code=guessed"


async def _guess(browser: Browser, times: int) -> list[int]:
    return [(await browser.get(WRONG)).status_code for _ in range(times)]


async def test_ten_guesses_from_one_address_and_no_more(site: SignInSite) -> None:
    browser = site.browser(address="198.51.100.1")
    assert await _guess(browser, 12) == [400] * 10 + [429] * 2


async def test_then_even_the_right_answer_waits(site: SignInSite, world: World) -> None:
    browser = site.browser(address="198.51.100.2")
    answer = await site.leave(browser)
    await _guess(browser, 10)
    assert (await site.come_back(browser, answer)).status_code == 429
    await tell(world, "update identity.throttles set window_start = now() - interval '6 minutes'")
    assert (await site.come_back(browser, answer)).status_code == 303


async def test_the_page_says_how_long_to_wait(site: SignInSite) -> None:
    browser = site.browser(address="198.51.100.3")
    await _guess(browser, 10)
    page = await browser.get(WRONG)
    assert page.headers["retry-after"] == "300"
    assert "wait 5 minutes" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_another_address_is_not_kept_waiting(site: SignInSite) -> None:
    await _guess(site.browser(address="198.51.100.4"), 11)
    assert (await site.sign_in(site.browser(address="198.51.100.5"))).status_code == 303


async def test_a_new_browser_or_another_council_does_not_start_the_count_again(site: SignInSite) -> None:
    address = "198.51.100.6"
    for _ in range(10):
        await _guess(site.browser(address=address), 1)
    last = await site.browser(address=address).get(WRONG.replace("larkmere", "hallowdene"))
    assert last.status_code == 429


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "True-Client-IP"])
async def test_a_header_does_not_change_whose_attempts_they_are(site: SignInSite, header: str) -> None:
    browser = site.browser(address="198.51.100.7")
    await _guess(browser, 10)
    value = "for=192.0.2.1" if header == "Forwarded" else "192.0.2.1"
    answer = await browser.client.get(WRONG, headers={header: value})
    assert answer.status_code == 429


async def test_addresses_of_one_ipv6_network_are_one(site: SignInSite) -> None:
    for number in range(10):
        await _guess(site.browser(address=f"2001:db8:1:2::{number:x}"), 1)
    assert await _guess(site.browser(address="2001:db8:1:2:ffff::1"), 1) == [429]
    assert await _guess(site.browser(address="2001:db8:1:3::1"), 1) == [400]


async def test_an_ipv4_address_is_the_same_in_ipv6_clothes(site: SignInSite) -> None:
    await _guess(site.browser(address="198.51.100.8"), 10)
    assert await _guess(site.browser(address="::ffff:198.51.100.8"), 1) == [429]
    assert await _guess(site.browser(address="::ffff:198.51.100.9"), 1) == [400]


async def test_an_account_is_counted_wherever_it_comes_from(site: SignInSite, world: World) -> None:
    site.larkmere.be(world.larkmere, "manager")
    answers = [(await site.sign_in(site.browser(address=f"192.0.2.{number}"))).status_code for number in range(11)]
    assert answers == [303] * 10 + [429]
    site.larkmere.be(world.larkmere, "specialist_manager")
    assert (await site.sign_in(site.browser(address="192.0.2.10"))).status_code == 303


async def test_an_office_behind_one_address_all_comes_in(site: SignInSite, world: World) -> None:
    """Only what goes wrong counts against an address that many share."""
    people = ("screener", "second_screener", "practitioner", "manager")
    for number in range(16):
        site.larkmere.be(world.larkmere, people[number % 4])
        assert (await site.sign_in(site.browser(address="198.51.100.10"))).status_code == 303


async def test_a_flood_of_beginnings_is_stopped(site: SignInSite, world: World) -> None:
    browser = site.browser(address="198.51.100.11")
    await browser.get("/sign-in/larkmere/start")
    await tell(world, "update identity.throttles set attempts = 100 where bucket = 'sign_in_begun'")
    before = await ask(world, "select count(*) from identity.sign_ins")
    assert (await browser.get("/sign-in/larkmere/start")).status_code == 429
    assert await ask(world, "select count(*) from identity.sign_ins") == before


async def test_guesses_at_once_are_all_counted(site: SignInSite) -> None:
    browser = site.browser(address="198.51.100.12")
    answers = await asyncio.gather(*(browser.get(WRONG) for _ in range(15)))
    assert sorted(each.status_code for each in answers) == [400] * 10 + [429] * 5


async def test_no_address_or_name_is_kept(site: SignInSite, world: World) -> None:
    await site.sign_in(site.browser(address="198.51.100.13"))
    kept = await ask(world, "select string_agg(t::text, ' ') from identity.throttles t")
    assert "198.51.100" not in kept[0]
    assert "larkmere" not in kept[0]
