"""What a body may decide follows from the powers under which it acts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from casework import add_context
from councils import World
from decisions import decide, decision, screened, state_of
from told import ask, tell
from web import Site

CHANGE = "update commons.councils set legal_powers = :powers where slug = 'larkmere'"


@pytest.fixture
async def without_duty(world: World) -> AsyncIterator[None]:
    """Larkmere acts as a district does while the test lasts."""
    known = await ask(world, "select legal_powers from commons.councils where slug = 'larkmere'")
    await tell(world, CHANGE, powers=["ca2004_s11", "cda1998_s17"])
    yield
    await tell(world, CHANGE, powers=list(known.legal_powers))


@pytest.mark.usefixtures("without_duty")
async def test_a_body_without_the_duty_holds_no_strategy_discussion(site: Site, world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert 'value="strategy_discussion"' not in page
    assert 'value="context_assessment"' in page
    refused = await decide(browser, told, decision(context=context.reference, outcome="strategy_discussion"))
    assert (refused.status_code, (await state_of(world, told)).state) == (422, "screening")
    assert 'id="outcome-error"' in refused.text


async def test_one_with_the_duty_holds_it(site: Site, world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    assert (
        await decide(browser, told, decision(context=context.reference, outcome="strategy_discussion"))
    ).status_code == 303
    await tell(world, CHANGE, powers=["ca2004_s11"])
    try:
        assert "Strategy discussion" in (await browser.get(f"/referrals/{told.reference}")).text, (
            "what was decided stays"
        )
    finally:
        await tell(world, CHANGE, powers=["ca1989_s47", "ca2004_s10", "ca2004_s11"])
