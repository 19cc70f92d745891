"""Only our own pages, in the same browser, can change something."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from commonground.platform.settings import Settings
from shell_client import gallery_client, token_from

WHERE = "/larkmere/report"
ANSWER = {"kind": "place"}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with gallery_client() as opened:
        yield opened


async def test_a_form_of_ours_is_taken(client: AsyncClient) -> None:
    token = await token_from(client, WHERE)
    answer = await client.post(WHERE, data={"_token": token, **ANSWER})
    assert answer.status_code == 303


async def test_the_header_does_as_well(client: AsyncClient) -> None:
    token = await token_from(client, WHERE)
    answer = await client.post(WHERE, data=ANSWER, headers={"X-CSRF-Token": token})
    assert answer.status_code == 303


@pytest.mark.parametrize("token", ["", "x", "x" * 86, "\x00", "ŵ" * 86, "a" * 100_000])
async def test_without_a_token_of_ours_nothing_is_taken(client: AsyncClient, token: str) -> None:
    await client.get(WHERE)
    answer = await client.post(WHERE, data={"_token": token, **ANSWER})
    assert answer.status_code == 419


async def test_a_token_of_another_browser_is_refused(client: AsyncClient) -> None:
    async with gallery_client() as stranger:
        stolen = await token_from(stranger, WHERE)
    await client.get(WHERE)
    answer = await client.post(WHERE, data={"_token": stolen, **ANSWER})
    assert answer.status_code == 419


async def test_a_token_without_its_cookie_is_refused(client: AsyncClient) -> None:
    token = await token_from(client, WHERE)
    client.cookies.clear()
    assert (await client.post(WHERE, data={"_token": token, **ANSWER})).status_code == 419


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}]
)
async def test_a_request_from_elsewhere_is_refused_even_with_a_token(
    client: AsyncClient, headers: dict[str, str]
) -> None:
    token = await token_from(client, WHERE)
    answer = await client.post(WHERE, data={"_token": token, **ANSWER}, headers=headers)
    assert answer.status_code == 419


async def test_two_tokens_of_one_page_differ_and_both_hold(client: AsyncClient) -> None:
    tokens = [await token_from(client, WHERE) for _ in range(2)]
    assert tokens[0] != tokens[1]
    for token in tokens:
        assert (await client.post(WHERE, data={"_token": token, **ANSWER})).status_code == 303


async def test_what_was_typed_comes_back_to_be_sent_again(client: AsyncClient) -> None:
    typed = "They meet behind the <shop> after school"
    await client.get(WHERE)
    answer = await client.post(WHERE, data={"_token": "old", "kind": "school", "school": typed})
    assert answer.status_code == 419
    assert 'name="school" value="They meet behind the &lt;shop&gt; after school"' in answer.text
    assert 'name="kind" value="school"' in answer.text
    assert 'value="old"' not in answer.text


async def test_a_strangers_form_does_not_become_ours(client: AsyncClient) -> None:
    await client.get(WHERE)
    data = {"_token": "", "kind": "place", "words": "planted by another site"}
    answer = await client.post(WHERE, data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 419
    assert "planted" not in answer.text


async def test_a_script_of_ours_is_given_a_fresh_token(client: AsyncClient) -> None:
    await client.get(WHERE)
    stale = await client.post(WHERE, data={"_token": "old", **ANSWER}, headers={"HX-Request": "true"})
    assert stale.status_code == 419
    fresh = stale.headers["cg-token"]
    assert (await client.post(WHERE, data={"_token": fresh, **ANSWER})).status_code == 303


async def test_another_site_is_given_none(client: AsyncClient) -> None:
    headers = {"HX-Request": "true", "Sec-Fetch-Site": "cross-site"}
    answer = await client.post(WHERE, data=ANSWER, headers=headers)
    assert "cg-token" not in answer.headers


async def test_a_notice_that_we_did_not_seal_is_not_shown() -> None:
    async with gallery_client({"cg_notice": "WW91IGFyZSBmaXJlZA==.00"}) as client:
        assert "govuk-notification-banner" not in (await client.get("/tracker")).text


async def test_a_notice_is_shown_once(client: AsyncClient) -> None:
    token = await token_from(client, WHERE)
    await client.post(WHERE, data={"_token": token, **ANSWER})
    assert "We have your report." in (await client.get(WHERE)).text
    assert "We have your report." not in (await client.get(WHERE)).text


async def test_a_page_without_a_form_sets_no_cookie(client: AsyncClient) -> None:
    assert "set-cookie" not in (await client.get("/broken/public/404")).headers
    assert "cg_visit" in (await client.get(WHERE)).headers["set-cookie"]


async def test_over_https_the_visit_cannot_be_planted_by_another_host() -> None:
    chosen = Settings(base_url="https://commonground.example", secret_key="k" * 32)
    async with gallery_client(settings=chosen) as client:
        cookie = (await client.get(WHERE)).headers["set-cookie"].lower()
    assert cookie.startswith("__host-cg_visit=")
    assert "secure" in cookie
    assert "domain" not in cookie


async def test_too_large_a_form_is_refused_kindly(client: AsyncClient) -> None:
    token = await token_from(client, WHERE)
    answer = await client.post(WHERE, data={"_token": token, "school": "x" * 11_000_000})
    assert answer.status_code == 413
    assert "larger than we can take" in answer.text
