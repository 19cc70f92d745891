"""What a referral says of its own sharing that was taken in from another council: what the sender said, and no more."""

from __future__ import annotations

import pytest

from councils import World
from handing_over import MARKS, Hands
from pages import words_in
from told import ask, rows
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


_QUOTED = (
    "select m.body from tenants.report_messages m join tenants.statements s on s.tenant_id = m.tenant_id"
    " and s.id = m.statement_id join tenants.received_handoffs r on r.tenant_id = s.tenant_id"
    " and r.referral_id = s.referral_id where r.reference = :it order by m.at, m.id"
)


async def test_nothing_of_a_long_package_is_cut(site: Site, world: World) -> None:
    """What is asked of us stands last, and whoever screens it cannot open what was sent."""
    hands = Hands(site)
    reference = await hands.begin()
    long = {code: "".join(f"{code}-sentence-{no}. " for no in range(160)).strip() for code in ("worry", "tried")}
    said: dict[str, str | list[str]] = {
        "f_worry": long["worry"],
        "f_tried": long["tried"],
        "chosen": ["worry", "tried", "ask"],
    }
    assert (await hands.propose(reference, **said)).status_code == 303
    await hands.agree(reference)
    await (await hands.of(world.larkmere, "practitioner")).submit(f"/handoffs/{reference}/send", {})
    await hands.accept(reference)
    callum = await hands.of(world.hallowdene, "practitioner")
    assert (await callum.submit(f"/handoffs/{reference}/take-in", {"about": "group"})).status_code == 303
    first = (await ask(world, _SAID, it=reference)).what_said
    more = [each.body for each in await rows(world, _QUOTED, it=reference)]
    assert len(more) == 1
    for no, part in enumerate((first, *more), start=1):
        assert part.startswith(f"Larkmere Council wrote ({reference}) ({no} of 2):\n")
    assert f": {long['worry']}" in first
    assert f": {long['tried']}" in more[0], "no field is cut that fits"
    assert MARKS["ask"] in more[0]
    (referral,) = await ask(world, _REFERRAL, it=reference)
    page = words_in((await (await hands.of(world.hallowdene, "screener")).get(f"/referrals/{referral}")).text)
    assert "They wrote as well" in page
    assert page.index("(1 of 2)") < page.index("worry-sentence-159.") < page.index("(2 of 2)")
    assert MARKS["ask"] in page
    mine = (await callum.get(f"/refer/{referral}")).text
    assert "The other council wrote as well" in mine
