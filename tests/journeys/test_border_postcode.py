"""A screener reads that what was reported lies on a neighbour's side of the border, and gives it to them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from casework import Told, add_referral
from commonground.tenants.referrals.safe_replies import safe_reply
from commonground.tenants.referrals.types import Outcome
from councils import TestCouncil, World
from live import LiveSite, in_a_thread, visiting
from told import tell

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= innerWidth"
NEXT_DOOR = "HW1 1AA"
"""In Hallowdene, ninety metres from Larkmere's last house; the points are invented."""


async def _reported(world: World, council: TestCouncil, area: str) -> Told:
    await tell(world, "update commons.councils set areas = array[:area] where id = :id", area=area, id=council.id)
    told = await add_referral(world, council, state="screening", lead="screener")
    await tell(
        world, "update tenants.reports set postcode = :there where referral_id = :id", there=NEXT_DOOR, id=told.id
    )
    return told


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_it_goes_to_the_council_on_whose_side_it_lies(
    chromium: Browser, live: LiveSite, width: int, scripts: bool
) -> None:
    larkmere = live.world.larkmere
    told = in_a_thread(_reported(live.world, larkmere, "Larkmere"))
    with visiting(chromium, live, width=width, scripts=scripts, token=live.session_token(larkmere, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        expect(page.locator("#elsewhere")).to_contain_text("HW1 1AA lies in Hallow Vale, Hallowdene, not in our area.")
        assert page.evaluate(FITS)
        leads = page.get_by_label("Another council leads")
        assert not leads.is_checked(), "it says whose area it is and decides nothing"
        page.get_by_label("No context: it stands alone").check()
        leads.check()
        page.get_by_label("3. Why").fill("Their side of the road, by the postcode and by the address.")
        # The ready words follow the outcome; without a script they are shown before they are sent.
        if not scripts:
            page.click("#save")
        expect(page.get_by_label("What they will read")).to_have_value(safe_reply(Outcome.OTHER_BOROUGH, "en"))
        page.click("#save")
        expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("The reply was sent.")


def test_the_neighbour_reads_that_it_is_theirs(chromium: Browser, live: LiveSite) -> None:
    hallowdene = live.world.hallowdene
    told = in_a_thread(_reported(live.world, hallowdene, "Hallowdene"))
    with visiting(chromium, live, token=live.session_token(hallowdene, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        expect(page.get_by_text("In Hallow Vale, Hallowdene, our own area.")).to_be_visible()
        expect(page.locator("#elsewhere")).to_have_count(0)
