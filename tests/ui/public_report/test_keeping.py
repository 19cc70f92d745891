"""What is typed is kept, across pages, errors, languages and browsers closed by mistake; and can be got rid of."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from councils import World
from resident import Resident
from told import ask, tell
from web import Site


async def drafts(world: World) -> int:
    return int((await ask(world, "select count(*) from tenants.report_drafts")).count)


async def test_going_back_shows_what_was_typed(resident: Resident) -> None:
    await resident.fill_in()
    assert 'value="place" checked' in (await resident.get("kind")).text
    where = (await resident.get("where")).text
    assert 'value="Bandstand in Elm Park"' in where
    assert '<option value="park" selected>' in where
    what = (await resident.get("what")).text
    assert "Older teenagers hand out phones.&#10;One of them" in what
    assert what.count(" checked") == 5
    assert 'value="unknown" checked' in (await resident.get("you")).text


async def test_refused_answers_are_kept_too(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    await resident.post("what", {"what": "Half a sentence"})
    assert "Half a sentence" in (await resident.get("what")).text


async def test_too_long_a_text_is_shown_whole_and_kept_whole(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    long = "words" * 1200
    refused = await resident.post("what", resident.answers["what"] | {"what": long}, follow=True)
    assert refused.status_code == 422
    assert "You have typed 6,000" in refused.text
    assert long in refused.text
    assert long in (await resident.get("what")).text
    assert (await resident.get("check")).headers["location"] == resident.path("what")


async def test_switching_the_language_keeps_page_and_draft(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    switched = await resident.post("what", {"what": "Not finished", "_lang": "cy"})
    assert switched.headers["location"] == resident.path("what?lang=cy")
    page = await resident.browser.get(switched.headers["location"])
    assert '<html lang="cy"' in page.text
    assert "Beth sy’n digwydd?" in page.text
    assert "Not finished" in page.text
    assert '<html lang="cy"' in (await resident.get("where")).text, "the language is remembered"


async def test_switching_while_changing_an_answer_still_leads_back_to_the_check(resident: Resident) -> None:
    await resident.fill_in()
    switched = await resident.post("where", {"where": "Oak Park", "_lang": "cy"}, query="?change=1")
    assert switched.headers["location"] == resident.path("where?lang=cy&change=1")


async def test_another_browser_does_not_see_the_draft(site: Site, resident: Resident, world: World) -> None:
    await resident.fill_in("kind", "where")
    other = Resident.at(site, world.larkmere)
    assert (await other.get("where")).headers["location"] == other.path()


async def test_a_token_that_opens_nothing_is_never_taken_over(resident: Resident, world: World) -> None:
    planted = "planted-by-somebody-else"
    resident.browser.client.cookies.set("cg_draft_larkmere", planted)
    answered = await resident.post("kind", {"subject": "place"})
    cookies = " ".join(answered.headers.get_list("set-cookie"))
    assert "cg_draft_larkmere=" in cookies
    assert planted not in cookies


async def test_the_cookie_is_closed_to_scripts_and_other_sites(resident: Resident) -> None:
    answered = await resident.post("kind", {"subject": "place"})
    cookie = next(each for each in answered.headers.get_list("set-cookie") if each.startswith("cg_draft_larkmere="))
    for attribute in ("HttpOnly", "SameSite=lax", "Max-Age=604800", "Path=/"):
        assert attribute.lower() in cookie.lower()


async def test_a_draft_that_is_too_old_is_gone(resident: Resident, world: World) -> None:
    await resident.fill_in("kind", "where")
    await tell(world, "update tenants.report_drafts set expires_at = :then", then=datetime.now(UTC) - timedelta(1))
    back = await resident.get("what", follow=True)
    assert str(back.url).endswith("/larkmere/report")
    assert "No answers are kept in this browser" in back.text


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("page", ["where", "what", "you", "check"])
async def test_gone_back_to_after_sending_it_says_that_it_was_sent(resident: Resident, page: str) -> None:
    await resident.fill_in()
    await resident.post("check", {})
    back = await resident.get(page, follow=True)
    assert str(back.url).endswith("/larkmere/report/sent")
    assert "We have your report" in back.text


async def test_what_is_no_postcode_is_said_to_be_none(resident: Resident) -> None:
    await resident.fill_in("kind")
    refused = await resident.post("where", {**resident.answers["where"], "postcode": "ZZ"}, follow=True)
    assert "That is not a postcode" in refused.text
    for typed in ("", "lk4 2aa", "LK4", "sw1a1aa"):
        taken = await resident.post("where", {**resident.answers["where"], "postcode": typed})
        assert taken.headers["location"] == resident.path("what"), typed


async def test_answers_typed_after_the_draft_ran_out_are_kept(resident: Resident, world: World) -> None:
    await resident.fill_in("kind", "where")
    await tell(world, "delete from tenants.report_drafts")
    answered = await resident.post("what", resident.answers["what"])
    assert answered.headers["location"] == resident.path("kind")
    await resident.fill_in("kind", "where")
    assert "Older teenagers hand out phones." in (await resident.get("what")).text


async def test_everything_typed_can_be_deleted(resident: Resident, world: World) -> None:
    await resident.fill_in()
    before = await drafts(world)
    gone = await resident.post("delete", {}, follow=True)
    assert "Everything you typed is deleted." in gone.text
    assert await drafts(world) == before - 1
    assert (await resident.get("where")).headers["location"] == resident.path()


async def test_the_start_page_offers_to_go_on_or_delete(resident: Resident) -> None:
    assert "Go on with it" not in (await resident.get()).text
    await resident.fill_in("kind")
    page = (await resident.get()).text
    assert "Go on with it" in page
    assert "Delete what I typed" in page


async def test_exit_leaves_nothing_to_go_back_to(resident: Resident, world: World) -> None:
    await resident.fill_in()
    before = await drafts(world)
    left = await resident.browser.client.get(resident.path("exit"), headers={"Sec-Fetch-Site": "same-origin"})
    assert left.headers["location"] == "https://www.bbc.co.uk/weather"
    assert await drafts(world) == before - 1
    assert (await resident.get("where")).headers["location"] == resident.path()


async def test_a_link_from_elsewhere_cannot_delete_a_draft(resident: Resident, world: World) -> None:
    await resident.fill_in("kind")
    before = await drafts(world)
    left = await resident.browser.client.get(resident.path("exit"), headers={"Sec-Fetch-Site": "cross-site"})
    assert left.status_code == 303
    assert await drafts(world) == before


@pytest.mark.parametrize("page", ["", "one-child", "support", "return", "sent", "kind"])
async def test_every_page_can_be_left_in_a_hurry(resident: Resident, page: str) -> None:
    shown = (await resident.get(page)).text
    assert re.search(r'<a href="/larkmere/report/exit"[^>]+govuk-exit-this-page__button', shown)


async def test_autosave_keeps_what_is_half_typed(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    page = (await resident.get("what")).text
    assert 'data-autosave="/larkmere/report/keep"' in page
    kept = await resident.post("keep", {"page": "what", "what": "Half a"})
    assert (kept.status_code, kept.text) == (204, "")
    assert "Half a" in (await resident.get("what")).text
    assert "Bandstand" in (await resident.get("where")).text


async def test_autosave_never_begins_a_draft(resident: Resident, world: World) -> None:
    """A page sends what it holds when it is left: after “Exit this page” that must bring nothing back."""
    before = await drafts(world)
    assert (await resident.post("keep", {"page": "kind", "subject": "place"})).status_code == 410
    await resident.fill_in()
    await resident.post("delete", {})
    assert (await resident.post("keep", {"page": "what", "what": "again"})).status_code == 410
    assert await drafts(world) == before


async def test_a_form_that_was_open_too_long_gives_everything_back(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    stale = await resident.browser.post(resident.path("what"), {"_token": "old", "what": "Typed for an hour"})
    assert stale.status_code == 419
    assert "Typed for an hour" in stale.text
    assert "Larkmere Council" in stale.text
    assert "/larkmere/privacy" in stale.text


@pytest.mark.parametrize("page", ["", "kind", "where", "what", "you", "check", "return"])
async def test_nothing_is_stored_by_the_browser(resident: Resident, page: str) -> None:
    await resident.fill_in()
    shown = await resident.get(page)
    assert shown.headers["cache-control"] == "no-store"
    for form in re.findall(r"<form[^>]*>", shown.text):
        assert 'autocomplete="off"' in form, form


@pytest.mark.parametrize("page", ["", "kind", "where", "what", "you", "check", "return", "one-child"])
async def test_public_pages_load_neither_htmx_nor_moj(resident: Resident, page: str) -> None:
    await resident.fill_in()
    shown = (await resident.get(page)).text
    assert "htmx" not in shown
    assert "moj-frontend" not in shown
