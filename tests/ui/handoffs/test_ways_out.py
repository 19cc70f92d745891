"""Over HTTP: a hand-over that moved nothing is given up for a reason; whose turn it is is said; a copy that became a
referral; later news after the end of an agreement."""

from __future__ import annotations

import pytest

from councils import World
from handing_over import Hands
from pages import words_in
from told import rows, tell
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
_NEWS = (
    "select 1 from tenants.packages p join tenants.disclosures d on d.id = p.crossing_id"
    " where p.no = 2 and d.reference = :it"
)


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


async def test_a_hand_over_that_moved_nothing_is_given_up_for_a_reason(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    await hands.accept(reference)
    priya = await hands.of(world.larkmere, "practitioner")
    page = words_in((await priya.get(f"/handoffs/{reference}/close")).text)
    assert "Your council stays responsible, as it was." in page
    empty = await hands.act("larkmere", reference, "close", words="")
    assert empty.status_code == 422
    assert "Write a few words" in empty.text
    taker = await hands.of(world.hallowdene, "practitioner")
    assert f"/handoffs/{reference}/close" not in (await taker.get(f"/handoffs/{reference}")).text, "they decline"
    assert (await hands.act("larkmere", reference, "close", words="They do not move after all.")).status_code == 303
    seen = words_in((await taker.get(f"/handoffs/{reference}")).text)
    assert "They do not move after all." in seen
    assert "Closed; responsibility has not moved" in seen


async def test_whose_turn_it_is_and_by_when(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    bev, priya = await hands.of(world.hallowdene, "screener"), await hands.of(world.larkmere, "practitioner")
    assert "Answer by" in (await bev.get(f"/handoffs/{reference}")).text
    await hands.act("hallowdene", reference, "acknowledge")
    for browser in (bev, priya):
        page = words_in((await browser.get(f"/handoffs/{reference}")).text)
        assert "Decide by" in page
        assert "it is erased" in page
    await hands.act("hallowdene", reference, "query", words="Which stop is it?")
    assert "More is due by" in (await priya.get(f"/handoffs/{reference}")).text


@pytest.mark.parametrize("taken_in", [False, True])
async def test_both_read_whether_a_referral_stays_when_a_copy_is_deleted(
    hands: Hands, world: World, taken_in: bool
) -> None:
    reference = await hands.offer()
    await hands.accept(reference)
    if taken_in:
        await hands.act("hallowdene", reference, "take-in", "practitioner", about="group")
    await hands.act("larkmere", reference, "ask-purge", words="It was about somebody else.")
    answered = await hands.act("hallowdene", reference, "answer-purge", "practitioner", done="yes", words="It is gone.")
    assert answered.status_code == 303
    for council in (world.larkmere, world.hallowdene):
        page = words_in((await (await hands.of(council, "practitioner")).get(f"/handoffs/{reference}")).text)
        assert "The receiver’s copy was deleted on request." in page
        assert ("The receiver made a referral of it" in page) is taken_in


async def test_later_news_after_the_end_of_an_agreement_asks_why(hands: Hands, world: World) -> None:
    """And keeps what was typed."""
    reference = await hands.offer()
    await hands.accept(reference)
    await tell(world, "update tenants.disclosures set no_agreement_reason = '' where reference = :r", r=reference)
    priya = await hands.of(world.larkmere, "practitioner")
    page = f"/handoffs/{reference}/supplement"
    typed: dict[str, str | list[str]] = {"f_tried": "They stood there again.", "no_agreement_reason": ""}
    refused = await priya.submit(page, typed)
    assert refused.status_code == 422
    assert "The agreement is over. Say why they have to hear this all the same." in words_in(refused.text)
    assert "They stood there again." in refused.text
    assert (await priya.submit(page, typed | {"no_agreement_reason": "They are in danger."})).status_code == 303
    assert "no_agreement_reason" not in (await priya.get(page)).text, "it is said once"


async def test_whoever_deleted_their_copy_is_sent_no_later_news(hands: Hands, world: World) -> None:
    """It would be written, and agreed to in vain."""
    reference = await hands.offer()
    await hands.accept(reference)
    page = f"/handoffs/{reference}/supplement"
    priya = await hands.of(world.larkmere, "practitioner")
    assert page in (await priya.get(f"/handoffs/{reference}")).text
    await hands.act("larkmere", reference, "ask-purge", words="It was about somebody else.")
    await hands.act("hallowdene", reference, "answer-purge", "practitioner", done="yes", words="It is gone.")
    seen = await priya.get(page, follow=True)
    assert "It has moved on meanwhile." in seen.text
    assert page not in seen.text
    late = await priya.submit("/account", {"f_tried": "later-news-93"}, to=page)
    assert late.status_code == 409
    assert "later-news-93" in late.text
    assert not await rows(world, _NEWS, it=reference)


async def test_what_was_declined_after_it_was_taken_is_not_offered_to_be_taken_in(hands: Hands, world: World) -> None:
    """Nor once the sender has closed it: the copy is gone."""
    reference = await hands.offer()
    await hands.accept(reference)
    taker = await hands.of(world.hallowdene, "practitioner")
    link = f"/handoffs/{reference}/take-in"
    assert link in (await taker.get(f"/handoffs/{reference}")).text
    said = await hands.act(
        "hallowdene", reference, "decline", "specialist_manager", reason="not_ours", words="It lies beyond the river."
    )
    assert said.status_code == 303
    assert link not in (await taker.get(f"/handoffs/{reference}")).text
    assert (await hands.act("larkmere", reference, "close", words="It is over.")).status_code == 303
    assert link not in (await taker.get(f"/handoffs/{reference}")).text
