"""Offering again: about the same record, in the words that were sealed, with nothing chosen yet."""

from __future__ import annotations

import pytest

from casework import Known, add_context
from councils import World
from handing_over import CHOSEN, MARKS, REASONS, Hands
from told import ask, lines_of, tell
from web import Site, hidden_in

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
_DRAFT = (
    "select record_id, team_id, thread_id, state, parts, chosen, files, purpose, necessity, advice, basis, openness,"
    " no_agreement_reason, urgency, harms from tenants.disclosures where reference = :it"
)


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


@pytest.fixture
async def known(world: World) -> Known:
    return await add_context(world, world.larkmere, team="specialist", lead="practitioner")


async def _declined(hands: Hands, known: Known) -> str:
    reference = await hands.begin(about=known)
    assert (await hands.propose(reference)).status_code == 303
    assert (await hands.agree(reference)).status_code == 303
    await (await hands.of(hands.world.larkmere, "practitioner")).submit(f"/handoffs/{reference}/send", {})
    said = await hands.act("hallowdene", reference, "decline", reason="not_ours", words="It lies beyond the river.")
    assert said.status_code == 303
    return reference


async def _again(hands: Hands, earlier: str, kind: str = "peer_group", verb: str = "hand_over") -> str:
    """Pressed on the earlier one's page; the new one's reference."""
    priya = await hands.of(hands.world.larkmere, "practitioner")
    link = f"/handoffs/new?again={earlier}"
    assert f'href="{link}"' in (await priya.get(f"/handoffs/{earlier}")).text
    typed: dict[str, str | list[str]] = {"verb": verb, "kind": kind, "receiver": str(hands.world.hallowdene.id)}
    typed |= hidden_in((await priya.get(link)).text)
    begun = await priya.submit(link, typed, to="/handoffs/new")
    assert begun.status_code == 303, begun.text
    return str(begun.headers["location"].split("/")[2])


async def test_it_keeps_its_record_its_words_and_its_reasons(hands: Hands, world: World, known: Known) -> None:
    earlier = await _declined(hands, known)
    draft = await ask(world, _DRAFT, it=await _again(hands, earlier))
    first = await ask(world, _DRAFT, it=earlier)
    assert (draft.record_id, draft.team_id) == (known.id, world.larkmere.teams["specialist"])
    assert draft.thread_id == first.thread_id
    assert {code: draft.parts[code] for code in CHOSEN} == {code: MARKS[code] for code in CHOSEN}
    assert MARKS["tried"] not in draft.parts.values(), "what was not chosen was never sealed"
    assert (draft.state, draft.chosen, draft.files) == ("draft", [], [])
    assert {name: getattr(draft, name) for name in REASONS} == REASONS
    assert (draft.basis, draft.openness, draft.no_agreement_reason) == (
        "ca2004_s10", "nobody_in_particular", "stays-here-84",
    )  # fmt: skip  # as it was typed
    assert (draft.urgency, draft.harms) == ("soon", ["cce"])


async def test_what_was_erased_is_not_quoted(hands: Hands, world: World) -> None:
    earlier = await hands.offer()
    assert (await hands.act("larkmere", earlier, "withdraw")).status_code == 303
    draft = await ask(world, _DRAFT, it=await _again(hands, earlier))
    assert not [mark for mark in MARKS.values() if mark in str(draft.parts)]
    assert draft.record_id is not None


async def test_later_news_is_quoted_below_what_it_follows(hands: Hands, world: World) -> None:
    earlier = await hands.offer()
    priya = await hands.of(world.larkmere, "practitioner")
    news: dict[str, str | list[str]] = {"f_worry": "later-news-91", "f_called": "later-name-92"}
    assert (await priya.submit(f"/handoffs/{earlier}/supplement", news)).status_code == 303
    assert (await hands.agree(earlier)).status_code == 303
    await hands.act("hallowdene", earlier, "decline", reason="not_ours", words="It lies beyond the river.")
    draft = await ask(world, _DRAFT, it=await _again(hands, earlier))
    assert draft.parts["worry"] == f"{MARKS['worry']}\nlater-news-91"
    assert draft.parts["called"] == "later-name-92"


async def test_a_kind_without_such_a_field_gets_no_word_of_it(hands: Hands, world: World, known: Known) -> None:
    again = await _again(hands, await _declined(hands, known), kind="intelligence", verb="inform")
    draft = await ask(world, _DRAFT, it=again)
    assert draft.parts["ask"] == MARKS["ask"]
    assert "worry" not in draft.parts


async def test_whoever_may_not_tell_of_the_record_may_not_offer_it_again(
    hands: Hands, world: World, known: Known
) -> None:
    earlier = await _declined(hands, known)
    new = await _again(hands, earlier)
    consultant = await hands.of(world.larkmere, "consultant")
    assert (await consultant.get(f"/handoffs/{new}/build")).status_code == 200
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=known.id)
    for path in (f"/handoffs/{new}", f"/handoffs/{new}/build", f"/handoffs/new?again={earlier}"):
        assert (await consultant.get(path)).status_code == 404, path
    typed: dict[str, str | list[str]] = {"context": "", "referral": "", "again": earlier, "verb": "inform"}
    typed |= {"receiver": str(world.hallowdene.id), "kind": "peer_group"}
    late = await consultant.submit("/account", typed, to="/handoffs/new")
    assert late.status_code == 404


async def test_the_records_timeline_says_both_and_one_is_handed_over_at_a_time(
    hands: Hands, world: World, known: Known
) -> None:
    earlier = await _declined(hands, known)
    both = [await _again(hands, earlier), await _again(hands, earlier)]
    priya = await hands.of(world.larkmere, "practitioner")
    for reference in both:
        assert (await hands.propose(reference)).status_code == 303
        assert (await hands.agree(reference)).status_code == 303
    first, second = [await priya.submit(f"/handoffs/{each}/send", {}, follow=True) for each in both]
    assert "Offered." in first.text
    assert "handed over to a council already" in second.text
    said = [words for verb, words in await lines_of(world, known) if verb == "offer_elsewhere"]
    assert [words.split(",")[0] for words in said] == [earlier, both[0]]
