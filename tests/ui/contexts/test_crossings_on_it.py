"""What goes to another council stands on the record that it is about, and on what it becomes there: a reference and a
council, and no word of the package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casework import Known, add_context, add_referral
from commonground.platform.crossings.types import Act
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.settings import Settings
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil, World
from crossed import Crossed, accept, answer, offer, propose, take_it_in, withdraw
from engines import lent
from told import ask
from web import Site

SEALED = "Sealed words"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return store_of(Settings(files_path=str(tmp_path / "files")))


async def carry(world: World) -> None:
    """What a worker makes of it."""
    waiting = "select array_agg(id order by occurred_at, id) from system.outbox where done_at is null and kind = :kind"
    for fact in (await ask(world, waiting, kind="crossing_answered"))[0] or ():
        assert await carry_out(lent(world.database.worker_url), fact)


async def named(world: World, council: TestCouncil) -> str:
    return str((await ask(world, "select name from commons.councils where id = :id", id=council.id))[0])


async def read(site: Site, person: str, address: str, council: str = "larkmere") -> str:
    answered = await (await site.signed_in(getattr(site.world, council), person)).get(address)
    assert answered.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answered.text))


async def test_the_timeline_says_what_was_offered_and_what_came_of_it(
    site: Site, world: World, store: FileStore
) -> None:
    here, there = world.larkmere, world.hallowdene
    about = await add_context(world, here, lead="practitioner")
    first = await _offered(world, store, about)
    await withdraw(world, first)
    second = await _offered(world, store, about)
    await answer(world, second, Act.DECLINE, reason="not_ours", words="It is next door, by the mill.")
    await carry(world)
    page = await read(site, "practitioner", f"/contexts/{about.reference}/timeline")
    council = await named(world, there)
    assert f"You offered something of it to another council {first.reference}, {council}" in page
    assert f"You took back what was offered to another council {first.reference}, {council}" in page
    assert f"Another council answered what was offered to it {second.reference}, {council}: Declined" in page
    assert SEALED not in page
    assert "by the mill" not in page


async def test_whoever_reads_the_record_reads_its_lines_and_nobody_else(
    site: Site, world: World, store: FileStore
) -> None:
    """As `disclosures/lines.py` has it: another team works on the place too, and opens no disclosure."""
    here = world.larkmere
    about = await add_context(world, here, lead="practitioner")
    crossed = await _offered(world, store, about)
    address = f"/contexts/{about.reference}/timeline"
    assert crossed.reference in await read(site, "locality_practitioner", address)
    group = await add_context(world, here, kind="group", lead="practitioner")
    await _offered(world, store, group)
    answered = await (await site.signed_in(here, "locality_practitioner")).get(f"/contexts/{group.reference}/timeline")
    assert answered.status_code == 404


async def test_a_referral_has_the_same_lines_in_its_history(site: Site, world: World, store: FileStore) -> None:
    here, there = world.larkmere, world.hallowdene
    about = await add_referral(world, here, team="specialist", state="decided", lead="practitioner")
    crossed = await offer(world, await propose(world, here, there, store, about=about))
    await accept(world, crossed)
    await carry(world)
    page = await read(site, "practitioner", f"/referrals/{about.reference}")
    said = f"{crossed.reference}, {await named(world, there)}"
    assert f"offered something of it to another council “{said}”" in page
    assert f"Another council answered what was offered to it “{said}: Accepted and opened”" in page
    assert SEALED not in page


async def test_what_was_taken_in_says_from_which_council_and_leads_to_the_handoff(
    site: Site, world: World, store: FileStore
) -> None:
    here, there = world.larkmere, world.hallowdene
    about = await add_context(world, here, lead="practitioner")
    draft = await propose(world, here, there, store, about=about, words="Sealed words of theirs")
    crossed = await offer(world, draft)
    await accept(world, crossed)
    referral = await take_it_in(world, crossed)
    browser = await site.signed_in(there, "screener")
    page = (await browser.get(f"/referrals/{referral}")).text
    assert f"Taken in from {await named(world, here)}, which handed it over as {crossed.reference}" in page
    assert f'href="/handoffs/{crossed.reference}"' in page
    other = await add_referral(world, there, title="Another")
    assert "Taken in from" not in (await browser.get(f"/referrals/{other.reference}")).text


async def _offered(world: World, store: FileStore, about: Known) -> Crossed:
    return await offer(world, await propose(world, world.larkmere, world.hallowdene, store, about=about))
