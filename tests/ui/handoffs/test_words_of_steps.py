"""What either side writes beside an offer is read by whoever may see crossings in both councils: it is looked through,
as the words of a joint concern are. The package is where somebody is named."""

from __future__ import annotations

import re

import pytest

from councils import World
from handing_over import Hands
from told import ask
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
NEVER = ("born 3 May 2011", "Ring 020 7946 0143 for it", "It is at LK4 2AA now", "See 943 476 5919 for it")
MAYBE = "Jayden Smith meets them at the stop."
_STEPS = "select s.words from crossing.steps s join crossing.offers o on o.id = s.offer_id where o.reference = :it"


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


async def _said(world: World, reference: str, words: str) -> bool:
    return bool(await ask(world, f"{_STEPS} and s.words like '%' || :words || '%'", it=reference, words=words))


@pytest.mark.parametrize("words", NEVER)
async def test_what_tells_who_somebody_is_is_refused_and_stays_typed(hands: Hands, world: World, words: str) -> None:
    reference = await hands.offer()
    got = await hands.act("hallowdene", reference, "decline", reason="not_ours", words=words)
    assert got.status_code == 422
    assert "can tell who somebody is" in got.text
    assert words in got.text
    assert not await _said(world, reference, words)


@pytest.mark.parametrize(
    ("side", "person", "slug", "more"),
    [
        ("hallowdene", "", "query", {}),
        ("hallowdene", "", "decline", {"reason": "not_ours"}),
        ("hallowdene", "practitioner", "ask-more", {}),
        ("hallowdene", "practitioner", "say", {}),
        ("larkmere", "", "say", {}),
        ("larkmere", "", "ask-purge", {}),
    ],
)
async def test_what_may_be_a_name_is_asked_about_once(
    hands: Hands, world: World, side: str, person: str, slug: str, more: dict[str, str]
) -> None:
    reference = await hands.offer()
    if slug not in ("query", "decline"):
        assert (await hands.accept(reference)).status_code == 303
    got = await hands.act(side, reference, slug, person, words=MAYBE, **more)
    assert got.status_code == 422
    assert "Jayden Smith" in got.text
    assert not await _said(world, reference, MAYBE)
    seal = re.search(r'name="looked"[^>]*value="([^"]+)"', got.text)
    assert seal is not None, "the same words once more are meant"
    again = await hands.act(side, reference, slug, person, words=MAYBE, looked=seal[1], **more)
    assert again.status_code == 303
    assert await _said(world, reference, MAYBE)


async def test_whoever_opens_it_is_asked_too(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    there = world.hallowdene
    key = f"{there.teams['specialist']}.{there.people['practitioner'].staff_id}"
    got = await hands.act("hallowdene", reference, "accept", taker=key, words=f"{MAYBE} He is {NEVER[0]}.")
    assert got.status_code == 422
    assert "Jayden Smith" in got.text
    assert not await ask(world, "select 1 from tenants.received_handoffs where reference = :it", it=reference)
