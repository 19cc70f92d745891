"""Retention over HTTP: the queue, one record's page, two people, certificates and the schedule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from casework import add_context, add_referral
from commonground.platform.calendar import LONDON
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.retention import disposing, holds, queue, schedule
from councils import World, canary
from pages import masked
from told import ask, tell
from trying import removed
from web import Browser, Site

LONG_AGO = datetime.now(UTC) - timedelta(days=500)


async def closed(world: World, council: str = "larkmere") -> str:
    return (await add_context(world, getattr(world, council), status="closed", at=LONG_AGO)).reference


def in_days(days: int, name: str) -> dict[str, str | list[str]]:
    when = datetime.now(UTC).date() + timedelta(days=days)
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


async def lead(site: Site, world: World) -> Browser:
    return await site.signed_in(world.larkmere, "ig_lead")


async def test_what_is_due_stands_there_without_a_word_of_it(site: Site, world: World) -> None:
    mine, theirs = await closed(world), await closed(world, "hallowdene")
    page = (await (await lead(site, world)).get("/retention")).text
    assert mine in page
    assert theirs not in page
    assert "1 year after it was decided or closed" in page
    record = (await (await lead(site, world)).get(f"/retention/context/{mine}")).text
    assert "Propose disposal" in record
    for each in (page, record):
        assert "Golden Spoon" not in each
        assert canary("larkmere") not in each.replace("Ig Lead canary-larkmere-7f3a", "")


async def test_missing_and_foreign_are_one_answer(site: Site, world: World) -> None:
    browser = await lead(site, world)
    theirs = await closed(world, "hallowdene")
    missing = new_reference(ReferenceKind.CONTEXT)
    for reference in (theirs, missing):
        for path in ("", "/keep", "/hold", "/lift", "/propose"):
            answer = await browser.get(f"/retention/context/{reference}{path}")
            assert answer.status_code == 404
            assert canary("hallowdene") not in answer.text
    for person in ("screener", "practitioner", "manager", "admin", "auditor"):
        other = await site.signed_in(world.larkmere, person)
        assert (await other.get("/retention")).status_code == 403
        assert (await other.get(f"/retention/context/{await closed(world)}")).status_code == 404


async def test_two_people_dispose_of_it(site: Site, world: World) -> None:
    reference = await closed(world)
    here = f"/retention/context/{reference}"
    browser = await lead(site, world)
    wrong = await browser.submit(f"{here}/propose", {"ground": ""})
    assert wrong.status_code == 422
    assert "Choose why it may go" in wrong.text
    done = await browser.submit(f"{here}/propose", {"ground": "time_is_up"}, follow=True)
    assert "A second person has to confirm it" in done.text
    disposal = str((await ask(world, "select id from tenants.disposals where reference = :r", r=reference))[0])
    alone = await browser.submit(
        "/retention/waiting", {"disposal": disposal}, to="/retention/waiting/confirm", follow=True
    )
    assert "You proposed this yourself" in alone.text
    admin = await site.signed_in(world.larkmere, "admin")
    waits = (await admin.get("/retention/waiting")).text
    for button in ("Confirm disposal", "It stays"):
        assert f'{button}<span class="govuk-visually-hidden">: {reference}</span></button>' in waits
    said = await admin.submit(
        "/retention/waiting", {"disposal": disposal}, to="/retention/waiting/confirm", follow=True
    )
    assert f"Confirmed. {reference} goes in a moment" in said.text
    await removed(world)
    paper = (await admin.get("/retention/certificates")).text
    assert reference in paper
    assert "The context: 1" in paper
    assert (await browser.get(here)).status_code == 404
    neighbour = await site.signed_in(world.hallowdene, "admin")
    for page in ("certificates", "waiting"):
        assert reference not in (await neighbour.get(f"/retention/{page}")).text


async def test_the_second_person_confirms_that_it_is_they(site: Site, world: World) -> None:
    reference = await closed(world)
    await (await lead(site, world)).submit(f"/retention/context/{reference}/propose", {"ground": "duplicate"})
    disposal = str((await ask(world, "select id from tenants.disposals where reference = :r", r=reference))[0])
    browser = site.browser()
    browser.client.cookies.set("cg_session", await world.token(world.larkmere, "admin", confirmed=False))
    answer = await browser.submit("/retention/waiting", {"disposal": disposal}, to="/retention/waiting/confirm")
    assert answer.status_code == 401
    assert "Confirm that it is you" in answer.text
    assert not await ask(
        world, "select 1 from tenants.disposal_confirmations where disposal_id = cast(:id as uuid)", id=disposal
    )


async def test_holding_keeping_and_lifting(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="withdrawn")
    await tell(world, "update tenants.referrals set changed_at = :at where id = :id", at=LONG_AGO, id=told.id)
    here, browser = f"/retention/referral/{told.reference}", await lead(site, world)
    late = await browser.submit(
        f"{here}/hold", {"ground": "police", "reason": "They asked", **in_days(900, "review_on")}
    )
    assert late.status_code == 422
    assert "within a year" in late.text
    assert "They asked" in late.text
    held = await browser.submit(
        f"{here}/hold", {"ground": "police", "reason": "They asked", **in_days(90, "review_on")}, follow=True
    )
    assert "Held. It can’t be disposed of" in held.text
    assert told.reference in (await browser.get("/retention/holds")).text
    for days, words in ((0, "Due today"), (-1, "Overdue")):
        again = datetime.now(LONDON).date() + timedelta(days=days)
        await tell(world, "update tenants.holds set review_on = :day where record_id = :id", day=again, id=told.id)
        for page in ("/retention/holds", here):
            assert words in (await browser.get(page)).text
    refused = await browser.submit(f"{here}/propose", {"ground": "time_is_up"})
    assert (refused.status_code, "It is held" in refused.text) == (409, True)
    hold = str((await ask(world, "select id from tenants.holds where record_id = :id", id=told.id))[0])
    lifted = await browser.submit(f"{here}/lift", {"hold": hold, "reason": "It is over"}, follow=True)
    assert "Lifted by" in lifted.text
    kept = await browser.submit(f"{here}/keep", {"reason": "Needed", **in_days(90, "until")}, follow=True)
    assert "Kept longer." in kept.text
    assert told.reference not in (await browser.get("/retention")).text
    found = await browser.get(f"/retention?reference={told.reference.lower()}")
    assert found.headers["location"] == here


@pytest.mark.parametrize("page", ["/retention", "/retention/holds"])
async def test_a_reference_that_is_not_here_is_said_beside_it(site: Site, world: World, page: str) -> None:
    """Mistyped, of another council and of nobody: one answer, and what was typed stays."""
    browser, theirs = await lead(site, world), await closed(world, "hallowdene")
    answers = []
    for typed in ("CX-7K3F-2", theirs, new_reference(ReferenceKind.CONTEXT)):
        answer = await browser.get(f"{page}?reference={typed}")
        assert answer.status_code == 422
        assert 'href="#reference">No record of your council has this reference' in answer.text
        assert f'value="{typed}"' in answer.text
        answers.append(masked(answer.text.replace(typed, "")))
    assert answers[0] == answers[1] == answers[2]
    assert "Type the reference of a record" in (await browser.get(f"{page}?reference=+")).text
    mine = await closed(world)
    found = await browser.get(f"{page}?reference={mine.lower()}")
    assert found.headers["location"] == f"/retention/context/{mine}"


async def test_the_schedule_is_the_councils_own(site: Site, world: World) -> None:
    browser = await lead(site, world)
    form: dict[str, str | list[str]] = {
        "record_type": "looked_after", "years": "20", "months": "0", "counted_from": "birth", "reason": "Shorter",
    }  # fmt: skip
    short = await browser.submit("/retention/schedule", form)
    assert short.status_code == 422
    assert "The law says 75 years from birth at least" in short.text
    nonsense = await browser.submit("/retention/schedule", form | {"years": "x"})
    assert "Type a whole number" in nonsense.text
    saved = await browser.submit("/retention/schedule", form | {"years": "80"}, follow=True)
    assert "80 years after the child was born" in saved.text
    assert "Shorter" in saved.text
    neighbour = await site.signed_in(world.hallowdene, "ig_lead")
    other = (await neighbour.get("/retention/schedule")).text
    assert "80 years" not in other
    assert "75 years after the child was born" in other
    entry = "select why from audit.entries where action = 'set_retention:choose'"
    assert (await ask(world, entry))[0].startswith("looked_after: 80 years birth, from ")


async def test_a_trial_record_is_made_and_due(site: Site, world: World) -> None:
    browser = await lead(site, world)
    made = await browser.submit("/retention", {}, to="/retention/trial", follow=True)
    assert "A trial record was made" in made.text
    assert "A trial record: due at once" in (await browser.get("/retention")).text


async def test_nobody_steers_the_worker_by_a_foreign_fact(site: Site, world: World) -> None:
    """A fact that names another council's disposal does nothing."""
    reference = await closed(world)
    await (await lead(site, world)).submit(f"/retention/context/{reference}/propose", {"ground": "time_is_up"})
    disposal = (await ask(world, "select id from tenants.disposals where reference = :r", r=reference))[0]
    await tell(
        world,
        "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
        " (gen_random_uuid(), :council, 'disposal_confirmed', 'disposal', :id, now())",
        council=world.hallowdene.id, id=disposal,
    )  # fmt: skip
    await removed(world)
    assert await ask(world, "select 1 from tenants.contexts where reference = :r", r=reference)


async def test_a_list_that_is_cut_off_says_so(site: Site, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await lead(site, world)
    for period in ("2", "3"):
        form = {"record_type": "context", "years": period, "months": "0", "counted_from": "ended", "reason": "Ours"}
        assert (await browser.submit("/retention/schedule", {**form})).status_code == 303
    ages = datetime.now(UTC) - timedelta(days=2_000)
    for act, page in (("hold", "/retention/holds"), ("propose", "/retention/waiting"), ("", "/retention")):
        for _ in range(2):
            known = await add_context(world, world.larkmere, status="closed", at=ages)
            body = {
                "ground": "complaint" if act == "hold" else "duplicate",
                "reason": "Asked",
                **in_days(90, "review_on"),
            }
            if act:
                done = await browser.submit(f"/retention/context/{known.reference}/{act}", {**body})
                assert done.status_code == 303, done.text
        assert "shown" not in (await browser.get(page)).text
    for module, name in ((queue, "MOST"), (holds, "MOST"), (disposing, "MOST_PROPOSED"), (schedule, "MOST_CHOICES")):
        monkeypatch.setattr(module, name, 1)
    for page, words in (
        ("/retention", "The 1 that have been due longest are shown."),
        ("/retention/waiting", "The first 1 are shown"),
        ("/retention/holds", "The 1 that are to be looked at soonest are shown."),
        ("/retention/schedule", "The newest 1 are shown."),
    ):
        assert words in (await browser.get(page)).text, page
