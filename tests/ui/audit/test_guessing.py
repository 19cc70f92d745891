"""Guessing at references leaves a trace in the acting council's record: alike for missing, foreign and forbidden."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from casework import Statements, add_context, add_referral, as_owner
from commonground.platform.references import ReferenceKind, new_reference
from commonground.ui.edge import pools_of
from councils import World
from told import ask, tell
from web import Site, running_site

MISSING = "01900000-0000-7000-8000-00000000dead"
_ENTRIES = text(
    "select tenant_id, staff_id, action, subject_kind, subject_id, reference from audit.entries"
    " where action like 'denied:%'"
)


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    await tell(world, "truncate audit.entries")
    async with running_site(world) as running:
        yield running


async def _refused(world: World) -> list[Any]:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return list((await connection.execute(_ENTRIES)).all())


async def test_missing_foreign_and_forbidden_leave_the_same_trace_for_the_same_work(site: Site) -> None:
    world, larkmere = site.world, site.world.larkmere
    references = {
        "missing": new_reference(ReferenceKind.REFERRAL),
        "foreign": (await add_referral(world, world.hallowdene)).reference,
        "forbidden": (await add_referral(world, larkmere, named=["manager"])).reference,
    }
    screener = await site.signed_in(larkmere, "screener")
    statements = {}
    for which, reference in references.items():
        counted = Statements(pools_of(site.app).app)
        assert (await screener.get(f"/referrals/{reference}")).status_code == 404
        counted.stop()
        statements[which] = counted.sent
    assert statements["missing"] == statements["foreign"] == statements["forbidden"]
    who = larkmere.people["screener"].staff_id
    assert sorted(await _refused(world)) == sorted(
        (larkmere.id, who, "denied:read_referral", "referral", None, reference) for reference in references.values()
    )


async def test_every_way_to_a_record_leaves_its_trace(site: Site) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    context = (await add_context(site.world, site.world.hallowdene)).reference
    referral = new_reference(ReferenceKind.REFERRAL)
    assert (await screener.get(f"/contexts/{context}")).status_code == 404
    assert (await screener.submit("/account", {}, to=f"/referrals/{referral}/names")).status_code == 404
    assert (await screener.submit("/account", {}, to=f"/notifications/{MISSING}")).status_code == 404
    kept = {(row.action, row.subject_kind, row.reference or str(row.subject_id)) for row in await _refused(site.world)}
    assert kept == {
        ("denied:read_context", "context", context),
        ("denied:read_names", "referral", referral),
        ("denied:see_own_work", "notification", MISSING),
    }


@pytest.mark.parametrize("typed", ["nonsense", "Jade-was-here", "CR-0000-000", "9" * 300])
async def test_what_is_no_reference_is_not_kept(site: Site, typed: str) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    assert (await screener.get(f"/referrals/{typed}")).status_code == 404
    (entry,) = await _refused(site.world)
    assert (entry.action, entry.subject_kind, entry.reference) == ("denied:read_referral", "referral", None)


async def test_what_the_refused_request_did_is_rolled_back(site: Site) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    await screener.get(f"/referrals/{new_reference(ReferenceKind.REFERRAL)}")
    assert (await ask(site.world, "select count(*) from audit.entries"))[0] == 1


async def test_the_administrator_sees_who_guessed_what(site: Site) -> None:
    larkmere = site.world.larkmere
    reference = new_reference(ReferenceKind.REFERRAL)
    await (await site.signed_in(larkmere, "screener")).get(f"/referrals/{reference}")
    page = (await (await site.signed_in(larkmere, "admin")).get("/audit?did=denied")).text
    row = page.split("<tbody>")[1]
    assert reference in row
    assert larkmere.people["screener"].name in row
