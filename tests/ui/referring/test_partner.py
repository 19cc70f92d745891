"""A partner refers over HTTP: what the front door gets, what they may know of it, and what ends with their work."""

# Long: one way in, tried for each end that it may have.

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from commonground.platform.access import Role
from commonground.platform.outbox import FactKind
from commonground.tenants.referring.types import LawfulBasis
from councils import TestCouncil, World, canary
from example_files import PLACE, TEXT, photo
from filing import add_file, send_files
from inviting import another_partner
from referrer import WHAT, WHERE, Form, answers, refer, row_of
from told import ask, rows, tell
from web import Site, hidden_in, token_in


async def name_of(world: World, council: TestCouncil) -> str:
    found = await ask(world, "select name from council.partner_organisations where id = :id", id=council.organisation)
    return str(found.name)


@asynccontextmanager
async def ended(world: World, what: str, **whose: object) -> AsyncIterator[None]:
    """As long as this lasts, the row is one that has ended."""
    await tell(world, f"update {what} set ended_at = now() where id = :id", **whose)
    try:
        yield
    finally:
        await tell(world, f"update {what} set ended_at = null where id = :id", **whose)


@pytest.mark.parametrize("kind", ["place", "group", "school", "online"])
async def test_it_comes_before_the_front_door_like_a_colleagues(site: Site, world: World, kind: str) -> None:
    larkmere = world.larkmere
    browser = await site.signed_in(larkmere, "partner")
    reference = await refer(browser, kind=kind, danger="yes", case_references="LK-118", adults="Prilow Tander")
    row = await row_of(world, reference)
    assert (row.state, row.route, row.subject_kind, row.council) == ("new", "partner", kind, larkmere.id)
    assert (row.team_id, row.attention, row.title) == (larkmere.teams["front_door"], "danger", WHERE)
    assert (row.staff_id, row.organisation_id) == (larkmere.people["partner"].staff_id, larkmere.organisation)
    assert row.organisation == await name_of(world, larkmere)
    assert row.decision_due_at > row.received_at
    facts = await rows(world, "select kind, actor_id from system.outbox where subject_id = :id", id=row.id)
    assert [(fact.kind, fact.actor_id) for fact in facts] == [(FactKind.REFERRAL_RECEIVED, row.staff_id)]
    trail = await rows(world, "select action, staff_id from audit.entries where subject_id = :id", id=row.id)
    assert ("refer:send", row.staff_id) in [tuple(entry) for entry in trail]
    (layer,) = await rows(world, "select p.* from tenants.statement_people p join tenants.statements s"
                          " on s.id = p.statement_id where s.referral_id = :id", id=row.id)  # fmt: skip
    assert (layer.case_references, layer.adults) == (["LK-118"], "Prilow Tander")
    mine = (await browser.get(f"/refer/{reference}")).text
    assert "If nobody has rung 999 yet" in mine
    assert WHAT not in mine, "its state, and nothing else"


async def test_what_they_know_of_its_reach_comes_with_it_and_names_in_it_are_hidden(site: Site, world: World) -> None:
    partner, screener = (
        await site.signed_in(world.larkmere, "partner"),
        await site.signed_in(world.larkmere, "screener"),
    )
    reference = await refer(
        partner, kind="school", establishment="217-4038", boundary="From the gate to where Ayesha Khan lives",
        other_boroughs="Hallowdene",
    )  # fmt: skip  # answers
    row = await row_of(world, reference)
    assert (row.boundary, row.other_boroughs, row.establishment) == (
        "From the gate to where Ayesha Khan lives", "Hallowdene", "217/4038",
    )  # fmt: skip  # one row
    page = (await screener.get(f"/referrals/{reference}")).text
    for words in ("From the gate to where", "Hallowdene", "217/4038"):
        assert words in page
    assert "Ayesha" not in page
    empty = await row_of(world, await refer(partner))
    assert (empty.boundary, empty.other_boroughs, empty.establishment) == ("", "", "")


async def test_the_kind_of_their_organisation_is_its_source(site: Site, world: World) -> None:
    await another_partner(world, world.larkmere, "dsl", kind="school", role=Role.SCHOOL_DSL)
    assert (await row_of(world, await refer(await site.signed_in(world.larkmere, "dsl")))).source == "school"
    assert (await row_of(world, await refer(await site.signed_in(world.larkmere, "partner")))).source == "vcs"


# Long: one worry from its arrival to its answer.
async def test_a_screener_reads_who_referred_it_and_for_whom_and_asks_and_decides(site: Site, world: World) -> None:
    larkmere = world.larkmere
    partner, screener = await site.signed_in(larkmere, "partner"), await site.signed_in(larkmere, "screener")
    reference = await refer(partner, job="Youth worker")
    here = f"/referrals/{reference}"
    await screener.submit(here, {}, to=f"{here}/take")
    page = (await screener.get(here)).text
    organisation = await name_of(world, larkmere)
    person = larkmere.people["partner"].name
    for words in (WHAT, "Youth worker", f"{person}, {organisation}", f"{person} ({organisation}) referred it"):
        assert words in page
    question: Form = {"version": "2", "asked": "reporter", "question": "On which days was it?"}
    first = (await screener.submit(f"{here}/ask", question)).text
    asked = await screener.submit(f"{here}/ask", question | {"looked": hidden_in(first)["looked"]})
    assert asked.status_code == 303, asked.text
    mine = (await partner.get(f"/refer/{reference}")).text
    assert "On which days was it?" in mine
    assert "waits for your answer" in mine
    assert "Waits for your answer" in (await partner.get("/refer/mine")).text
    added = await partner.submit(f"/refer/{reference}", {"news": "On Mondays, Ayesha Khan says."})
    assert added.status_code == 303, added.text
    row = await row_of(world, reference)
    (news,) = await rows(world, "select m.shown from tenants.report_messages m join tenants.statements s on s.id ="
                         " m.statement_id where s.referral_id = :id and m.kind = 'news'", id=row.id)  # fmt: skip
    assert "Ayesha" not in news.shown
    facts = await rows(world, "select kind from system.outbox where subject_id = :id order by id", id=row.id)
    assert [fact.kind for fact in facts][-1] == FactKind.REPORTER_ADDED_NEWS
    assert (await screener.submit(f"{here}/resume", {"version": str(row.version)})).status_code == 303
    row = await row_of(world, reference)
    decided = await screener.submit(
        here, {"version": str(row.version), "context": "none", "outcome": "advice", "why": "It was one evening.",
               "answer": "send", "reply": "Thank you. We have read what you told us."},
    )  # fmt: skip
    assert decided.status_code == 303, decided.text
    mine = (await partner.get(f"/refer/{reference}")).text
    for words in ("It has been decided.", "We have read what you told us.", "On Mondays"):
        assert words in mine
    assert "It was one evening." not in mine
    assert larkmere.people["screener"].name not in mine
    facts = await rows(world, "select kind from system.outbox where subject_id = :id", id=row.id)
    assert [fact.kind for fact in facts].count(FactKind.WRITTEN_TO_YOU) == 2


async def test_a_question_of_theirs_reaches_the_record(site: Site, world: World) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    reference = await refer(partner)
    sent = await partner.submit(f"/refer/{reference}", {"news": "Has anybody been there?", "asks": "yes"})
    assert sent.status_code == 303
    screener = await site.signed_in(world.larkmere, "screener")
    assert "Has anybody been there?" in (await screener.get(f"/referrals/{reference}")).text
    assert "You asked" in (await partner.get(f"/refer/{reference}")).text


async def test_nobody_else_learns_of_it(site: Site, world: World) -> None:
    """Not a colleague of the same organisation, nobody of another one, nobody of another council."""
    larkmere = world.larkmere
    reference = await refer(await site.signed_in(larkmere, "partner"), where=f"Tollgate yard {canary('larkmere')}")
    await another_partner(world, larkmere, "their_colleague", organisation=larkmere.organisation)
    await another_partner(world, larkmere, "elsewhere")
    for council, person in (
        (larkmere, "their_colleague"),
        (larkmere, "elsewhere"),
        (larkmere, "practitioner"),
        (world.hallowdene, "partner"),
    ):
        other = await site.signed_in(council, person)
        for path in (f"/refer/{reference}", f"/refer/{reference}/files"):
            theirs, none = await other.get(path), await other.get(path.replace(reference, "CR-0000-000"))
            assert theirs.status_code == none.status_code == 404
        assert reference not in (await other.get("/refer/mine")).text
        said: Form = {"_token": token_in((await other.get("/refer")).text), "news": "I was there."}
        assert (await other.post(f"/refer/{reference}", said)).status_code == 404
        assert "Tollgate" not in (await other.get("/refer")).text


async def test_a_partner_opens_neither_the_record_nor_anything_else(site: Site, world: World) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    reference = await refer(partner)
    for path in ("", "/history", "/files", "/ask"):
        assert (await partner.get(f"/referrals/{reference}{path}")).status_code == 404, path
    for path in ("/tracker", "/contexts", "/find?q=Elm", "/council/referring", "/playbooks"):
        assert (await partner.get(path)).status_code == 403, path
    theirs = (await partner.get("/shared")).text
    assert 'href="/refer"' in theirs
    assert 'href="/refer/mine"' in theirs
    assert reference in (await partner.get("/refer/mine")).text


async def test_what_becomes_of_the_record_neither_shows_nor_hides_anything(site: Site, world: World) -> None:
    """Restricted, called otherwise, given to another team: the receipt says what it said."""
    partner = await site.signed_in(world.larkmere, "partner")
    reference = await refer(partner)
    before = (await partner.get(f"/refer/{reference}")).text, (await partner.get("/refer/mine")).text
    await tell(world, "update tenants.referrals set restricted = true, title = 'Quillfeather', team_id = :t"
               " where reference = :r", r=reference, t=world.larkmere.teams["specialist"])  # fmt: skip
    after = (await partner.get(f"/refer/{reference}")).text, (await partner.get("/refer/mine")).text
    for was, now in zip(before, after, strict=True):
        assert "Quillfeather" not in now
        assert ("It waits to be read." in was) == ("It waits to be read." in now)
        assert (WHERE in was) == (WHERE in now)


@pytest.mark.parametrize("person", ["partner", "practitioner"])
async def test_nobody_is_said_to_look_at_it_before_somebody_has_taken_it_up(
    site: Site, world: World, person: str
) -> None:
    referrer, screener = [await site.signed_in(world.larkmere, who) for who in (person, "screener")]
    reference = await refer(referrer)

    async def said() -> str:
        listed = (await referrer.get("/refer/mine")).text.split("<tr>")[1:]
        return (await referrer.get(f"/refer/{reference}")).text + next(row for row in listed if reference in row)

    before = await said()
    assert "It waits to be read." in before
    assert "Waits to be read" in before
    assert "being looked at" not in before.lower()
    record = f"/referrals/{reference}"
    assert (await screener.submit(record, {}, to=f"{record}/take")).status_code == 303
    after = await said()
    assert "to be read" not in after
    assert "It is being looked at." in after
    assert "Being looked at" in after


async def test_with_the_end_of_their_organisation_nothing_works(site: Site, world: World) -> None:
    larkmere = world.larkmere
    partner = await site.signed_in(larkmere, "partner")
    reference = await refer(partner)
    page = (await partner.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers(where="After the end")}
    assert (await partner.post("/refer/draft", along, htmx=True)).status_code == 204
    async with ended(world, "council.partner_organisations", id=larkmere.organisation):
        assert (await partner.get(f"/refer/{reference}")).status_code == 404
        for path in ("/refer", "/refer/mine"):
            assert (await partner.get(path)).status_code == 403, path
        for path in ("/refer", "/refer/draft"):
            assert (await partner.post(path, along)).status_code == 403, path
        assert (await partner.post(f"/refer/{reference}", along | {"news": "More"})).status_code == 404
        assert 'href="/refer"' not in (await partner.get("/shared")).text
        assert "/refer/" not in (await partner.get("/notifications")).text
    assert not await rows(world, "select 1 from tenants.referrals where title = 'After the end'")
    assert "After the end" in (await partner.get("/refer")).text, "nothing typed is lost"
    assert (await partner.get(f"/refer/{reference}")).status_code == 200


async def test_with_the_end_of_their_work_there_nothing_works(site: Site, world: World) -> None:
    await another_partner(world, world.larkmere, "leaver", organisation=world.larkmere.organisation)
    leaver = await site.signed_in(world.larkmere, "leaver")
    reference = await refer(leaver)
    async with ended(world, "council.staff", id=world.larkmere.people["leaver"].staff_id):
        for path in ("/refer", "/refer/mine", f"/refer/{reference}"):
            assert (await leaver.get(path)).status_code == 303, f"{path}: to sign in"


async def test_who_works_for_another_organisation_now_has_nothing_of_the_one_before(site: Site, world: World) -> None:
    await another_partner(world, world.larkmere, "mover")
    mover = await site.signed_in(world.larkmere, "mover")
    reference = await refer(mover)
    moved = "update council.staff set organisation_id = :to where id = :id"
    await tell(world, moved, to=world.larkmere.organisation, id=world.larkmere.people["mover"].staff_id)
    assert (await mover.get(f"/refer/{reference}")).status_code == 404
    assert reference not in (await mover.get("/refer/mine")).text


async def test_the_same_form_sent_twice_is_one_referral_and_anothers_is_none_of_theirs(
    site: Site, world: World
) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    page = (await partner.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers()}
    sent = [(await partner.post("/refer", along)).headers["location"] for _ in range(2)]
    assert sent[0] == sent[1]
    found = await ask(world, "select count(*) from tenants.referrals where id = :id", id=along["key"])
    assert found.count == 1
    await another_partner(world, world.larkmere, "second_partner")
    for council, person, status in ((world.larkmere, "second_partner", 404), (world.hallowdene, "partner", 303)):
        other = await site.signed_in(council, person)
        page = (await other.get("/refer")).text
        theirs = {"_token": token_in(page), **hidden_in(page), **answers(), "key": along["key"]}
        assert (await other.post("/refer", theirs)).status_code == status


async def test_what_they_went_on_to_write_in_a_second_tab_is_another_referral(site: Site, world: World) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    page = (await partner.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers()}
    first = (await partner.post("/refer", along)).headers["location"]
    second = (await partner.post("/refer", along | {"what": "Two more came today, with knives."})).headers["location"]
    assert first != second
    reference = second.rpartition("/")[2]
    found = await ask(world, "select s.what_said from tenants.statements s join tenants.referrals r on r.id ="
                      " s.referral_id where r.reference = :reference", reference=reference)  # fmt: skip  # one query
    assert found.what_said == "Two more came today, with knives."


async def test_names_are_asked_about_once_and_masked(site: Site, world: World) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    page = (await partner.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers(what="Ayesha Khan is given phones there.")}
    asked = await partner.post("/refer", along)
    assert (asked.status_code, "may be a name" in asked.text) == (422, True)
    assert "Ayesha Khan is given" in (await partner.get("/refer")).text, "as a draft"
    again: Form = along | {"_token": token_in(asked.text), "looked": hidden_in(asked.text)["looked"]}
    sent = await partner.post("/refer", again)
    assert sent.status_code == 303, sent.text
    row = await row_of(world, sent.headers["location"].rpartition("/")[2])
    assert "Ayesha" not in row.shown["what_said"]
    assert row.names_masked > 0
    assert "Ayesha" not in (await partner.get("/refer")).text, "the draft went"


async def test_the_councils_basis_is_chosen_and_they_may_have_one_of_their_own(site: Site, world: World) -> None:
    lead = await site.signed_in(world.larkmere, "ig_lead")
    await lead.submit("/council/referring", {"basis": "vital_interests", "words": "Sharing policy, section 9"})
    page = (await (await site.signed_in(world.larkmere, "partner")).get("/refer")).text
    choices = re.findall(r'<input[^>]*name="basis"[^>]*>', page)
    assert [re.findall(r'value="(\w+)"', each)[0] for each in choices] == list(LawfulBasis)
    assert [each for each in choices if "checked" in each] == [each for each in choices if "vital_interests" in each]
    assert "Choose another if your organisation shares on another" in page, "the council's need not be theirs"
    assert "Sharing policy, section 9" in page
    neighbour = (await (await site.signed_in(world.hallowdene, "partner")).get("/refer")).text
    assert await refer(await site.signed_in(world.larkmere, "partner"), basis="legitimate_interests")
    assert "section 9" not in neighbour
    assert re.search(r'value="public_task"[^>]*checked', neighbour), "their own council has said nothing"
    assert "Choose another if your organisation" not in (await lead.get("/refer")).text


async def test_what_the_council_hides_in_their_words_tells_them_nothing(site: Site, world: World) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    reference = await refer(partner)
    hidden = "update tenants.statements set shown = jsonb_build_object('where_said', '[family member hidden]')"
    await tell(world, f"{hidden} where referral_id = :id", id=(await row_of(world, reference)).id)
    for page in ("/refer/mine", f"/refer/{reference}"):
        answer = await partner.get(page)
        assert (answer.status_code, "family member hidden" in answer.text) == (200, False), page
    assert WHERE in (await partner.get("/refer/mine")).text


async def test_they_add_a_photo_and_see_their_own_alone(site: Site, world: World) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    reference = await refer(partner)
    row, here = await row_of(world, reference), f"/refer/{reference}"
    sent = await send_files(partner, here, ("Bandstand.JPEG", photo(), "image/jpeg"), about="The bandstand at night")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{here}/files")
    facts = await rows(world, "select kind from system.outbox where subject_id = :id order by id", id=row.id)
    assert [fact.kind for fact in facts] == [FactKind.REFERRAL_RECEIVED, FactKind.REPORTER_ADDED_NEWS]
    kept = await rows(world, "select action from audit.entries where subject_id = :id", id=row.id)
    assert "refer:add_file" in [entry.action for entry in kept]
    screener = await site.signed_in(world.larkmere, "screener")
    (photographed,) = await rows(world, "select id from tenants.attachments where record_id = :id", id=row.id)
    for path in (f"{here}/files/{photographed.id}", f"/referrals/{reference}/files/{photographed.id}"):
        assert (await partner.get(path)).status_code == 404, "they open none"
    shown = await screener.get(f"/referrals/{reference}/files/{photographed.id}")
    assert shown.status_code == 200
    assert [mark for mark in (b"Exif", b"GPS", PLACE.encode()) if mark in shown.content] == []
    assert "The bandstand at night" in (await screener.get(f"/referrals/{reference}")).text
    await screener.submit(f"/referrals/{reference}", {}, to=f"/referrals/{reference}/take")
    await add_file(site, screener, f"/referrals/{reference}", "of the screener.txt", TEXT)
    page = (await partner.get(f"{here}/files")).text
    assert ("Bandstand.jpg" in page, "of the screener" in page) == (True, False)
    none = await send_files(partner, here)
    assert (none.status_code, "Choose a file" in none.text) == (422, True)
    taken = "update tenants.attachments set taken_off_at = now(), taken_off_words = 'A face in it' where id = :id"
    await tell(world, taken, id=photographed.id)
    page = (await partner.get(f"{here}/files")).text
    assert ("Bandstand.jpg" in page, "A face in it" in page) == (False, False)


async def test_nobody_adds_a_file_to_what_another_referred(site: Site, world: World) -> None:
    reference = await refer(await site.signed_in(world.larkmere, "partner"))
    await another_partner(world, world.larkmere, "filing_colleague", organisation=world.larkmere.organisation)
    for council, person in ((world.larkmere, "filing_colleague"), (world.hallowdene, "partner")):
        other = await site.signed_in(council, person)
        sent = await send_files(other, f"/refer/{reference}", ("a.txt", TEXT, "text/plain"), page="/refer")
        assert sent.status_code == 404
    row = await row_of(world, reference)
    assert await rows(world, "select 1 from tenants.attachments where record_id = :id", id=row.id) == []
