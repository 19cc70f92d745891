"""Questions both ways, before a decision and long after it: who asks with the code, and who answers on the record."""

from __future__ import annotations

from typing import Any

from casework import Told, add_referral
from commonground.platform.outbox import FactKind
from councils import World
from pages import counting
from resident import Resident
from told import ask, referral_of, rows, trail_of
from web import Browser, Site, hidden_in, token_in

Form = dict[str, str | list[str]]
WORDS = "The gate has been mended. Thank you for asking."


async def decided(world: World, **more: Any) -> Told:
    given: dict[str, Any] = {"state": "decided", "lead": "screener"}
    return await add_referral(world, world.larkmere, **(given | more))


async def write(browser: Browser, told: Told, **typed: str | list[str]) -> Any:
    """Press twice: what is not ready is looked at once more."""
    page = f"/referrals/{told.reference}/write"
    form: Form = {"version": "1", "words": WORDS, **typed}
    first = await browser.submit(page, form)
    if first.status_code != 422 or "Does any of this tell the reader" not in first.text:
        return first
    return await browser.submit(page, form | {"looked": hidden_in(first.text)["looked"]})


async def test_a_question_is_seen_as_one_and_answered_after_the_decision(site: Site, world: World) -> None:
    told = await decided(world)
    resident = Resident.at(site, world.larkmere)
    await resident.open(told.code)
    asked = await resident.post("reply", {"news": "Was the gate mended?", "asks": ["yes"]}, follow=True)
    assert "Your question is with the people who read your report." in asked.text
    assert "We have your question. The answer will stand here." in asked.text
    assert "Was the gate mended?" not in asked.text, "whoever finds the code would read it"
    screener = await site.signed_in(world.larkmere, "screener")
    record = (await screener.get(f"/referrals/{told.reference}")).text
    assert "They asked something, and nobody has answered it" in record
    assert "Was the gate mended?" in record
    assert f'href="/referrals/{told.reference}/write"' in record
    sent = await write(screener, told)
    assert sent.status_code == 303, sent.text
    record = (await screener.get(f"/referrals/{told.reference}")).text
    assert "nobody has answered it" not in record
    assert "You wrote to the person who told us" in record
    read = (await resident.get("reply")).text
    assert "We have written to you below." in read
    assert WORDS in read
    assert "We wrote to you" in read


async def test_it_moves_nothing_and_stands_in_the_trail(site: Site, world: World) -> None:
    told = await decided(world, attention="news")
    assert (await write(await site.signed_in(world.larkmere, "screener"), told)).status_code == 303
    row = await referral_of(world, told)
    assert (row.state, row.outcome, row.attention, row.version) == ("decided", "consultation", None, 2)
    assert "write_to_teller:write" in [action for action, *_ in await trail_of(world, told)]


async def test_a_danger_stays_marked_when_somebody_writes(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", attention="danger")
    assert (await write(await site.signed_in(world.larkmere, "screener"), told)).status_code == 303
    assert (await referral_of(world, told)).attention == "danger"


async def test_a_question_of_ours_is_answered_with_the_code(site: Site, world: World) -> None:
    told = await decided(world)
    screener = await site.signed_in(world.larkmere, "screener")
    assert (await write(screener, told, words="Is the light on again?", asks=["yes"])).status_code == 303
    resident = Resident.at(site, world.larkmere)
    page = (await resident.open(told.code)).text
    assert "We ask you something below." in page
    assert "Is the light on again?" in page
    await resident.post("reply", {"news": "Yes, since Monday."})
    found = await rows(world, "select kind from tenants.report_messages where report_id = :id order by at",
                       id=told.report_id)  # fmt: skip
    assert [row.kind for row in found] == ["further", "news"]


async def test_before_a_decision_it_is_still_said_when_there_will_be_one(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    await write(await site.signed_in(world.larkmere, "screener"), told)
    page = (await Resident.at(site, world.larkmere).open(told.code)).text
    assert "We have written to you below." in page
    assert "We have replied below." not in page


async def test_what_was_ticked_is_kept_when_the_code_has_run_out(site: Site, world: World) -> None:
    told = await decided(world)
    resident = Resident.at(site, world.larkmere)
    closed = await resident.post("reply", {"news": "Was the gate mended?", "asks": ["yes"]})
    kept = hidden_in(closed.text)
    assert kept["asks"] == "yes"
    again = await resident.post("return", {"code": told.code, "news": kept["news"], "asks": kept["asks"]})
    assert "Was the gate mended?" in again.text
    ticked = again.text.partition('name="asks"')[2].partition(">")[0]
    assert "checked" in ticked


async def test_a_professionals_question_is_one_too_and_they_are_told_of_the_answer(site: Site, world: World) -> None:
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    page = (await practitioner.get("/refer")).text
    sent = await practitioner.post("/refer", {
        "_token": token_in(page), **hidden_in(page), "kind": "place", "where": "The bandstand", "what": "Phones.",
        "harms": ["cce"], "children": "3_5", "danger": "no", "openness": "not_told", "untold_why": "Not yet.",
        "basis": "public_task"})  # fmt: skip
    here = sent.headers["location"]
    reference = here.rpartition("/")[2]
    await practitioner.submit(here, {"news": "Who rings the school?", "asks": ["yes"]})
    row = await ask(world, "select id, version from tenants.referrals where reference = :r", r=reference)
    told = Told(row.id, reference, None, "")
    screener = await site.signed_in(world.larkmere, "screener")
    assert "nobody has answered it" in (await screener.get(f"/referrals/{reference}")).text
    assert (await write(screener, told, words="The head of year rings them.")).status_code == 303
    assert "The head of year rings them." in (await practitioner.get(here)).text
    facts = await rows(world, "select kind from system.outbox where subject_id = :id", id=row.id)
    assert FactKind.WRITTEN_TO_YOU in [fact.kind for fact in facts]


async def test_words_that_give_something_away_are_refused_and_kept(site: Site, world: World) -> None:
    told = await decided(world, what="Prilow Tander is there.", masked="[name] is there.")
    screener = await site.signed_in(world.larkmere, "screener")
    refused = await write(screener, told, words="We have spoken with Prilow about the gate.")
    for _ in range(2):
        assert refused.status_code == 422
        refused = await write(screener, told, words="We have spoken with Prilow about the gate.")
    assert "This word was hidden in the report because it may be a name." in refused.text
    assert "We have spoken with Prilow about the gate." in refused.text
    assert (await write(screener, told, words=" ")).status_code == 422
    assert await rows(world, "select 1 from tenants.report_messages where report_id = :id", id=told.report_id) == []


async def test_pressed_twice_it_is_sent_once(site: Site, world: World) -> None:
    told = await decided(world)
    screener = await site.signed_in(world.larkmere, "screener")
    page = f"/referrals/{told.reference}/write"
    form: Form = {"version": "1", "words": WORDS}
    first = (await screener.submit(page, form)).text
    form |= {"_token": token_in(first), "looked": hidden_in(first)["looked"]}
    with counting(site) as statements:
        assert (await screener.post(page, form)).status_code == 303
    assert len(statements) <= 10, statements.sent
    assert (await screener.post(page, form)).status_code == 303
    found = await rows(world, "select 1 from tenants.report_messages where report_id = :id", id=told.report_id)
    assert len(found) == 1


async def test_nobody_writes_where_nothing_was_told_nor_from_elsewhere(site: Site, world: World) -> None:
    nothing, theirs = await decided(world, with_report=False), await decided(world)
    screener = await site.signed_in(world.larkmere, "screener")
    refused = await write(screener, nothing)
    for _ in range(2):
        assert refused.status_code == 422
        refused = await write(screener, nothing)
    assert "There is no way to write to the person who told us" in refused.text
    assert f"/referrals/{nothing.reference}/write" not in (await screener.get(f"/referrals/{nothing.reference}")).text
    for council, person in ((world.larkmere, "practitioner"), (world.hallowdene, "screener")):
        browser = await site.signed_in(council, person)
        assert (await browser.get(f"/referrals/{theirs.reference}/write")).status_code == 404
