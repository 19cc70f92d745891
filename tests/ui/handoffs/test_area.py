"""How roughly an offer says where: the council's choice, and never finer than a part of a town."""

from __future__ import annotations

import pytest
from h3 import cell_to_parent, latlng_to_cell
from sqlalchemy.exc import IntegrityError

from commonground.platform.crossings.area import coarsened, is_area
from councils import World
from handing_over import Hands
from told import ask, rows, tell
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
FINE = latlng_to_cell(51.6, -0.1, 7)
"""Three kilometres across."""


def test_what_is_finer_than_a_part_of_a_town_is_no_area() -> None:
    assert [is_area(latlng_to_cell(51.6, -0.1, each)) for each in (4, 5, 6, 7, 8, 9)] == [
        False,
        *[True] * 3,
        *[False] * 2,
    ]
    assert not is_area("871958b6afffff0")
    assert not [each for each in (FINE.upper(), f"0{FINE}", f"{FINE}\n", f" {FINE}") if is_area(each)], "no row has it"
    assert coarsened(FINE, 5) == cell_to_parent(FINE, 5)
    assert coarsened(cell_to_parent(FINE, 5), 7) == cell_to_parent(FINE, 5), "what is coarse stays so"


async def test_an_area_that_no_row_can_hold_is_refused_and_not_kept(site: Site, world: World) -> None:
    """It would be found out by whoever sends it, each time."""
    hands = Hands(site)
    reference = await hands.begin()
    assert (await hands.propose(reference, area=FINE.upper(), go="save")).status_code == 422
    (area,) = await ask(world, "select area from tenants.disclosures where reference = :it", it=reference)
    assert area is None


async def test_an_offer_shows_the_area_as_the_council_chose_it_last(site: Site, world: World) -> None:
    """Also of what was prepared, and agreed to, while a smaller one was chosen."""
    hands = Hands(site)
    lead = await hands.of(world.larkmere, "ig_lead")
    assert (await (await hands.of(world.larkmere, "practitioner")).get("/council/area")).status_code == 403
    assert "/council/area" in (await lead.get("/council")).text
    assert (await lead.submit("/council/area", {"precision": "8"})).status_code == 422
    reference = await hands.begin()
    built = await (await hands.of(world.larkmere, "practitioner")).get(f"/handoffs/{reference}/build")
    assert "about 3 km across" in built.text
    assert (await hands.propose(reference, area=FINE)).status_code == 303
    seen = await (await hands.of(world.larkmere, "specialist_manager")).get(f"/handoffs/{reference}/authorise")
    assert f"H3 cell {FINE}, precision 7" in seen.text
    assert (await lead.submit("/council/area", {"precision": "5"})).status_code == 303
    assert (await hands.agree(reference)).status_code == 303
    priya = await hands.of(world.larkmere, "practitioner")
    assert (await priya.submit(f"/handoffs/{reference}/send", {})).status_code == 303
    page = (await (await hands.of(world.hallowdene, "screener")).get(f"/handoffs/{reference}")).text
    assert f"H3 cell {cell_to_parent(FINE, 5)}, precision 5" in page
    assert FINE not in page
    again = await hands.begin()
    assert "about 18 km across" in (await priya.get(f"/handoffs/{again}/build")).text
    assert (await hands.propose(again, go="save", postcode="LK4 2AA")).status_code == 303
    kept = (await priya.get(f"/handoffs/{again}/build")).text
    assert "precision 5" in kept
    assert "LK4 2AA" not in kept
    noted = "select action from audit.entries where tenant_id = :id and action like 'set_area:%'"
    assert [row.action for row in await rows(world, noted, id=world.larkmere.id)] == ["set_area:choose"]
    other = await (await hands.of(world.hallowdene, "ig_lead")).get("/council/area")
    assert 'value="7" checked' in other.text, "each council has its own"


async def test_the_database_takes_no_finer_area(site: Site, world: World) -> None:
    reference = await Hands(site).offer()
    for cell in (latlng_to_cell(51.6, -0.1, 8), "871958b6affff"):
        with pytest.raises(IntegrityError):
            await tell(world, "update crossing.offers set area = :it where reference = :ref", it=cell, ref=reference)
    assert (await ask(world, "select area from crossing.offers where reference = :ref", ref=reference))[0] is None
