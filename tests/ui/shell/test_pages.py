"""A page whole and in part, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient, Response

from shell_client import gallery_client

PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#results"}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with gallery_client() as opened:
        yield opened


def main_of(answer: Response) -> str:
    return answer.text.partition('id="results"')[2]


async def test_a_part_is_the_same_markup_as_in_the_page(client: AsyncClient) -> None:
    whole = await client.get("/tracker", params={"words": "stairwell"})
    part = await client.get("/tracker", params={"words": "stairwell"}, headers=PART)
    token_free = [text.partition('name="_token"')[0] for text in (main_of(whole), main_of(part))]
    assert token_free[0] == token_free[1]
    assert part.text.lstrip().startswith('<div id="results"')
    assert "<html" not in part.text
    assert part.text.count("<tr") == 17


@pytest.mark.parametrize(
    "headers",
    [{"HX-Request": "true"}, {"HX-Request": "true", "HX-Request-Type": "full"}, {"HX-Request-Type": "partial"}],
)
async def test_anything_else_gets_the_whole_page(client: AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.get("/tracker", headers=headers)
    assert answer.text.startswith("<!DOCTYPE html>")


async def test_pages_are_never_stored_and_say_what_they_depend_on(client: AsyncClient) -> None:
    answer = await client.get("/tracker")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "HX-Request, HX-Request-Type"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_title_is_the_heading(client: AsyncClient) -> None:
    staff = (await client.get("/tracker")).text
    public = (await client.get("/larkmere/report")).text
    assert "<title>Tracker – Larkmere Council – Commonground</title>" in staff
    assert "<title>What kind of place or group is it? – Larkmere Council</title>" in public


async def test_public_pages_load_neither_htmx_nor_moj(client: AsyncClient) -> None:
    public = (await client.get("/larkmere/report")).text
    assert "htmx." not in public
    assert "moj-" not in public
    assert "moj." not in public


async def test_staff_pages_load_moj_only_where_it_is_used(client: AsyncClient) -> None:
    staff = (await client.get("/tracker")).text
    assert "htmx.min" in staff
    assert "moj-" not in staff
    assert "moj." not in staff


async def test_every_part_that_uses_htmx_carries_the_nonce_of_its_answer(client: AsyncClient) -> None:
    answer = await client.get("/tracker")
    nonce = answer.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
    assert len(nonce) >= 20
    assert answer.text.count(f'hx-nonce="{nonce}"') == answer.text.count("hx-get=") > 1
    assert answer.text.count(f'<script nonce="{nonce}"') == 1


async def test_the_next_answer_has_another_nonce(client: AsyncClient) -> None:
    answers = {(await client.get("/tracker")).headers["content-security-policy"] for _ in range(3)}
    assert len(answers) == 3


async def test_the_count_of_notifications_is_asked_for_as_a_poll(client: AsyncClient) -> None:
    page = (await client.get("/tracker")).text
    assert 'data-hx-headers="Cg-Poll:1"' in page
    assert (await client.get("/notifications/count", headers=PART)).text.startswith('<a href="/notifications"')


async def test_navigation_marks_where_one_is(client: AsyncClient) -> None:
    page = (await client.get("/tracker")).text
    assert '<a href="/tracker" aria-current="page">Tracker</a>' in page
    assert page.count('aria-current="page"') == 2  # the navigation, and the view of the list


async def test_typed_text_is_escaped_wherever_it_is_shown(client: AsyncClient) -> None:
    nasty = """"><script>alert(1)</script>'{{ 7*7 }}"""
    page = (await client.get("/tracker", params={"words": nasty})).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


async def test_the_language_is_asked_for_kept_and_said(client: AsyncClient) -> None:
    first = await client.get("/glanwern/report")
    asked = await client.get("/glanwern/report", params={"lang": "en"})
    kept = await client.get("/glanwern/report")
    assert 'lang="cy" class="govuk-template"' in first.text
    assert "Neidio i’r prif gynnwys" in first.text
    assert "Skip to main content" in asked.text
    assert 'lang="en" class="govuk-template"' in kept.text


async def test_a_language_that_the_council_lacks_is_not_given(client: AsyncClient) -> None:
    answer = await client.get("/hallowdene/report", params={"lang": "cy"})
    assert 'lang="en" class="govuk-template"' in answer.text
    assert "Cymraeg" not in answer.text


async def test_the_switch_sends_the_form_so_that_nothing_typed_is_lost(client: AsyncClient) -> None:
    page = (await client.get("/larkmere/report")).text
    assert '<button form="question" hidden></button>' in page  # Enter must not press the language
    assert page.index('form="question" hidden') < page.index('name="_lang" value="cy"')


async def test_a_template_that_fails_gives_a_clean_500(client: AsyncClient) -> None:
    answer = await client.get("/bad-template")
    assert answer.status_code == 500
    assert "before" not in answer.text
    assert "Something went wrong on our side" in answer.text
