"""A professional refers over HTTP: what the front door gets, what the referrer may know, and what nobody else does."""

# Long: one way in, tried for everybody who may know of it.

from __future__ import annotations

import pytest

from commonground.platform.outbox import FactKind
from councils import World, canary
from example_files import PLACE, TEXT, photo
from filing import add_file, send_files
from referrer import WHAT, WHERE, Form, answers, refer, row_of
from told import ask, rows, tell
from web import Site, hidden_in, token_in


@pytest.mark.parametrize("kind", ["place", "group", "school", "online"])
async def test_any_kind_comes_before_the_front_door_like_a_report(site: Site, world: World, kind: str) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    reference = await refer(browser, kind=kind, danger="yes")
    row = await row_of(world, reference)
    assert (row.state, row.route, row.source, row.subject_kind) == ("new", "professional", "la_other", kind)
    assert (row.team_id, row.attention, row.title) == (world.larkmere.teams["front_door"], "danger", WHERE)
    assert row.staff_id == world.larkmere.people["practitioner"].staff_id
    assert row.decision_due_at > row.received_at
    facts = await rows(world, "select kind from system.outbox where subject_id = :id", id=row.id)
    assert [fact.kind for fact in facts] == [FactKind.REFERRAL_RECEIVED]
    mine = (await browser.get(f"/refer/{reference}")).text
    assert "If nobody has rung 999 yet" in mine
    assert WHAT not in mine, "its state, and nothing else"


async def test_a_screener_reads_and_decides_it_and_the_referrer_reads_the_answer(site: Site, world: World) -> None:
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    reference = await refer(practitioner, evidence="seen", reported_to=["police"], job="Youth worker")
    screener = await site.signed_in(world.larkmere, "screener")
    await screener.submit(f"/referrals/{reference}", {}, to=f"/referrals/{reference}/take")
    page = (await screener.get(f"/referrals/{reference}")).text
    name = world.larkmere.people["practitioner"].name
    for words in (WHAT, "I saw or heard it myself", "It could put somebody at risk.", "A public task", "Youth worker",
                  name, "Police"):  # fmt: skip
        assert words in page
    question: Form = {"version": "2", "asked": "reporter", "question": "On which days was it?"}
    first = (await screener.submit(f"/referrals/{reference}/ask", question)).text
    question["looked"] = hidden_in(first)["looked"]
    asked = await screener.submit(f"/referrals/{reference}/ask", question)
    assert asked.status_code == 303, asked.text
    mine = (await practitioner.get(f"/refer/{reference}")).text
    assert "On which days was it?" in mine
    assert "waits for your answer" in mine
    answered = await practitioner.submit(f"/refer/{reference}", {"news": "On Mondays."})
    assert answered.status_code == 303
    row = await row_of(world, reference)
    facts = [
        fact.kind for fact in await rows(world, "select kind from system.outbox where subject_id = :id", id=row.id)
    ]
    assert facts.count(FactKind.WRITTEN_TO_YOU) == 1
    assert facts[-1] == FactKind.REPORTER_ADDED_NEWS
    version = {"version": str(row.version)}
    assert (await screener.submit(f"/referrals/{reference}/resume", {**version})).status_code == 303
    row = await row_of(world, reference)
    decided = await screener.submit(
        f"/referrals/{reference}",
        {"version": str(row.version), "context": "none", "outcome": "advice", "why": "It was one evening.",
         "answer": "send", "reply": "Thank you. We have read what you told us."},
    )  # fmt: skip
    assert decided.status_code == 303, decided.text
    mine = (await practitioner.get(f"/refer/{reference}")).text
    assert "It has been decided." in mine
    assert "We have read what you told us." in mine
    assert "It was one evening." not in mine
    assert "Decided" in (await practitioner.get("/refer/mine")).text


async def test_nobody_else_learns_of_it_by_the_referrers_page(site: Site, world: World) -> None:
    reference = await refer(await site.signed_in(world.larkmere, "practitioner"))
    for council, person in (
        (world.larkmere, "screener"),
        (world.larkmere, "analyst"),
        (world.hallowdene, "practitioner"),
    ):
        other = await site.signed_in(council, person)
        theirs, none = await other.get(f"/refer/{reference}"), await other.get("/refer/CR-0000-000")
        assert theirs.status_code == none.status_code == 404
        assert reference not in (await other.get("/refer/mine")).text


async def test_who_referred_it_keeps_reading_its_state_when_it_is_restricted(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    reference = await refer(browser)
    await tell(world, "update tenants.referrals set restricted = true where reference = :r", r=reference)
    assert "It waits to be read." in (await browser.get(f"/refer/{reference}")).text
    assert (await browser.get(f"/referrals/{reference}")).status_code == 404


async def test_the_same_form_sent_twice_is_one_referral(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers()}
    sent = [(await browser.post("/refer", along)).headers["location"] for _ in range(2)]
    assert sent[0] == sent[1]
    found = await ask(world, "select count(*) from tenants.referrals where id = :id", id=along["key"])
    assert found.count == 1
    other = await site.signed_in(world.larkmere, "screener")
    page = (await other.get("/refer")).text
    theirs = {"_token": token_in(page), **hidden_in(page), **answers(), "key": along["key"]}
    assert (await other.post("/refer", theirs)).status_code == 404, "another’s, as if it were not there"


async def test_what_somebody_went_on_to_write_in_a_second_tab_is_another_referral(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers()}
    first = (await browser.post("/refer", along)).headers["location"]
    second = (await browser.post("/refer", along | {"what": "Two more came today, with knives."})).headers["location"]
    assert first != second
    found = await ask(world, "select s.what_said from tenants.statements s join tenants.referrals r on r.id ="
                      " s.referral_id where r.reference = :r", r=second.rpartition("/")[2])  # fmt: skip  # one query
    assert found.what_said == "Two more came today, with knives."


async def test_children_and_adults_stand_in_a_layer_of_their_own(site: Site, world: World) -> None:
    mark = canary(world.larkmere.slug)
    browser = await site.signed_in(world.larkmere, "practitioner")
    reference = await refer(browser, case_references="LK-118\nLK-119", adults=f"Prilow Tander, drives a van {mark}")
    screener = await site.signed_in(world.larkmere, "screener")
    record = (await screener.get(f"/referrals/{reference}")).text
    assert "LK-118" not in record
    assert "Prilow" not in record
    looked = await screener.submit(f"/referrals/{reference}", {}, to=f"/referrals/{reference}/people")
    assert "LK-118" in looked.text
    assert "Prilow Tander" in looked.text
    assert WHAT not in looked.text
    row = await row_of(world, reference)
    trail = await rows(world, "select action from audit.entries where subject_id = :id order by id", id=row.id)
    assert "read_names" in [entry.action for entry in trail]
    refused = await screener.submit(f"/referrals/{reference}", {}, to=f"/referrals/{reference}/take")
    assert refused.status_code == 303
    reader = await site.signed_in(world.larkmere, "auditor")
    assert (await reader.get(f"/referrals/{reference}")).status_code == 200
    token = token_in((await reader.get("/refer")).text)
    assert (await reader.post(f"/referrals/{reference}/people", {"_token": token})).status_code == 404


async def test_names_in_the_open_words_are_asked_about_once_and_masked(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers(what="Ayesha Khan is given phones there.")}
    asked = await browser.post("/refer", along)
    assert asked.status_code == 422
    assert "may be a name" in asked.text
    again: Form = along | {"_token": token_in(asked.text), "looked": hidden_in(asked.text)["looked"]}
    sent = await browser.post("/refer", again)
    assert sent.status_code == 303, sent.text
    row = await row_of(world, sent.headers["location"].rpartition("/")[2])
    assert "Ayesha" not in row.shown["what_said"]
    assert row.names_masked > 0


async def test_how_far_it_reaches_and_whom_else_it_concerns_is_read_on_the_record(site: Site, world: World) -> None:
    reference = await refer(
        await site.signed_in(world.larkmere, "practitioner"), kind="school", establishment=" 217 4038",
        boundary="From the gate to where Ayesha Khan lives", other_boroughs="Hallowdene, beyond the bridge",
    )  # fmt: skip  # answers
    row = await row_of(world, reference)
    assert (row.boundary, row.other_boroughs) == (
        "From the gate to where Ayesha Khan lives", "Hallowdene, beyond the bridge",
    )  # fmt: skip  # one row
    assert (row.establishment, row.shown["establishment"]) == ("217/4038", "217/4038")
    assert "Ayesha" not in row.shown["boundary"]
    assert row.names_masked > 0
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get(f"/referrals/{reference}")).text
    for words in ("How far it reaches", "From the gate to where", "Areas of other councils",
                  "Hallowdene, beyond the bridge", "Establishment number", "217/4038"):  # fmt: skip
        assert words in page
    assert "Ayesha" not in page


async def test_nobody_has_to_say_so_and_nothing_of_it_is_shown_then(site: Site, world: World) -> None:
    reference = await refer(await site.signed_in(world.larkmere, "practitioner"))
    row = await row_of(world, reference)
    assert (row.boundary, row.other_boroughs, row.establishment) == ("", "", "")
    page = (await (await site.signed_in(world.larkmere, "screener")).get(f"/referrals/{reference}")).text
    for words in ("How far it reaches", "Areas of other councils", "Establishment number"):
        assert words not in page


@pytest.mark.parametrize(
    ("of", "becomes", "shown", "kept"),
    [
        ("school", "school", "217/4038", "217/4038"),
        ("school", "school", "[address hidden]", ""),
        ("school", "place", "217/4038", ""),
        ("place", "school", "217/4038", ""),
    ],
)
async def test_a_school_that_is_made_of_it_has_its_number_unless_that_is_hidden(
    site: Site, world: World, of: str, becomes: str, shown: str, kept: str
) -> None:
    reference = await refer(await site.signed_in(world.larkmere, "practitioner"), kind=of, establishment="217/4038")
    row = await row_of(world, reference)
    hidden = "shown || jsonb_build_object('establishment', cast(:shown as text))"
    await tell(world, f"update tenants.statements set shown = {hidden} where id = :id", shown=shown, id=row.statement)
    screener, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{reference}"
    await screener.submit(here, {}, to=f"{here}/take")
    decided = await screener.submit(
        here,
        {"version": "2", "context": "new", "new_name": f"Brook {of}", "new_kind": becomes, "answer": "nothing",
         "outcome": "single_agency", "why": "It was one evening.", "no_reply": "could_put_somebody_at_risk"},
    )  # fmt: skip
    assert decided.status_code == 303, decided.text
    query = "select c.* from tenants.contexts c join tenants.referrals r on r.context_id = c.id where r.reference = :r"
    made = await ask(world, query, r=reference)
    assert (made.kind, made.establishment) == (becomes, kept)


async def test_a_wrong_number_of_a_school_is_said_at_its_question_and_kept(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/refer")).text
    typed = answers(kind="school", establishment="4038", boundary="To the lower gate", other_boroughs="Hallowdene")
    refused = await browser.post("/refer", {"_token": token_in(page), **hidden_in(page), **typed})
    assert refused.status_code == 422
    assert "Write the authority’s three digits and the school’s four" in refused.text
    for page in (refused.text, (await browser.get("/refer")).text):
        for words in ("4038", "To the lower gate", "Hallowdene"):
            assert f'value="{words}"' in page, "as a draft too"
        assert 'id="fold-more" open' in page


async def test_what_is_wrong_is_said_at_its_question_and_kept(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page)}
    refused = await browser.post("/refer", along | answers(untold_why="", harms=[], case_references="Ayesha"))
    assert refused.status_code == 422
    for words in ("Choose at least one harm", "Say why they were not told", WHAT):
        assert words in refused.text
    assert WHAT in (await browser.get("/refer")).text, "as a draft"
    assert not await rows(world, "select 1 from tenants.referrals where id = :id", id=along["key"])


async def test_the_draft_goes_when_it_is_sent_and_is_nobody_elses(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers(where="Tollgate skatepark")}
    assert (await browser.post("/refer/draft", along, htmx=True)).status_code == 204
    assert "Tollgate skatepark" in (await browser.get("/refer")).text
    for council in (world.larkmere, world.hallowdene):
        assert "Tollgate" not in (await (await site.signed_in(council, "screener")).get("/refer")).text
    assert (await browser.post("/refer", along)).status_code == 303
    assert "Tollgate" not in (await browser.get("/refer")).text


async def test_words_typed_by_another_person_in_this_browser_are_neither_kept_nor_shown(
    site: Site, world: World
) -> None:
    mine = await site.signed_in(world.larkmere, "practitioner")
    typed = hidden_in((await mine.get("/refer")).text) | answers(where="Tollgate skatepark")
    next_one = await site.signed_in(world.larkmere, "screener")
    typed["_token"] = token_in((await next_one.get("/refer")).text)
    for path in ("/refer/draft", "/refer"):
        refused = await next_one.post(path, typed, htmx=path.endswith("draft"))
        assert refused.status_code == 409
        assert refused.headers["cg-not-yours"] == "1"
        assert "Tollgate" not in refused.text
    assert "Tollgate" not in (await next_one.get("/refer")).text


async def test_the_councils_basis_stands_in_the_form_and_consent_is_no_more_than_warned_of(
    site: Site, world: World
) -> None:
    lead = await site.signed_in(world.larkmere, "ig_lead")
    kept = await lead.submit("/council/referring", {"basis": "legal_obligation", "words": "Sharing policy, section 4"})
    assert kept.status_code == 303
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/refer")).text
    assert 'value="legal_obligation" checked' in page
    assert "Sharing policy, section 4" in page
    neighbour = (await (await site.signed_in(world.hallowdene, "practitioner")).get("/refer")).text
    assert 'value="public_task" checked' in neighbour
    assert "section 4" not in neighbour
    assert (await browser.get("/council/referring")).status_code == 403
    reference = await refer(browser, basis="consent")
    screener = await site.signed_in(world.larkmere, "screener")
    assert "usually not the right basis" in (await screener.get(f"/referrals/{reference}")).text


async def test_it_is_found_and_counted_on_its_context_like_a_report(site: Site, world: World) -> None:
    reference = await refer(
        await site.signed_in(world.larkmere, "practitioner"), address="9 Ferry Road", postcode="LK7 9ZZ"
    )
    screener = await site.signed_in(world.larkmere, "screener")
    assert reference in (await screener.get("/tracker?view=all&words=LK7 9ZZ")).text


@pytest.mark.parametrize("person", ["practitioner", "partner"])
async def test_without_anybody_at_the_front_door_nothing_is_lost(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    page = (await browser.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page), **answers(where="Nobody reads")}
    front_door = world.larkmere.teams["front_door"]
    await tell(world, "update council.teams set kind = 'locality' where id = :id", id=front_door)
    try:
        refused = await browser.post("/refer", along)
    finally:
        await tell(world, "update council.teams set kind = 'front_door' where id = :id", id=front_door)
    assert "Nobody is at the front door" in refused.text
    assert "Nobody reads" in (await browser.get("/refer")).text


async def test_whoever_referred_it_adds_a_photo_and_sees_their_own_alone(site: Site, world: World) -> None:
    referrer = await site.signed_in(world.larkmere, "practitioner")
    reference = await refer(referrer)
    row, here = await row_of(world, reference), f"/refer/{reference}"
    assert f'href="{here}/files"' in (await referrer.get(here)).text
    sent = await send_files(referrer, here, ("Bandstand.JPEG", photo(), "image/jpeg"), about="The bandstand at night")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{here}/files")
    facts = await rows(world, "select kind from system.outbox where subject_id = :id order by id", id=row.id)
    assert [fact.kind for fact in facts] == [FactKind.REFERRAL_RECEIVED, FactKind.REPORTER_ADDED_NEWS]
    kept = await rows(world, "select action from audit.entries where subject_id = :id", id=row.id)
    assert "refer:add_file" in [entry.action for entry in kept]
    screener = await site.signed_in(world.larkmere, "screener")
    (photographed,) = await rows(world, "select id from tenants.attachments where record_id = :id", id=row.id)
    assert (await referrer.get(f"{here}/files/{photographed.id}")).status_code == 404, "they open none"
    assert "Files were added: Picture" in (await referrer.get(here)).text
    shown = await screener.get(f"/referrals/{reference}/files/{photographed.id}")
    assert [mark for mark in (b"Exif", b"GPS", PLACE.encode()) if mark in shown.content] == []
    await screener.submit(f"/referrals/{reference}", {}, to=f"/referrals/{reference}/take")
    await add_file(site, screener, f"/referrals/{reference}", "of the screener.txt", TEXT)
    page = (await referrer.get(f"{here}/files")).text
    assert ("Bandstand.jpg" in page, "of the screener" in page) == (True, False)
    none = await send_files(referrer, here)
    assert (none.status_code, "Choose a file" in none.text) == (422, True)


@pytest.mark.parametrize("person", ["screener", "manager"])
async def test_nobody_adds_a_file_to_what_another_referred(site: Site, world: World, person: str) -> None:
    reference = await refer(await site.signed_in(world.larkmere, "practitioner"))
    for council in (world.larkmere, world.hallowdene):
        browser = await site.signed_in(council, person)
        here = f"/refer/{reference}"
        assert (await browser.get(f"{here}/files")).status_code == 404
        sent = await send_files(browser, here, ("a.txt", TEXT, "text/plain"), page="/refer")
        assert sent.status_code == 404
    assert await rows(world, "select 1 from tenants.attachments a join tenants.referrals r on r.id = a.record_id"
                             " where r.reference = :r", r=reference) == []  # fmt: skip
