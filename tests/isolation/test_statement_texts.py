"""Connections of one role see the text of each other's statements (`pg_stat_activity`). So nothing that a person typed
or holds stands in a text: values go as parameters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from casework import Statements
from commonground.ui.edge import pools_of
from commonground.ui.public_report import sending
from councils import World
from resident import Resident
from web import Site, running_site

WORD = "Zanzibarstrasse"
ASKED = (
    f"/tracker?words={WORD}",
    f"/find?q={WORD}",
    f"/contexts?words={WORD}",
    f"/audit?record={WORD}&person={WORD}&did={WORD}",
    f"/referrals/{WORD}",
    f"/contexts/{WORD}",
)


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with running_site(world) as running:
        yield running


@pytest.fixture
def sent(site: Site) -> list[str]:
    return Statements(pools_of(site.app).app).sent


def found_in(sent: list[str], *words: str) -> list[str]:
    return [statement for statement in sent for word in words if word in statement]


async def test_what_staff_ask_stands_in_no_statement(site: Site, world: World, sent: list[str]) -> None:
    browser = await site.signed_in(world.larkmere, "admin")
    token = browser.client.cookies["cg_session"]
    for path in ASKED:
        await browser.get(path)
    browser = await site.signed_in(world.larkmere, "screener")
    for path in ASKED:
        await browser.get(path)
    assert len(sent) > len(ASKED)
    assert found_in(sent, WORD, token, str(world.larkmere.id)) == []


async def test_what_a_resident_types_stands_in_no_statement(
    site: Site, world: World, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LEAST_TIME", timedelta())
    resident = Resident.at(site, world.larkmere)
    resident.answers["where"]["where"] = WORD
    resident.answers["what"]["what"] = f"Something in {WORD}"
    code = await resident.report()
    await resident.open(code)
    await resident.post("reply", {"news": f"More of {WORD}"})
    await resident.post("withdraw", {"why": WORD})
    cookies = [value for value in resident.browser.client.cookies.values() if len(value) > 20]
    assert any("insert into tenants.reports" in statement.lower() for statement in sent)
    assert found_in(sent, WORD, code, *cookies) == []


async def test_the_probe_sees_a_word_in_a_statement(site: Site, sent: list[str]) -> None:
    async with pools_of(site.app).app.connect() as connection:
        await connection.exec_driver_sql(f"select '{WORD}'")
    assert found_in(sent, WORD)
