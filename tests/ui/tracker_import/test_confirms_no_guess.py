"""What a referral holds back is told by no file that guesses at it: nobody learns which guess is right but who may look
at those words, and of them it stands in the trail."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from uuid import UUID

import pytest

from brought_in import bring_in, nothing_brought_in
from casework import acting
from commonground.platform.identity.passes import open_session
from commonground.platform.work import begin
from commonground.tenants.tracker_import import service
from commonground.tenants.tracker_import.queries import rows_here
from councils import World
from earlier_tracker import ROWS, earlier_tracker
from engines import lent
from told import ask, rows, tell
from web import Browser, Site, token_in

WRONG = [(*ROWS[0][:6], "Quite another thing", *ROWS[0][7:14], "and another"), *ROWS[1:]]
LOOKED = "select count(*) from audit.entries where action like 'read_names%' and reference = :reference"
TOLD = "Reads otherwise than when it was brought in"


@pytest.fixture(autouse=True)
async def key(world: World, tmp_path: Path) -> UUID:
    await nothing_brought_in(world)
    return await bring_in(world, tmp_path, earlier_tracker())


async def _restrict(world: World, *, named: str | None = None) -> None:
    await tell(world, "update tenants.referrals set restricted = true where title = 'Alder Park'")
    if named:
        person = world.larkmere.people[named].staff_id
        sql = ("insert into tenants.named_people (tenant_id, record_id, staff_id, since) select tenant_id, id, :who,"
               " now() from tenants.referrals where title = 'Alder Park'")  # fmt: skip  # one statement
        await tell(world, sql, who=person)


async def _reference(world: World) -> str:
    return str((await ask(world, "select reference from tenants.referrals where title = 'Alder Park'"))[0])


async def _chosen(browser: Browser, content: bytes) -> str:
    token = token_in((await browser.get("/tracker/import")).text)
    sent = await browser.client.post("/tracker/import", data={"_token": token}, files={"file": ("a.xlsx", content)})
    return str(sent.headers["location"]).removesuffix("/columns")


async def _told(browser: Browser, content: bytes) -> tuple[str, list[list[str]]]:
    """What the preview says, and of each row of the copy what is said beside the file's own cells."""
    here = await _chosen(browser, content)
    page = (await browser.get(f"{here}/preview")).text.partition("<main")[2].partition("</main>")[0]
    shown = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"_token\" value=\"[^\"]*\"|This very file [^<]*", "", page)
    shown = shown.replace('<p class="govuk-body"><b></b></p>', "")
    copy = csv.reader(io.StringIO((await browser.get(f"{here}/look.csv")).text))
    return " ".join(shown.split()), [row[:3] for row in copy][1:]


async def test_of_one_that_the_reader_may_not_open_a_right_guess_looks_like_a_wrong_one(
    site: Site, world: World
) -> None:
    await _restrict(world)
    joan = await site.signed_in(world.larkmere, "manager")
    right, wrong = await _told(joan, earlier_tracker()), await _told(joan, earlier_tracker(of=WRONG))
    assert right == wrong
    assert "Here already, so they add nothing" in wrong[0]
    assert TOLD not in wrong[0] + str(wrong[1])
    assert (await ask(world, LOOKED, reference=await _reference(world)))[0] == 0


async def test_who_opens_it_without_the_right_to_its_words_is_told_as_little(site: Site, world: World) -> None:
    elsewhere = await site.signed_in(world.larkmere, "specialist_manager")
    assert (await elsewhere.get(f"/referrals/{await _reference(world)}")).status_code == 200
    right, wrong = await _told(elsewhere, earlier_tracker()), await _told(elsewhere, earlier_tracker(of=WRONG))
    assert right == wrong
    assert TOLD not in wrong[0] + str(wrong[1])


async def test_words_that_nobody_may_be_told_of_are_not_even_read(world: World) -> None:
    await _restrict(world)
    prints = [bytes(row[0]) for row in await rows(world, "select fingerprint from tenants.imported_rows")]
    async with acting(world, world.larkmere, "manager") as work:
        found = await rows_here(work, prints)
    assert len(found) == len(ROWS)
    assert sum(each is None for each in found.values()) == 1


async def test_to_whom_it_is_told_it_stands_in_the_trail(site: Site, world: World) -> None:
    manager, reference = await site.signed_in(world.larkmere, "manager"), await _reference(world)
    here = await _chosen(manager, earlier_tracker(of=WRONG))
    page = (await manager.get(f"{here}/preview")).text
    assert re.search(rf"Row 5.*?{TOLD}: What was told, Comments\.", page, re.DOTALL)
    assert (await ask(world, LOOKED, reference=reference))[0] == 1
    await manager.get(f"{here}/look.csv")
    assert (await ask(world, LOOKED, reference=reference))[0] == 2
    refused = await manager.submit(f"{here}/preview", {})
    assert refused.status_code == 303, "nothing new is brought in"


async def test_of_a_restricted_one_whoever_is_named_is_told_once_they_confirmed(world: World, tmp_path: Path) -> None:
    await _restrict(world, named="manager")
    path = tmp_path / "again"
    path.write_bytes(earlier_tracker(of=WRONG))
    for confirmed in (False, True):
        token = await world.token(world.larkmere, "manager", confirmed=confirmed)
        async with begin(lent(world.database.app_url)) as work:
            await open_session(work, token)
            found = await service.preview(work, await service.read_file(work, path))
            assert (len(found.here), len(found.other)) == (len(ROWS), int(confirmed))
