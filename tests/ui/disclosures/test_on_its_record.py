"""What is told outside the platform stands on the record that it is about: the reference and whom it is for, and no
word of the package. And whoever answers for it, or fetches it, is told nothing that is not so."""

from __future__ import annotations

import re

import pytest

from casework import Known, add_context, add_referral
from commonground.workers.actors.carry_out import carry_out
from councils import World
from engines import lent
from outside import WORRY, Outside, drafted, proposed, sent, typed
from told import ask, lines_of, rows, tell
from web import Site

WHOM = "St Wilfrid’s Hospital"


async def carry(world: World) -> None:
    """What a worker makes of it, twice as once."""
    waiting = "select array_agg(id order by occurred_at, id) from system.outbox where kind = 'outside_changed'"
    for fact in (await ask(world, waiting))[0] or ():
        await tell(world, "update system.outbox set done_at = null where id = :id", id=fact)
        await carry_out(lent(world.database.worker_url), fact)


def _words_in(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def _sent_about(site: Site, known: Known) -> Outside:
    made = await drafted(site, site.world.larkmere, known)
    asked = await made.author.submit(f"{made.href}/build", typed() | {"go": "propose"})
    assert asked.status_code == 303
    assert await made.second() == 303
    return await made.send()


@pytest.fixture
async def known(world: World) -> Known:
    return await add_context(world, world.larkmere, lead="practitioner")


async def _lines(world: World, known: Known) -> list[tuple[str, str]]:
    """In the order in which they are read."""
    query = "select verb, words from tenants.context_events where context_id = :id and verb <> 'open' order by at, id"
    return [(row.verb, row.words) for row in await rows(world, query, id=known.id)]


async def test_sent_opened_and_taken_back_stand_on_its_timeline(site: Site, world: World, known: Known) -> None:
    made = await _sent_about(site, known)
    await made.send()
    assert await made.open_with(made.collecting()) == 303
    await carry(world)
    await carry(world)
    await made.withdraw()
    said = f"{made.reference}, {WHOM}"
    assert await _lines(world, known) == [
        ("tell_outside", said), ("opened_outside", said), ("take_back_outside", said),
    ]  # fmt: skip  # one to a line
    page = (await made.author.get(f"/contexts/{known.reference}/timeline")).text
    read = _words_in(page)
    assert f"You sent something of it outside the platform {said}" in read
    assert f"What was sent outside the platform was opened {said}" in read
    assert f"You took back what was sent outside the platform {said}" in read
    assert WORRY not in page
    assert "Ada Quill" not in page


async def test_what_nobody_opened_by_its_day_does_too(site: Site, world: World, known: Known) -> None:
    made = await _sent_about(site, known)
    step = (
        "insert into tenants.outside_steps (tenant_id, id, disclosure_id, no, at, side, verb, to_state)"
        " select tenant_id, gen_random_uuid(), id, 2, now(), 'clock', 'expire', 'over' from tenants.disclosures"
        " where reference = :it"
    )
    await tell(world, step, it=made.reference)
    fact = (
        "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) select"
        " gen_random_uuid(), tenant_id, 'outside_changed', 'crossing', id, now() from tenants.disclosures"
        " where reference = :it"
    )
    await tell(world, fact, it=made.reference)
    await carry(world)
    assert (await _lines(world, known))[-1] == ("outside_expired", f"{made.reference}, {WHOM}")


async def test_a_referral_has_the_same_in_its_history(site: Site, world: World) -> None:
    here = world.larkmere
    told = await add_referral(world, here, team="specialist", state="decided", lead="practitioner")
    made = await _sent_about(site, await add_context(world, here))
    moved = "update tenants.disclosures set record_kind = 'referral', record_id = :id where reference = :it"
    await tell(world, moved, id=told.id, it=made.reference)
    await made.withdraw()
    page = (await made.author.get(f"/referrals/{told.reference}")).text
    assert await lines_of(world, told) == [("take_back_outside", f"{made.reference}, {WHOM}")]
    assert f"You took back what was sent outside the platform “{made.reference}, {WHOM}”" in _words_in(page)


async def test_its_page_leads_to_the_record_that_it_is_about(site: Site, world: World, known: Known) -> None:
    made = await _sent_about(site, known)
    link = f'href="/contexts/{known.reference}"'
    assert link in (await made.author.get(made.href)).text
    other = await sent(site, world.larkmere)
    assert link not in (await other.author.get(other.href)).text


async def test_whoever_agrees_without_a_list_of_their_own_is_led_where_they_may_go(site: Site, world: World) -> None:
    made = await proposed(site, world.larkmere)
    lead = await site.signed_in(world.larkmere, "ig_lead")
    page = await lead.get(f"{made.href}/authorise")
    package = re.search(r'value="([0-9a-f-]{36})"', page.text)
    assert package is not None
    form: dict[str, str | list[str]] = {"package": package[1], "answer": "agree", "words": "The least."}
    answered = await lead.submit(f"{made.href}/authorise", form, follow=True)
    assert answered.status_code == 200
    assert "It is answered already" in answered.text
    assert 'href="/disclosures"' not in answered.text, "which would be no page for them"
    assert "They treat those who come from there." in answered.text, "why it is shared, afterwards too"


async def test_saving_the_file_is_in_the_senders_trail(site: Site, world: World) -> None:
    made = await sent(site, world.larkmere)
    fetcher = made.collecting()
    assert await made.open_with(fetcher) == 303
    saved = "select tenant_id, staff_id from audit.entries where action = 'outside:save' and reference = :it"
    for _ in range(2):
        assert (await fetcher.get(f"/collect/{made.token}/package")).status_code == 200
    assert await rows(world, saved, it=made.reference) == []
    assert (await fetcher.get(f"/collect/{made.token}/file")).status_code == 200
    assert [tuple(row) for row in await rows(world, saved, it=made.reference)] == [(world.larkmere.id, None)]
    assert (await made.collecting().get(f"/collect/{made.token}/file")).status_code == 404
    assert len(await rows(world, saved, it=made.reference)) == 1


async def test_a_closed_page_promises_nothing_that_the_sender_cannot_do(site: Site, world: World) -> None:
    made = await sent(site, world.larkmere)
    fetcher = made.collecting()
    assert await made.open_with(fetcher) == 303
    await tell(world, "update tenants.outside_receivers set closes_at = now() where opened_at is not null")
    closed = (await fetcher.get(f"/collect/{made.token}/package")).text
    assert "They can prepare it anew." in closed
    assert "send it again" not in closed
    assert "Send it again" not in (await made.author.get(made.href)).text
    welsh = (await fetcher.get(f"/collect/{made.token}/package?lang=cy")).text
    assert "Gallant ei baratoi o’r newydd." in welsh
