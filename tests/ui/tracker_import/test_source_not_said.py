"""Who told is not said in every row of an earlier tracker: it is not counted as somebody who wished to have no name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brought_in import bring_in, nothing_brought_in
from councils import World
from earlier_tracker import ROWS, as_csv
from told import rows
from web import Browser, Site, token_in

SOURCES = ("Anon", "", "unknown", "-", "School")
FILE = as_csv([(f"LM/10{place}", ROWS[0][1], source, *ROWS[0][3:]) for place, source in enumerate(SOURCES)])
WITHOUT = b"Ref,Date,Location,Type,Concern\nA/1,02/11/2026,Alder Park,park,In the bushes\n"
FOUND = "select source from tenants.referrals r join tenants.imported_rows w on referral_id = r.id order by row_number"


@pytest.fixture(autouse=True)
async def nothing(world: World) -> None:
    await nothing_brought_in(world)


async def _chosen(browser: Browser, content: bytes) -> str:
    token = token_in((await browser.get("/tracker/import")).text)
    sent = await browser.client.post("/tracker/import", data={"_token": token}, files={"file": ("a.csv", content)})
    return str(sent.headers["location"]).removesuffix("/columns")


async def test_it_is_kept_as_not_said(world: World, tmp_path: Path) -> None:
    await bring_in(world, tmp_path, FILE)
    assert [row[0] for row in await rows(world, FOUND)] == ["anonymous", *["not_said"] * 3, "school"]


async def test_the_preview_and_the_copy_say_so(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, FILE)
    preview = (await manager.get(f"{here}/preview")).text
    assert re.search(r"Told by: not said, which is not counted as anonymous.{0,200}?\b3\b", preview, re.DOTALL)
    copy = (await manager.get(f"{here}/look.csv")).text
    for page in (preview, copy):
        assert page.count("It does not say who told") == 2, "“unknown” says it itself"


async def test_where_no_column_says_it_that_is_said_once(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    here = await _chosen(manager, WITHOUT)
    assert "Told by: not said" in (await manager.get(f"{here}/preview")).text
    assert (await manager.get(f"{here}/look.csv")).text.count("No column says who told") == 1


async def test_the_record_and_what_is_taken_out_of_the_tracker_say_not_said(
    site: Site, world: World, tmp_path: Path
) -> None:
    await bring_in(world, tmp_path, WITHOUT)
    manager = await site.signed_in(world.larkmere, "manager")
    (reference,) = [row[0] for row in await rows(world, "select reference from tenants.referrals")]
    assert "Not said. Came in" in (await manager.get(f"/referrals/{reference}")).text
    found = (await manager.get("/tracker/export.csv?view=all")).text
    assert ("Not said" in found, "Anonymous" in found) == (True, False)
