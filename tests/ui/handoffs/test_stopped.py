"""Over HTTP: what stopped because its agreement is over, as its sender and its receiver find it."""

from __future__ import annotations

import pytest

from agreeing import agree_across
from councils import World
from handing_over import CHOSEN, MARKS, Hands
from pages import words_in
from told import ask, tell
from web import Site, hidden_in

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
_WITHDRAWN = "update crossing.agreement_signatures set withdrawn_at = now()"
_PAST = "update crossing.agreements set from_on = from_on - 30, until_on = from_on - 1"
_DRAFT = "select parts, state, no_agreement_reason from tenants.disclosures where reference = :it"


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


async def _stopped(hands: Hands, ends: str = _WITHDRAWN) -> str:
    world = hands.world
    await agree_across(world, world.larkmere, world.hallowdene)
    reference = await hands.offer()
    await tell(world, ends)
    return reference


@pytest.mark.parametrize("ends", [_WITHDRAWN, _PAST])
async def test_its_sender_reads_that_it_is_over_and_what_can_be_done(hands: Hands, world: World, ends: str) -> None:
    reference = await _stopped(hands, ends)
    priya = await hands.of(world.larkmere, "practitioner")
    page = (await priya.get(f"/handoffs/{reference}")).text
    seen = words_in(page)
    assert "The agreement under which it was offered is over: nobody at" in seen
    assert "Until somebody there accepts it" not in seen
    assert "Offer it again by" in seen
    for way in (f"/handoffs/new?again={reference}", f"/handoffs/{reference}/withdraw"):
        assert f'href="{way}"' in page
    assert "Offer it again by" in words_in((await priya.get("/handoffs?show=out")).text)
    worklist = (await priya.get("/worklist?kind=offer_answered")).text
    assert f'href="/handoffs/{reference}"' in worklist
    await tell(
        world, "update crossing.offers set respond_by = now() - interval '1 hour' where reference = :r", r=reference
    )
    assert "Late since" in words_in((await priya.get(f"/handoffs/{reference}")).text)


async def test_its_receiver_is_late_with_nothing_and_can_decline_it(hands: Hands, world: World) -> None:
    reference = await _stopped(hands)
    await tell(
        world, "update crossing.offers set respond_by = now() - interval '1 hour' where reference = :r", r=reference
    )
    bev = await hands.of(world.hallowdene, "screener")
    page = (await bev.get(f"/handoffs/{reference}")).text
    seen = words_in(page)
    assert "nobody can accept it. It can be declined" in seen
    assert "it is erased" in seen
    assert "Late since" not in seen
    assert f"/handoffs/{reference}/decline" in page
    assert f"/handoffs/{reference}/accept" not in page
    assert "if its agreement is over, it can only be declined" in words_in((await bev.get("/worklist?kind=offer")).text)


async def test_offered_again_before_it_is_withdrawn_its_words_come_along(hands: Hands, world: World) -> None:
    """As the page says: withdrawing erases them."""
    reference = await _stopped(hands)
    priya = await hands.of(world.larkmere, "practitioner")
    link = f"/handoffs/new?again={reference}"
    typed: dict[str, str | list[str]] = {"verb": "hand_over", "kind": "peer_group"}
    typed |= {"receiver": str(world.hallowdene.id)} | hidden_in((await priya.get(link)).text)
    begun = await priya.submit(link, typed, to="/handoffs/new")
    assert begun.status_code == 303, begun.text
    again = begun.headers["location"].split("/")[2]
    draft = await ask(world, _DRAFT, it=again)
    assert {code: draft.parts[code] for code in CHOSEN} == {code: MARKS[code] for code in CHOSEN}
    assert (await hands.propose(again)).status_code == 303
    assert (await hands.agree(again)).status_code == 303
    early = await priya.submit(f"/handoffs/{again}/send", {}, follow=True)
    assert "handed over to a council already" in early.text
    assert (await hands.act("larkmere", reference, "withdraw")).status_code == 303
    await priya.submit(f"/handoffs/{again}/send", {})
    assert (await ask(world, _DRAFT, it=again)).state == "sent"
