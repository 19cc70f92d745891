"""What a referral says of its own sharing that was taken in from another council: what the sender said, and no more."""

from __future__ import annotations

import pytest

from councils import World
from handing_over import Hands
from told import ask
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
_SAID = (
    "select s.openness, s.untold_why, s.basis, s.danger, s.what_said from tenants.statements s"
    " join tenants.received_handoffs r on r.tenant_id = s.tenant_id and r.referral_id = s.referral_id"
    " where r.reference = :it"
)
_REFERRAL = (
    "select f.reference from tenants.referrals f join tenants.received_handoffs r on r.tenant_id = f.tenant_id"
    " and r.referral_id = f.id where r.reference = :it"
)


@pytest.mark.parametrize(
    ("openness", "why", "basis", "urgency", "kept"),
    [
        ("not_told", "It would put her at risk.", "ca1989_s47", "soon", ("not_told", "public_task", "not_sure")),
        ("some", "One of them could not be reached.", "legal_obligation", "routine",
         ("not_told", "legal_obligation", "not_sure")),
        ("told", "", "ca2004_s10", "today", ("told", "public_task", "yes")),
        ("nobody_in_particular", "", "public_task", "soon", ("nobody_in_particular", "public_task", "not_sure")),
    ],
)  # fmt: skip  # a row to a package
async def test_the_referral_says_what_the_sender_said(
    site: Site, world: World, openness: str, why: str, basis: str, urgency: str, kept: tuple[str, str, str]
) -> None:
    """A worker who reads that they were told rings the family."""
    hands = Hands(site)
    reference = await hands.begin()
    said = {"openness": openness, "untold_why": why, "basis": basis, "urgency": urgency}
    assert (await hands.propose(reference, **said)).status_code == 303
    await hands.agree(reference)
    await (await hands.of(world.larkmere, "practitioner")).submit(f"/handoffs/{reference}/send", {})
    await hands.accept(reference)
    callum = await hands.of(world.hallowdene, "practitioner")
    assert (await callum.submit(f"/handoffs/{reference}/take-in", {"about": "group"})).status_code == 303
    row = await ask(world, _SAID, it=reference)
    assert (row.openness, row.basis, row.danger) == kept
    assert row.untold_why == why
    assert "Lawful basis: " in row.what_said
    (referral,) = await ask(world, _REFERRAL, it=reference)
    page = (await (await hands.of(world.hallowdene, "screener")).get(f"/referrals/{referral}")).text
    assert why in page
    assert ("Children Act 1989, section 47" in page) == (basis == "ca1989_s47")
