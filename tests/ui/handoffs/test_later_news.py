"""Later news waits for one answer at a time, and what a second person refuses is neither lost nor left unexplained."""

from __future__ import annotations

import pytest

from councils import World
from handing_over import Hands
from pages import words_in
from told import rows
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
_SEALED = (
    "select p.canonical from tenants.packages p join tenants.disclosures d on (d.tenant_id, d.id) ="
    " (p.tenant_id, p.crossing_id) where p.no > 1 and d.reference = :it"
)
_WAIT = "Wait for their answer, or ask them to refuse it, then write again."
_FIRST, _SECOND = "first-news-61", "second-news-62"


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


@pytest.fixture
async def reference(hands: Hands) -> str:
    """Taken by the other council, with news that waits for a second person."""
    made = await hands.offer()
    await hands.accept(made)
    priya = await hands.of(hands.world.larkmere, "practitioner")
    assert (await priya.submit(f"/handoffs/{made}/supplement", {"f_tried": _FIRST})).status_code == 303
    return made


async def test_while_one_waits_no_other_is_written(hands: Hands, world: World, reference: str) -> None:
    page, link = f"/handoffs/{reference}", f"/handoffs/{reference}/supplement"
    for person in ("practitioner", "consultant"):
        browser = await hands.of(world.larkmere, person)
        seen = await browser.get(link, follow=True)
        assert "Later news already waits for a second person." in seen.text, person
        assert "Later news waits for a second person." in words_in(seen.text)
        assert link not in seen.text
    receiver = await hands.of(world.hallowdene, "practitioner")
    assert "Later news" not in (await receiver.get(page)).text, "nothing is said of what was not sent"
    priya = await hands.of(world.larkmere, "practitioner")
    late = await priya.submit("/account", {"f_tried": _SECOND}, to=link)
    assert late.status_code == 409
    assert _WAIT in words_in(late.text)
    assert _SECOND in late.text
    assert [_FIRST in each.canonical for each in await rows(world, _SEALED, it=reference)] == [True]
    assert (await hands.agree(reference)).status_code == 303
    package = (await receiver.get(f"{page}/package")).text
    assert _FIRST in package
    assert link in (await priya.get(page)).text
    assert _SECOND in (await priya.get(link)).text, "kept as a draft meanwhile"
    assert (await priya.submit(link, {"f_tried": _SECOND})).status_code == 303
    assert (await hands.agree(reference)).status_code == 303
    package = (await receiver.get(f"{page}/package")).text
    assert _FIRST in package
    assert _SECOND in package


async def test_two_who_write_at_once_lose_neither(hands: Hands, world: World) -> None:
    """Both opened the form before either sent it."""
    reference = await hands.offer()
    link = f"/handoffs/{reference}/supplement"
    priya, colleague = [await hands.of(world.larkmere, each) for each in ("practitioner", "consultant")]
    for browser in (priya, colleague):
        assert (await browser.get(link)).status_code == 200
    assert (await priya.submit("/account", {"f_tried": _FIRST}, to=link)).status_code == 303
    late = await colleague.submit("/account", {"f_tried": _SECOND}, to=link)
    assert late.status_code == 409
    assert _SECOND in late.text
    assert len(await rows(world, _SEALED, it=reference)) == 1


async def test_what_was_refused_stands_there_again_with_the_reason(hands: Hands, world: World, reference: str) -> None:
    link = f"/handoffs/{reference}/supplement"
    assert (await hands.agree(reference, answer="refuse")).status_code == 303
    for person in ("practitioner", "consultant"):
        seen = (await (await hands.of(world.larkmere, person)).get(link)).text
        assert _FIRST in seen, person
        assert "The second person refused it:" in seen
        assert "It is the least." in seen
    priya = await hands.of(world.larkmere, "practitioner")
    typed: dict[str, str | list[str]] = {"f_tried": "draft-news-63"}
    assert (await priya.submit(link, typed, to=f"{link}/draft", htmx=True)).status_code == 204
    seen = (await priya.get(link)).text
    assert "draft-news-63" in seen
    assert _FIRST not in seen, "one's own draft goes first"
    assert "It is the least." in seen
    wrong = await priya.submit(link, {"f_tried": ""})
    assert wrong.status_code == 422
    assert "It is the least." in wrong.text
    assert (await priya.submit(link, {"f_tried": _SECOND})).status_code == 303
    assert (await hands.agree(reference)).status_code == 303
    package = (await (await hands.of(world.hallowdene, "practitioner")).get(f"/handoffs/{reference}/package")).text
    assert _SECOND in package
    assert _FIRST not in package
    seen = (await priya.get(link)).text
    assert "The second person refused it:" not in seen, "answered since"
    assert _FIRST not in seen


async def test_what_was_thrown_away_leaves_the_refused_words(hands: Hands, world: World, reference: str) -> None:
    """A draft that was typed while the other waited does not hide it for good."""
    link = f"/handoffs/{reference}/supplement"
    priya = await hands.of(world.larkmere, "practitioner")
    assert (await priya.submit("/account", {"f_tried": _SECOND}, to=link)).status_code == 409
    assert (await hands.agree(reference, answer="refuse")).status_code == 303
    assert _SECOND in (await priya.get(link)).text
    gone = await priya.submit(link, {"_drop": "1"}, to=f"{link}/draft", follow=True)
    assert _FIRST in gone.text
    assert _SECOND not in gone.text


async def test_whoever_may_not_prepare_it_reads_neither(hands: Hands, world: World, reference: str) -> None:
    assert (await hands.agree(reference, answer="refuse")).status_code == 303
    for council, person in (("larkmere", "screener"), ("hallowdene", "practitioner")):
        seen = await (await hands.of(getattr(world, council), person)).get(f"/handoffs/{reference}/supplement")
        assert seen.status_code == 404, person
        assert _FIRST not in seen.text
