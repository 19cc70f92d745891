"""What leaves a referral: looked at before it goes, kept as it went, and nothing of anybody in it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from casework import Told, add_referral, as_owner
from commonground.ui.flags.showing import EXAMPLE
from councils import TestCouncil, World, canary
from decisions import Form, rows
from pages import counting
from told import tell
from web import Browser, Site

CONTACT = {"agency": "licensing", "post": "Licensing duty desk", "phone": "", "email": "desk@licensing.example",
                 "hours": ""}  # fmt: skip  # one contact
WHY = "Jayden says the back door stays open."


async def contact(site: Site, world: World, council: TestCouncil, **changes: str) -> str:
    manager = await site.signed_in(council, "manager")
    assert (await manager.submit("/playbooks/contacts/new", {**CONTACT, **changes})).status_code == 303
    found = await rows(world, "select id::text from council.ring_contacts where tenant_id = :id order by id desc",
                       id=council.id)  # fmt: skip  # one query
    return str(found[0][0])


async def events(world: World, told: Told, verb: str) -> list[str]:
    query = "select words from tenants.referral_events where referral_id = :id and verb = :verb"
    return [str(each.words) for each in await rows(world, query, id=told.id, verb=verb)]


def seal(page: str) -> str:
    return str(re.findall(r'name="looked"[^>]*value="([^"]*)"', page)[0])


async def screened(world: World, **more: str) -> Told:
    return await add_referral(world, world.larkmere, **({"state": "screening", "lead": "screener"} | more))  # type: ignore[arg-type]  # words


async def previewed(browser: Browser, here: str, form: Form) -> str:
    shown = await browser.submit(here, form)
    assert shown.status_code == 200
    assert "Nothing has gone yet." in shown.text
    return shown.text


async def test_it_is_referred_on_with_a_reference_and_a_number_and_nothing_else(site: Site, world: World) -> None:
    told, to = await screened(world), await contact(site, world, world.larkmere)
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/refer-on"
    form: Form = {"version": "1", "contact": to, "lang": "en", "reason": WHY}
    page = await previewed(browser, here, form)
    shown = re.findall(r'id="preview".*?</section>', page, re.DOTALL)[0]
    assert told.reference in shown
    assert "Jayden" not in shown
    assert canary("larkmere") not in re.sub(r"<h2.*?</h2>", "", shown).replace("Larkmere Council", "")
    assert await events(world, told, "refer_on") == []
    gone = await browser.submit(here, form | {"looked": seal(page)})
    assert gone.status_code == 303
    assert await events(world, told, "refer_on") == [f"Licensing duty desk, Licensing: {WHY}"]
    kept = (await rows(world, "select * from tenants.referral_letters where referral_id = :id", id=told.id))[0]
    assert told.reference in kept.words
    assert "Jayden" not in kept.words
    facts = await rows(world, "select kind from system.outbox where subject_id = :id", id=kept.id)
    assert [each.kind for each in facts] == ["referred_on"]
    record = (await browser.get(f"/referrals/{told.reference}")).text
    assert "You referred it on. The e-mail is on its way." in record
    assert f"/letters/{kept.id}" in record
    trail = await rows(world, "select action, why from audit.entries where subject_id = :id", id=told.id)
    assert any(each.action == "send_out:refer_on" for each in trail)
    assert not any("Jayden" in (each.why or "") for each in trail)


async def test_somebody_else_chosen_after_looking_is_looked_at_anew(site: Site, world: World) -> None:
    told, to = await screened(world), await contact(site, world, world.larkmere)
    other = await contact(site, world, world.larkmere, post="Housing desk", agency="housing", email="h@housing.example")
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/refer-on"
    form: Form = {"version": "1", "contact": to, "lang": "en", "reason": WHY}
    page = await previewed(browser, here, form)
    await previewed(browser, here, form | {"looked": seal(page), "contact": other})
    await previewed(browser, here, form | {"looked": seal(page), "lang": "cy"})
    assert await events(world, told, "refer_on") == []


async def test_a_number_that_changes_after_looking_is_looked_at_anew(site: Site, world: World) -> None:
    told, to = await screened(world), await contact(site, world, world.larkmere)
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/refer-on"
    form: Form = {"version": "1", "contact": to, "lang": "en", "reason": WHY}
    page = await previewed(browser, here, form)
    assert "Outside office hours: 020 7946 0143" in page
    change = "update commons.councils set out_of_hours_phone = :phone where id = :id"
    await tell(world, change, phone="020 7946 0199", id=world.larkmere.id)
    try:
        page = await previewed(browser, here, form | {"looked": seal(page)})
        assert "Outside office hours: 020 7946 0199" in page
        assert await events(world, told, "refer_on") == []
        assert (await browser.submit(here, form | {"looked": seal(page)})).status_code == 303
    finally:
        await tell(world, change, phone="020 7946 0143", id=world.larkmere.id)
    kept = await rows(world, "select words from tenants.referral_letters where referral_id = :id", id=told.id)
    assert "020 7946 0199" in kept[0].words


@pytest.mark.parametrize(
    ("field", "value"),
    [("contact", ""), ("contact", "theirs"), ("lang", "fr"), ("reason", " "), ("reason", "a" * 1_001)],
)
async def test_what_is_missing_is_said_beside_its_question_and_nothing_goes(
    site: Site, world: World, field: str, value: str
) -> None:
    told, to = await screened(world), await contact(site, world, world.larkmere)
    theirs = await contact(site, world, world.hallowdene)
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/refer-on"
    form: Form = {"version": "1", "contact": to, "lang": "en", "reason": WHY}
    answer = await browser.submit(here, form | {field: theirs if value == "theirs" else value})
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert await events(world, told, "refer_on") == []


async def test_whoever_has_no_address_is_listed_to_be_rung_and_a_flag_is_said(site: Site, world: World) -> None:
    told, to = await screened(world), await contact(site, world, world.larkmere)
    silent = await contact(site, world, world.larkmere, email="", phone="020 7946 0121", post="Only by phone")
    theirs = await contact(site, world, world.hallowdene, email="", phone="020 7946 0121", post="Next door")
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/refer-on"
    page = (await browser.get(here)).text
    assert "Only by phone, Licensing: ring 020 7946 0121, no e-mail on your council’s list" in page
    assert f'value="{to}"' in page
    assert f'value="{silent}"' in page
    assert theirs not in page
    assert "Read it first" not in page
    put: Form = {"version": "1", **EXAMPLE, "kind": "do_not_share", "about": "the owner"}
    assert (await browser.submit(f"/referrals/{told.reference}/flag", put)).status_code == 303
    assert "Read it first" in (await browser.get(here)).text


async def test_it_is_referred_on_by_phone_where_there_is_no_address(site: Site, world: World) -> None:
    """Whom to ring stands there first; the second press says that it was done, and nothing goes by e-mail."""
    told = await screened(world)
    silent = await contact(site, world, world.larkmere, email="", phone="020 7946 0121", post="Only by phone")
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/refer-on"
    form: Form = {"version": "1", "contact": silent, "lang": "en", "reason": WHY}
    first = await browser.submit(here, form)
    assert first.status_code == 200
    shown = re.findall(r'id="preview".*?</section>', first.text, re.DOTALL)[0]
    assert "Ring 020 7946 0121" in shown
    assert told.reference in shown
    assert "This is what they get" not in first.text
    assert "I have rung them: record it" in first.text
    assert await events(world, told, "refer_on") == []
    for _ in range(2):
        assert (await browser.submit(here, form | {"looked": seal(first.text)})).status_code == 303
    assert await events(world, told, "refer_on") == [f"Only by phone, Licensing, by phone: {WHY}"], "once"
    assert not await rows(world, "select 1 from tenants.referral_letters where referral_id = :id", id=told.id)
    record = (await browser.get(f"/referrals/{told.reference}")).text
    assert "You referred it on" in record
    assert "The e-mail" not in record
    trail = await rows(world, "select action from audit.entries where subject_id = :id", id=told.id)
    assert "send_out:refer_on" in [each.action for each in trail]


async def test_an_e_mail_that_did_not_arrive_stands_above_everything(site: Site, world: World) -> None:
    told, to = await screened(world), await contact(site, world, world.larkmere)
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/refer-on"
    form: Form = {"version": "1", "contact": to, "lang": "en", "reason": WHY}
    await browser.submit(here, form | {"looked": seal(await previewed(browser, here, form))})
    put = ("insert into council.mails (tenant_id, id, staff_id, fact_id, message, urgent, state, queued_at, due_at)"
           " select tenant_id, mail_id, written_by, id, id, true, 'refused', now(), now() from tenants.referral_letters"
           " where referral_id = :id")  # fmt: skip  # one mail
    async with as_owner(world.database) as engine, engine.begin() as connection:
        carried = text("update tenants.referral_letters set mail_id = id where referral_id = :id")
        await connection.execute(carried, {"id": told.id})
        await connection.execute(text(put), {"id": told.id})
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert "An e-mail that referred this on did not arrive. Ring them:" in page
    assert "The e-mail did not arrive: ring them." in page


async def test_a_letter_is_written_in_the_language_it_came_in_kept_and_printed(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="decided", lead="screener", lang="cy")
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/letter"
    page = await previewed(browser, here, {"version": "1", "kind": "referrer"})
    assert "Ein cyfeirnod" in page
    assert "18 Tachwedd 2026" in page
    kept = await browser.submit(here, {"version": "1", "kind": "referrer", "looked": seal(page)})
    assert kept.status_code == 303
    paper = await browser.get(kept.headers["location"])
    assert f"Ein cyfeirnod: {told.reference}" in paper.text
    assert 'lang="cy"' in paper.text
    assert canary("larkmere") not in paper.text.partition('id="letter"')[2].partition("</div>")[0]
    assert await events(world, told, "write_letter") == [""]
    neighbour = await site.signed_in(world.hallowdene, "screener")
    assert (await neighbour.get(kept.headers["location"])).status_code == 404
    other = await add_referral(world, world.larkmere, state="decided", lead="screener")
    elsewhere = kept.headers["location"].replace(told.reference, other.reference)
    assert (await browser.get(elsewhere)).status_code == 404


async def test_a_letter_to_whoever_told_us_says_what_they_were_answered_last(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="decided", lead="screener")
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/letter"
    form: Form = {"version": "1", "kind": "referrer"}
    assert "{" not in (await previewed(browser, here, form)).partition('id="preview"')[2].partition("</section>")[0]
    put = ("insert into tenants.report_messages (tenant_id, id, report_id, kind, body, shown, at, staff_id)"
           " select :council, gen_random_uuid(), id, :kind, 'Never shown.', :words, now() + :later * interval '1 s',"
           " null from tenants.reports where referral_id = :id")  # fmt: skip  # one message
    for kind, words, later in (("reply", "An earlier answer.", 0), ("reply", "The lights will be mended.", 1),
                               ("question", "Which corner?", 2)):  # fmt: skip  # what was written
        given = {
            "council": world.larkmere.id,
            "kind": kind,
            "words": words,
            "later": later,
            "id": told.id,
        }
        await tell(world, put, **given)
    shown = await previewed(browser, here, form)
    assert "The lights will be mended." in shown
    assert not any(words in shown for words in ("An earlier answer.", "Which corner?", "Never shown."))
    assert "The lights will be mended." not in await previewed(browser, here, form | {"kind": "business"})
    silent = "update tenants.referrals set no_reply_reason = 'could_put_somebody_at_risk' where id = :id"
    anew = "update tenants.referrals set no_reply_reason = null, decided_at = now() + interval '1 hour' where id = :id"
    for change in (silent, anew):
        await tell(world, change, id=told.id)
        shown = await previewed(browser, here, form)
        assert "The lights will be mended." not in shown, "what an earlier decision said is overtaken"


async def test_there_is_no_letter_before_something_was_decided(site: Site, world: World) -> None:
    told = await screened(world)
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/letter"
    assert (await browser.get(here)).status_code == 409
    assert "Write a letter" not in (await browser.get(f"/referrals/{told.reference}")).text


async def test_sending_takes_at_most_ten_statements(site: Site, world: World) -> None:
    told, to = await screened(world), await contact(site, world, world.larkmere)
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/refer-on"
    form: Form = {"version": "1", "contact": to, "lang": "en", "reason": WHY}
    page = await previewed(browser, here, form)
    token = re.findall(r'name="_token" value="([^"]+)"', page)[0]
    with counting(site) as statements:
        sent = await browser.post(here, form | {"looked": seal(page), "_token": token})
    assert sent.status_code == 303
    assert len(statements) <= 10, statements.sent


@pytest.mark.parametrize("person", ["auditor", "panel_coordinator", "practitioner"])
async def test_who_may_not_send_is_told_that_there_is_nothing(site: Site, world: World, person: str) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, person)
    assert (await browser.get(f"/referrals/{told.reference}/refer-on")).status_code == 404


WORDS: Form = {"version": "0", "business_en": "Ours: ring {phone} about {reference}."}


async def test_a_council_says_letters_its_own_way(site: Site, world: World) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    assert "To the designated safeguarding lead" in (await admin.get("/council/letters")).text
    assert (await admin.submit("/council/letters", WORDS)).status_code == 303
    late = await admin.submit("/council/letters", WORDS | {"business_en": "Late {phone} {reference}"})
    assert late.status_code == 409
    assert "Late {phone}" in late.text
    assert "Saved now: “Ours: ring {phone} about {reference}.”" in late.text
    bad = await admin.submit("/council/letters", WORDS | {"version": "1", "business_en": "{name} {phone} {reference}"})
    assert bad.status_code == 422
    assert 'href="#business_en"' in bad.text
    assert "Ours: ring" not in (await (await site.signed_in(world.hallowdene, "admin")).get("/council/letters")).text
    told = await add_referral(world, world.larkmere, state="decided", lead="screener")
    browser = await site.signed_in(world.larkmere, "screener")
    page = await previewed(browser, f"/referrals/{told.reference}/letter", {"version": "1", "kind": "business"})
    assert re.search(rf"Ours: ring [\d ]+ about {told.reference}\.", page)


async def test_the_same_press_twice_writes_one_letter_and_leads_to_it(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="decided", lead="screener")
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/letter"
    form: Form = {"version": "1", "kind": "business"}
    form |= {"looked": seal(await previewed(browser, here, form))}
    other: Form = {"version": "1", "kind": "school"}
    other |= {"looked": seal(await previewed(browser, here, other))}
    pressed = [await browser.submit(here, form) for _ in range(2)]
    assert [each.status_code for each in pressed] == [303, 303]
    assert pressed[0].headers["location"] == pressed[1].headers["location"]
    assert "/letters/" in pressed[0].headers["location"]
    letters = "select kind from tenants.referral_letters where referral_id = :id order by id"
    assert [each.kind for each in await rows(world, letters, id=told.id)] == ["business"]
    assert (await browser.submit(here, other)).status_code == 409, "another letter is not this one"
    colleague = await site.signed_in(world.larkmere, "second_screener")
    assert (await colleague.submit(here, form)).status_code == 409, "nor is somebody else’s"
    assert len(await rows(world, letters, id=told.id)) == 1
