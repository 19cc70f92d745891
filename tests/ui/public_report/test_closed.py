"""While nobody would read a report, the form is closed and says whom to ring."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from commonground.platform.councils.onboard import NewCouncil, acting_as_setup, add_council, add_team
from commonground.platform.councils.register import checked
from commonground.platform.database.addresses import async_url
from councils import World
from resident import PARK
from web import Site, token_in

BRACKWATER = NewCouncil(
    slug="brackwater", name="Brackwater Council", kind="unitary", nation="england", legal_powers=(),
    areas=("Brackwater",), languages=("en", "cy"), colour="#24478f", front_door_phone="01632 960170",
    out_of_hours_phone="01632 960171",
)  # fmt: skip  # one council


@pytest.fixture(scope="module", autouse=True)
def brackwater(world: World) -> None:
    asyncio.run(_settle(world))


async def _settle(world: World) -> None:
    """A council as `commonground tenant create` leaves it without a provider."""
    async with acting_as_setup(world.database.owner_url) as connection:
        council_id = await add_council(connection, checked(BRACKWATER))
        await add_team(connection, council_id, "Front door", "front_door")


@asynccontextmanager
async def hallowdene_unread(world: World) -> AsyncIterator[None]:
    """Hallowdene while all its screeners and managers have left."""
    await _end_work(world, "now()")
    try:
        yield
    finally:
        await _end_work(world, "null")


async def _end_work(world: World, when: str) -> None:
    engine = create_async_engine(async_url(world.database.owner_url), poolclass=NullPool)
    async with engine.begin() as connection:
        sql = f"update identity.memberships set ended_at = {when} where council_id = :council"
        await connection.execute(text(sql), {"council": world.hallowdene.id})
    await engine.dispose()


@pytest.mark.parametrize("page", ["", "/kind", "/where", "/check"])
async def test_a_form_that_nobody_would_read_is_closed(site: Site, page: str) -> None:
    shown = await site.browser().get(f"/brackwater/report{page}")
    assert shown.status_code == 200
    assert "Not open yet" in shown.text
    for number in ("999", 'href="tel:01632960170"', 'href="tel:01632960171"'):
        assert number in shown.text
    for promise in ("will see it", "Start now", "<textarea"):
        assert promise not in shown.text


async def test_it_is_closed_in_welsh_too(site: Site) -> None:
    shown = (await site.browser().get("/brackwater/report?lang=cy")).text
    assert "Heb agor eto" in shown


async def test_the_councils_own_pages_lead_to_no_form_and_to_no_sign_in(site: Site) -> None:
    front = (await site.browser().get("/brackwater")).text
    assert "does not take reports here yet" in front
    assert "/sign-in/brackwater" not in front
    assert "Report a worry</a>" not in front


async def test_it_closes_while_nobody_is_left_to_read(site: Site, world: World) -> None:
    async with hallowdene_unread(world):
        assert "Not open yet" in (await site.browser().get("/hallowdene/report")).text
        assert "Start now" in (await site.browser().get("/larkmere/report")).text
    assert "Start now" in (await site.browser().get("/hallowdene/report")).text


async def test_a_form_that_was_open_takes_nothing_any_more(site: Site, world: World) -> None:
    resident = site.browser()
    token = token_in((await resident.get("/hallowdene/report/kind")).text)
    async with hallowdene_unread(world):
        answered = await resident.post("/hallowdene/report/kind", {"_token": token, **PARK["kind"]})
    assert answered.status_code == 409
    assert "Not open yet" in answered.text


async def test_only_councils_that_people_can_sign_in_to_are_offered(site: Site) -> None:
    offered = (await site.browser().get("/sign-in")).text
    assert 'value="larkmere"' in offered
    assert "brackwater" not in offered


async def test_a_stranger_finds_the_open_forms_from_the_front_page(site: Site) -> None:
    stranger = site.browser()
    front = (await stranger.get("/sign-in")).text
    assert 'href="/councils"' in front
    assert 'href="/councils?lang=cy"' in front
    listed = (await stranger.get("/councils")).text
    assert 'href="/larkmere/report"' in listed
    assert "brackwater" not in listed
    assert "999" in listed
    welsh = (await stranger.get("/councils?lang=cy")).text
    assert '<html lang="cy"' in welsh
    assert "Dywedwch wrth y cyngor" in welsh
    assert 'href="/larkmere/report?lang=cy"' in welsh
