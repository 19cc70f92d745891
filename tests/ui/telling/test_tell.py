"""A team tells those who told it about a context what has changed, over HTTP; and what each of them reads."""

from __future__ import annotations

from typing import Any

from casework import Known, Told, add_context, add_referral
from councils import World
from pages import counting
from referrer import refer
from resident import Resident
from told import rows
from told import tell as run
from web import Browser, Site, hidden_in, token_in

CHANGED = "The lights in the yard were mended."
CHANGED_CY = "Mae’r goleuadau yn yr iard wedi’u trwsio."
Form = dict[str, str | list[str]]


async def on_it(world: World, known: Known, **more: Any) -> Told:
    given: dict[str, Any] = {"state": "decided", "team": "specialist", "lead": "practitioner"}
    return await add_referral(world, world.larkmere, context=known, **(given | more))


async def tell(browser: Browser, known: Known, form: Form) -> Any:
    """Press twice: what is not ready is looked at once more."""
    page = f"/contexts/{known.reference}/tell"
    first = await browser.submit(page, {"version": "1", **form})
    assert first.status_code == 422, first.text
    assert "Does any of this tell the reader" in first.text
    return await browser.submit(page, {"version": "1", **form, "looked": hidden_in(first.text)["looked"]})


async def test_each_reads_what_has_changed_with_the_code_and_alone(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    english, welsh = await on_it(world, known), await on_it(world, known, lang="cy")
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert f"/contexts/{known.reference}/tell" in (await browser.get(f"/contexts/{known.reference}")).text
    whom = [english.reference, welsh.reference]
    sent = await tell(browser, known, {"whom": whom, "words": CHANGED, "words_cy": CHANGED_CY})
    assert sent.status_code == 303, sent.text
    timeline = (await browser.get(f"/contexts/{known.reference}/timeline")).text
    assert "told those who told us what has changed" in timeline
    assert CHANGED in timeline
    for told, words, other in ((english, CHANGED, CHANGED_CY), (welsh, CHANGED_CY, CHANGED)):
        read = (await Resident.at(site, world.larkmere).open(told.code)).text
        assert "Something has changed since." in read
        assert words in read
        assert other not in read
        assert known.reference not in read


async def test_it_takes_as_many_statements_for_many_as_for_one(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    taken = []
    for many in (1, 6):
        known = await add_context(world, world.larkmere)
        whom = [(await on_it(world, known)).reference for _ in range(many)]
        page = f"/contexts/{known.reference}/tell"
        form: Form = {"version": "1", "whom": whom, "words": CHANGED}
        first = (await browser.submit(page, form)).text
        form |= {"_token": token_in(first), "looked": hidden_in(first)["looked"]}
        with counting(site) as statements:
            assert (await browser.post(page, form)).status_code == 303
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 10, taken


async def test_who_wanted_none_is_not_ticked_at_first(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    told, wished = await on_it(world, known), await on_it(world, known, wished=True)
    page = (await (await site.signed_in(world.larkmere, "practitioner")).get(f"/contexts/{known.reference}/tell")).text
    ticked = {each.split('"')[0] for each in page.split('value="')[1:] if " checked" in each.split(">")[0]}
    assert ticked == {told.reference}
    assert wished.reference in page
    assert "They asked to withdraw it" in page
    assert "The same in Welsh" not in page, "nobody wrote in Welsh"


async def test_who_has_left_is_not_ticked_and_said_to_have(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    sent = [await refer(await site.signed_in(world.larkmere, who), where=who) for who in ("chair", "auditor")]
    put = (
        "update tenants.referrals set context_id = :context, team_id = :team, lead_id = :lead, state = 'decided',"
        " outcome = 'added_to_context', rationale = 'Because', decided_at = now(), decided_by = :lead"
        " where reference = any(:sent)"
    )
    lead = world.larkmere.people["practitioner"].staff_id
    await run(world, put, context=known.id, team=world.larkmere.teams["specialist"], lead=lead, sent=sent)
    ends = "update council.staff set ended_at = {} where id = :id"
    gone = world.larkmere.people["auditor"].staff_id
    await run(world, ends.format("now()"), id=gone)
    page = (await (await site.signed_in(world.larkmere, "practitioner")).get(f"/contexts/{known.reference}/tell")).text
    await run(world, ends.format("null"), id=gone)
    ticked = {each.split('"')[0] for each in page.split('value="')[1:] if " checked" in each.split(">")[0]}
    assert ticked == {sent[0]}
    assert "A colleague: is told at once" in page
    assert "Has left, so that nobody would read it" in page


async def test_what_was_typed_is_kept_when_it_is_refused(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    told = await on_it(world, known)
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = f"/contexts/{known.reference}/tell"
    words = "Others told us too, and the lights were mended."
    refused = await browser.submit(page, {"version": "1", "whom": [told.reference], "words": words})
    assert refused.status_code == 422
    assert "It tells whether somebody else has reported it too." in refused.text
    assert words in refused.text
    assert words in (await browser.get(page)).text
    found = await rows(world, "select kind from tenants.report_messages where report_id = :id", id=told.report_id)
    assert found == []


async def test_nobody_to_tell_is_said_before_anything_is_typed(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert (
        "There is nobody whom you can tell from here" in (await browser.get(f"/contexts/{known.reference}/tell")).text
    )


async def test_another_team_and_another_council_find_nothing(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    for council, person in (
        (world.larkmere, "screener"), (world.larkmere, "analyst"), (world.hallowdene, "practitioner")
    ):  # fmt: skip
        browser = await site.signed_in(council, person)
        assert (await browser.get(f"/contexts/{known.reference}/tell")).status_code in (403, 404)
