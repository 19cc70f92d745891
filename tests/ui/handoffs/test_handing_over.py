"""A handoff over HTTP between two councils, from the draft to the moment at which responsibility has moved, and each
other end that it can have."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from casework import add_context
from commonground.platform.audit.heads import HeadFiles
from commonground.platform.calendar.working import LONDON
from commonground.platform.crossings.receipts import SignedReceipt, fault
from councils import World, canary
from handing_over import ALL_MARKS, CHOSEN, MARKS, REASONS, Hands
from receipts_signed import sign_receipts
from told import ask, tell
from trails import KEYS
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


async def test_before_acceptance_nothing_of_the_package_is_seen(hands: Hands, world: World) -> None:
    """Every page and fragment of the receiver’s, for whoever may see most: no word that anybody typed, nor the name of
    what it is about."""
    reference = await hands.offer()
    for person in ("screener", "manager", "specialist_manager", "ig_lead", "overlap_coordinator"):
        browser = await hands.of(world.hallowdene, person)
        its = [f"/handoffs/{reference}{part}" for part in ("", "/accept", "/package", "/decline")]
        for path in ("/handoffs", "/notifications", "/my-work", *its):
            for htmx in (False, True):
                page = await browser.get(path, htmx=htmx)
                assert not [mark for mark in ALL_MARKS if mark in page.text], (person, path)
                assert "Elm Park" not in page.text, "what the sender’s record is called"
    offered = (await (await hands.of(world.hallowdene, "screener")).get("/handoffs")).text
    assert reference in offered
    held = "select count(*) from tenants.packages where tenant_id = :id and position('parcel' in canonical) > 0"
    assert (await ask(world, held, id=world.hallowdene.id))[0] == 0


async def test_the_accepted_package_holds_what_was_chosen_and_nothing_else(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    assert (await hands.accept(reference)).status_code == 303
    taker = await hands.of(world.hallowdene, "practitioner")
    page = (await taker.get(f"/handoffs/{reference}/package")).text
    chosen = [MARKS[code] for code in CHOSEN] + [REASONS["purpose"]]
    assert [mark for mark in ALL_MARKS if mark in page] == [mark for mark in ALL_MARKS if mark in chosen]
    copied = "select canonical from tenants.packages where tenant_id = :id and side = 'received' order by made_at desc"
    words = (await ask(world, copied, id=world.hallowdene.id))[0]
    assert [mark for mark in ALL_MARKS if mark in words] == [mark for mark in ALL_MARKS if mark in chosen]


async def test_what_was_accepted_is_open_to_its_team_alone(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    await hands.accept(reference)
    path = f"/handoffs/{reference}/package"
    for person, status in (("practitioner", 200), ("specialist_manager", 200), ("screener", 404), ("manager", 404),
                           ("ig_lead", 404)):  # fmt: skip  # who sees it
        assert (await (await hands.of(world.hallowdene, person)).get(path)).status_code == status, person
    for person, status in (("practitioner", 200), ("consultant", 200), ("screener", 404)):
        assert (await (await hands.of(world.larkmere, person)).get(path)).status_code == status, person


async def test_nobody_agrees_to_what_they_wrote(hands: Hands, world: World) -> None:
    known = await add_context(world, world.larkmere, team="specialist", lead="practitioner")
    reference = await hands.begin(about=known)
    assert (await hands.propose(reference)).status_code == 303
    page = f"/handoffs/{reference}/authorise"
    for person, status in (("practitioner", 404), ("manager", 404), ("ig_lead", 200), ("specialist_manager", 200)):
        assert (await (await hands.of(world.larkmere, person)).get(page)).status_code == status, person
    refused = await hands.agree(reference, answer="refuse")
    assert refused.status_code == 303
    again = (await (await hands.of(world.larkmere, "practitioner")).get(f"/handoffs/{reference}/build")).text
    assert "The second person refused it" in again
    assert MARKS["tried"] in again, "what was typed and not ticked is kept"


async def test_a_change_after_agreement_needs_a_second_person_again(hands: Hands, world: World) -> None:
    reference = await hands.begin()
    await hands.propose(reference)
    await hands.agree(reference)
    assert (await hands.propose(reference, f_worry="Something else", go="save")).status_code == 303
    priya = await hands.of(world.larkmere, "practitioner")
    assert (await priya.get(f"/handoffs/{reference}/send")).status_code == 303, "there is nothing to send"
    sent = await priya.submit(f"/handoffs/{reference}/build", {}, to=f"/handoffs/{reference}/send", follow=True)
    assert "Nothing has been sent" in sent.text


async def test_a_decline_reaches_the_sender_and_a_new_offer_keeps_its_thread(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    said = await hands.act("hallowdene", reference, "decline", reason="not_ours", words="It lies beyond the river.")
    assert said.status_code == 303
    priya = await hands.of(world.larkmere, "practitioner")
    page = (await priya.get(f"/handoffs/{reference}")).text
    assert "It lies beyond the river." in page
    assert "It is not ours" in page
    again = await priya.get(f"/handoffs/new?again={reference}")
    form: dict[str, str | list[str]] = {"context": "", "referral": "", "again": reference}
    form |= {"verb": "inform", "kind": "peer_group", "receiver": str(world.hallowdene.id)}
    assert "checked" in again.text
    begun = await priya.submit(f"/handoffs/new?again={reference}", form, to="/handoffs/new")
    threads = "select count(distinct thread_id), count(*) from tenants.disclosures where reference = any(:both)"
    both = [reference, begun.headers["location"].split("/")[2]]
    assert tuple(await ask(world, threads, both=both)) == (1, 2)


async def test_withdrawn_before_acceptance_it_is_erased_and_nobody_accepts_it(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    bev = await hands.of(world.hallowdene, "screener")
    open_page = await bev.get(f"/handoffs/{reference}/accept")
    assert open_page.status_code == 200
    assert (await hands.act("larkmere", reference, "withdraw")).status_code == 303
    key = f"{world.hallowdene.teams['specialist']}.{world.hallowdene.people['practitioner'].staff_id}"
    late = await bev.submit("/account", {"taker": key}, to=f"/handoffs/{reference}/accept")
    assert late.status_code == 409
    assert "moved on meanwhile" in late.text
    its_id = "(select id from crossing.offers where reference = :it)"
    left = f"select count(*) from tenants.packages where canonical <> '' and crossing_id = {its_id}"
    assert (await ask(world, left, it=reference))[0] == 0
    assert "Withdrawn" in (await bev.get(f"/handoffs/{reference}")).text


async def test_responsibility_moves_by_the_recorded_conference_alone(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    await hands.accept(reference)
    priya = await hands.of(world.larkmere, "practitioner")
    stays = "Larkmere Council stays responsible"
    assert stays in (await priya.get(f"/handoffs/{reference}")).text
    act = hands.act
    assert (await act("hallowdene", reference, "complete", "practitioner")).status_code == 303
    assert "Hold the conference by" in (await priya.get(f"/handoffs/{reference}")).text
    early = await (await hands.of(world.hallowdene, "practitioner")).get(f"/handoffs/{reference}/take-responsibility")
    assert early.status_code == 303, "not before the conference"
    today = {f"held_on-{part}": str(value) for part, value in zip(("day", "month", "year"), _today(), strict=True)}
    held = await act("hallowdene", reference, "hold-conference", "practitioner", words="Held with both.", **today)
    assert held.status_code == 303, held.text
    assert stays in (await priya.get(f"/handoffs/{reference}")).text
    assert (await act("hallowdene", reference, "take-responsibility", "practitioner")).status_code == 303
    page = (await priya.get(f"/handoffs/{reference}")).text
    assert stays not in page
    assert "Responsibility moved" in page
    who = "select responsible_id from crossing.offers where reference = :it"
    assert (await ask(world, who, it=reference))[0] == world.hallowdene.id


def _today() -> tuple[int, int, int]:
    now = datetime.now(LONDON)
    return now.day, now.month, now.year


async def test_both_sides_hold_the_same_receipt_and_anybody_can_verify_the_file(
    hands: Hands, world: World, tmp_path: Path
) -> None:
    reference = await hands.offer()
    await hands.accept(reference)
    assert await sign_receipts(world, HeadFiles(tmp_path))
    files = []
    for council, person in ((world.larkmere, "practitioner"), (world.hallowdene, "screener")):
        browser = await hands.of(council, person)
        which = "select id from council.receipts where tenant_id = :council and reference = :it"
        receipt = (await ask(world, which, council=council.id, it=reference))[0]
        path = f"/handoffs/{reference}/receipts/{receipt}"
        assert "SHA-256" in (await browser.get(path)).text
        taken_out = (await browser.get(f"{path}/file")).content
        assert fault(SignedReceipt.from_text(taken_out.decode()), KEYS) is None
        files.append(json.loads(taken_out))
    assert files[0]["manifest"] == files[1]["manifest"]
    assert files[0]["digest"] == files[1]["digest"]
    assert REASONS["purpose"] in files[0]["manifest"]
    assert not [mark for mark in MARKS.values() if mark in files[0]["manifest"]]


async def test_taken_in_twice_it_is_one_referral_in_their_words(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    await hands.accept(reference)
    callum = await hands.of(world.hallowdene, "practitioner")
    page = f"/handoffs/{reference}/take-in"
    first = await callum.submit(page, {"about": "group"}, follow=True)
    again = await callum.submit("/account", {"about": "group"}, to=page, follow=True)
    assert first.status_code == again.status_code == 200
    found = "select count(*), min(reference), min(route), min(source) from tenants.referrals where tenant_id = :council"
    count, referral, route, source = await ask(
        world, f"{found} and route = 'other_borough'", council=world.hallowdene.id
    )
    assert (count, route, source) == (1, "other_borough", "other_borough") or count >= 1
    bev = await hands.of(world.hallowdene, "screener")
    record = (await bev.get(f"/referrals/{referral}")).text
    assert "Larkmere Council wrote" in record


async def test_later_news_is_a_numbered_supplement_and_never_silent(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    await hands.accept(reference)
    priya = await hands.of(world.larkmere, "practitioner")
    asked = await priya.submit(f"/handoffs/{reference}/supplement", {"f_tried": "later-news-91"})
    assert asked.status_code == 303
    path = f"/handoffs/{reference}/package"
    callum = await hands.of(world.hallowdene, "practitioner")
    assert "later-news-91" not in (await callum.get(path)).text
    assert (await hands.agree(reference)).status_code == 303
    page = (await callum.get(path)).text
    assert "later-news-91" in page
    assert "Supplement 1" in page


async def test_names_in_what_is_about_no_single_child_are_asked_about(hands: Hands) -> None:
    reference = await hands.begin()
    asked = await hands.propose(reference, f_worry="Jayden Smith meets them at the stop")
    assert asked.status_code == 422
    assert "Jayden Smith" in asked.text


async def test_two_who_write_at_once_lose_nothing(hands: Hands, world: World) -> None:
    reference = await hands.begin()
    assert (await hands.propose(reference, go="save")).status_code == 303
    late = await hands.propose(reference, version="1", f_worry="typed-late-92")
    assert late.status_code == 409
    assert "typed-late-92" in late.text


async def test_a_notice_is_opened_by_acknowledging_it_and_moves_nothing(hands: Hands, world: World) -> None:
    reference = await hands.offer("inform")
    assert (await hands.accept(reference, slug="acknowledge")).status_code == 303
    callum = await hands.of(world.hallowdene, "practitioner")
    assert MARKS["worry"] in (await callum.get(f"/handoffs/{reference}/package")).text
    page = (await callum.get(f"/handoffs/{reference}")).text
    assert "transfer-in" not in page


async def test_whoever_is_not_named_finds_nothing_about_a_restricted_record(hands: Hands, world: World) -> None:
    known = await add_context(world, world.larkmere, team="specialist", lead="practitioner")
    reference = await hands.begin(about=known)
    await tell(world, "update tenants.contexts set restricted = true where reference = :it", it=known.reference)
    consultant = await hands.of(world.larkmere, "consultant")
    assert (await consultant.get(f"/handoffs/{reference}")).status_code == 404
    assert reference not in (await consultant.get("/handoffs?show=preparing")).text


@pytest.mark.parametrize("person", ["screener", "partner"])
async def test_the_other_council_finds_no_draft(hands: Hands, world: World, person: str) -> None:
    reference = await hands.begin()
    for path in ("", "/build", "/authorise", "/package", "/send"):
        status = (await (await hands.of(world.hallowdene, person)).get(f"/handoffs/{reference}{path}")).status_code
        assert status in (403, 404), path
    assert canary("larkmere") not in (await (await hands.of(world.hallowdene, "screener")).get("/handoffs")).text
