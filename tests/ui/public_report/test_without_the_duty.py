"""What the public reads of a body that has no duty to act for a child."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from councils import World
from resident import Resident
from told import ask, tell
from web import Site

OURS = "our children’s front door"


@pytest.fixture(autouse=True)
async def without_duty(world: World) -> AsyncIterator[None]:
    change = "update commons.councils set legal_powers = :powers where slug = 'larkmere'"
    known = await ask(world, "select legal_powers from commons.councils where slug = 'larkmere'")
    await tell(world, change, powers=["ca2004_s10"])
    yield
    await tell(world, change, powers=list(known.legal_powers))


@pytest.mark.parametrize(("lang", "said"), [("en", "We are not that council"), ("cy", "Nid ni yw’r cyngor hwnnw")])
async def test_a_worry_about_one_child_is_sent_on(site: Site, lang: str, said: str) -> None:
    assert said in (await site.browser().get(f"/larkmere/report/one-child?lang={lang}")).text
    assert "They can act" not in (await site.browser().get(f"/larkmere/report/one-child?lang={lang}")).text


@pytest.mark.parametrize("path", ["/larkmere", "/larkmere/report"])
async def test_no_front_door_of_its_own_stands_beside_the_form(site: Site, path: str) -> None:
    page = (await site.browser().get(path)).text
    assert ("Who can act for one child" in page, OURS in page) == (True, False)
    assert "Pwy all weithredu dros un plentyn" in (await site.browser().get(f"{path}?lang=cy")).text
    assert (
        "Talk to our children’s front door" in (await site.browser().get(path.replace("larkmere", "hallowdene"))).text
    )


async def test_help_today_comes_from_the_council_that_has_the_duty(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    page = (await resident.post("what", resident.answers["what"] | {"danger": "yes"}, follow=True)).text
    assert ("ring the council that is responsible for children" in page, OURS in page) == (True, False)


async def test_the_privacy_page_names_the_law_under_which_it_acts(site: Site) -> None:
    page = (await site.browser().get("/larkmere/privacy")).text
    assert ("the Children Act 2004" in page, "1989" in page) == (True, False)
