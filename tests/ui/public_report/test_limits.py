"""Programs are kept out without a puzzle, and nobody is dropped in silence."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from commonground.platform.references import new_return_code
from commonground.platform.throttle import REPORT, REPORT_BEGUN, REPORT_NEWS
from commonground.ui.public_report import sending
from councils import World
from resident import Resident
from throttling import allow
from told import ask


async def sent(world: World) -> int:
    return int((await ask(world, "select count(*) from tenants.reports")).count)


async def test_an_unseen_field_holds_programs_up(resident: Resident, world: World, hurried: None) -> None:
    await resident.fill_in()
    before = await sent(world)
    held = await resident.post("check", {"website": "https://spam.example"})
    assert held.status_code == 422
    assert "filled in the way programs do it" in held.text
    assert "020 7946 0142" in held.text
    assert "020 7946 0143" in held.text
    assert "Bandstand in Elm Park" in held.text
    assert 'name="website" type="text" value=""' in held.text, "a person presses again, and it goes"
    assert await sent(world) == before
    assert await resident.send()


async def test_nobody_reads_four_pages_in_a_second(
    resident: Resident, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LEAST_TIME", timedelta(hours=1))
    await resident.fill_in()
    before = await sent(world)
    held = await resident.post("check", {})
    assert held.status_code == 422
    assert "That was very fast" in held.text
    assert "020 7946 0143" in held.text
    assert await sent(world) == before
    monkeypatch.setattr(sending, "LEAST_TIME", timedelta())
    assert await resident.send()


async def test_many_reports_from_one_network_are_told_to_ring(resident: Resident, world: World, hurried: None) -> None:
    await allow(world, REPORT, 1)
    await resident.report()
    await resident.fill_in()
    held = await resident.post("check", {})
    assert held.status_code == 429
    assert "Many reports were sent from your network" in held.text
    assert "020 7946 0142" in held.text
    assert "Bandstand in Elm Park" in held.text
    assert "Bandstand" in (await resident.get("where")).text, "the draft stays"


async def test_many_drafts_from_one_network_are_told_to_ring(resident: Resident, world: World) -> None:
    await allow(world, REPORT_BEGUN, 0)
    held = await resident.post("kind", {"subject": "school"})
    assert held.status_code == 429
    assert "Many reports were begun from your network" in held.text
    assert "020 7946 0142" in held.text
    assert 'value="school" checked' in held.text


async def test_news_has_a_limit_too(resident: Resident, world: World, hurried: None) -> None:
    await allow(world, REPORT_NEWS, 1)
    await resident.open(await resident.report())
    assert (await resident.post("reply", {"news": "Once"})).status_code == 303
    held = await resident.post("reply", {"news": "Twice"})
    assert held.status_code == 429
    assert "Twice" in held.text
    assert (await resident.post("withdraw", {"why": "Enough"})).status_code == 429


async def test_a_reporter_is_held_up_in_their_own_language(resident: Resident, world: World) -> None:
    await allow(world, REPORT_BEGUN, 0)
    await resident.browser.get(resident.path("kind?lang=cy"))
    held = await resident.post("kind", {"subject": "school"})
    assert "Dechreuwyd llawer o adroddiadau" in held.text


async def test_a_flood_of_posts_is_answered_one_after_the_other(resident: Resident) -> None:
    """Each holds a connection while it is counted: if counting took another, none of them would ever end."""
    await resident.post("return", {"code": "x"})
    answers = await asyncio.gather(*(resident.post("return", {"code": new_return_code()}) for _ in range(40)))
    assert {answer.status_code for answer in answers} == {422, 429}


async def test_what_was_refused_is_counted_all_the_same(resident: Resident, world: World, hurried: None) -> None:
    await resident.report()
    row = await ask(world, "select attempts from identity.throttles where bucket = 'report'")
    assert row.attempts == 1
    await resident.post("return", {"code": "x"})
    row = await ask(world, "select attempts from identity.throttles where bucket = 'return_code'")
    assert row.attempts == 1
