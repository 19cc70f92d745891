"""A redacted copy over HTTP: made beside the original, shown everywhere, refused where it says something else."""

from __future__ import annotations

import pytest

from casework import acting, add_context
from commonground.platform.access import Action
from commonground.tenants.referrals.hidden_words import hidden_words
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.said import said_of
from copies import CHILD, MASKED, WHAT, Form, chosen, form_of, here, made, screened, shown_of
from councils import World, canary
from pages import counting
from told import ask, rows, tell
from web import Site, hidden_in, token_in


@pytest.fixture(autouse=True)
async def nobody_else_said_so(world: World) -> None:
    await tell(world, "delete from tenants.redacted_copies")
    # Else what other tests told about the same park stands beside it, each with its own words.
    await tell(world, "update tenants.referrals set restricted = true")


async def test_the_page_has_the_original_beside_the_copy_and_says_who_looked(site: Site, world: World) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    assert f'href="{here(told)}"' in (await browser.get(f"/referrals/{told.reference}")).text
    page = (await browser.get(here(told))).text
    assert "Ayesha waits there, and Quibble" in page
    assert f"{MASKED} {canary('larkmere')}" in page
    assert "“Quibble”" in page, "the second look suggests what the first left"
    actions = await rows(world, "select action from audit.entries where subject_id = :id order by id", id=told.id)
    assert [each.action for each in actions] == ["read_referral", "read_names"]


async def test_a_postcode_goes_with_the_address_that_somebody_hid(site: Site, world: World) -> None:
    told = await screened(world)
    at_home = "address = '9 Ferry Road', postcode = 'LM4 2QT', shown = shown || cast(:shown as jsonb)"
    put = f"update tenants.reports set {at_home} where referral_id = :id"
    await tell(world, put, id=told.id, shown='{"address": "9 Ferry Road"}')
    browser = await site.signed_in(world.larkmere, "screener")
    places = (f"/referrals/{told.reference}", "/find?q=lm4+2qt", "/tracker?words=LM4+2QT")
    assert "LM4 2QT" in (await browser.get(places[0])).text
    assert told.reference in (await browser.get(places[1])).text
    form = await form_of(browser, here(told))
    assert (await browser.submit(here(told), form | {"address": "9 Ferry Road"})).status_code == 303
    assert "LM4 2QT" in (await browser.get(places[0])).text, "as long as nobody hides it"
    form = await form_of(browser, here(told))
    assert (await browser.submit(here(told), form | {"address": "[address hidden]"})).status_code == 303
    record = f"/referrals/{told.reference}"
    for place in (record, f"{record}/beside", "/tracker"):
        page = (await browser.get(place)).text
        assert "LM4 2QT" not in page, place
        assert "Ferry" not in page, place
    assert told.reference not in (await browser.get(places[1])).text
    assert told.reference not in (await browser.get(places[2])).text
    assert "9 Ferry Road, LM4 2QT" in (await browser.submit(record, {}, to=f"{record}/names")).text


async def test_everybody_reads_the_copy_and_the_original_stays(site: Site, world: World) -> None:
    browser, told = await made(site, world, context=await add_context(world, world.larkmere, team="front_door"))
    context = (await ask(world, "select c.reference from tenants.contexts c join tenants.referrals r on r.context_id ="
                                " c.id where r.id = :id", id=told.id)).reference  # fmt: skip  # one query
    record = (await browser.get(f"/referrals/{told.reference}")).text
    assert f"[name hidden] waits there, and {CHILD} waits with her." in record
    assert "A redacted copy: 2 places hidden." in record
    assert "You made a redacted copy of what we were told" in record
    other = await screened(world, what="Nothing.", masked="")
    await tell(world, "update tenants.referrals set context_id = (select context_id from tenants.referrals where id ="
                      " :id) where id = :other", id=told.id, other=other.id)  # fmt: skip  # one statement
    for page in (
        f"/referrals/{told.reference}", f"/referrals/{told.reference}/beside", f"/referrals/{other.reference}",
        f"/referrals/{other.reference}/beside", "/tracker", f"/contexts/{context}", f"/contexts/{context}/contacts",
        "/tracker/export.csv", "/find?q=alder",
    ):  # fmt: skip  # pages
        answer = await browser.get(page)
        assert answer.status_code == 200, page
        assert "Quibble" not in answer.text, page
        assert "Ayesha" not in answer.text, page
    row = await ask(world, "select * from tenants.reports where referral_id = :id", id=told.id)
    assert row.what_said == f"{WHAT} {canary('larkmere')}"
    assert row.names_masked == 2
    kept = await ask(world, "select * from tenants.redacted_copies where referral_id = :id", id=told.id)
    assert (kept.version, kept.brought, kept.made_by) == (1, None, world.larkmere.people["screener"].staff_id)
    assert "Quibble" not in str(kept.spans)
    assert kept.spans["what_said"] == [[0, 6, "name"], [24, 31, "child"]]


async def test_what_is_hidden_may_not_come_back_in_a_reply(site: Site, world: World) -> None:
    _, told = await made(site, world)
    async with acting(world, world.larkmere, "screener") as work:
        row = await load_referral(work, told.reference, to=Action.READ_REFERRAL)
        assert {"Ayesha", "Quibble"} <= set(hidden_words(await said_of(work, row.id)))


async def test_the_title_in_lists_follows(site: Site, world: World) -> None:
    told = await screened(world, where="Outside the Quibbles")
    browser = await site.signed_in(world.larkmere, "screener")
    await tell(world, "update tenants.reports set shown = shown || jsonb_build_object('where_said', where_said) where"
                      " referral_id = :id", id=told.id)  # fmt: skip  # one statement
    await tell(world, "update tenants.referrals r set title = p.where_said from tenants.reports p where p.referral_id ="
                      " r.id and r.id = :id", id=told.id)  # fmt: skip  # one statement
    form = await form_of(browser, here(told))
    where = str(form["where_said"]).replace("the Quibbles", "[family]")
    form |= {"where_said": where, "stay": "yes"}
    assert (await browser.submit(here(told), form)).status_code == 303
    title = (await ask(world, "select title from tenants.referrals where id = :id", id=told.id)).title
    assert title == f"Outside [family member hidden] {canary('larkmere')}"
    plain = await screened(world, title="Seen with Quibble")
    form = await form_of(browser, here(plain))
    form |= {"what_said": str(form["what_said"]).replace("Quibble", CHILD)}
    assert (await browser.submit(here(plain), form)).status_code == 303
    title = (await ask(world, "select title from tenants.referrals where id = :id", id=plain.id)).title
    assert title == f"Seen with [something hidden] {canary('larkmere')}"


async def test_a_word_is_hidden_everywhere_looked_at_first_and_shown_again(site: Site, world: World) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    form = await form_of(browser, here(told))
    form |= chosen(form, "Quibble", "family") | chosen(form, "Ayesha", "show")
    tried = await browser.submit(here(told), form | {"try": "1"})
    assert tried.status_code == 200
    assert "Nobody else reads it until you save." in tried.text
    assert "Ayesha waits there, and [family member hidden] waits" in tried.text
    assert (await shown_of(world, told))["what_said"].startswith("[name hidden]")
    again = await form_of(browser, here(told))
    assert "[family member hidden]" in str(again["what_said"]), "it is kept as a draft"
    assert (await browser.submit(here(told), again)).status_code == 303
    assert (await shown_of(world, told))["what_said"].startswith("Ayesha waits there, and [family member hidden]")
    assert await rows(world, "select id from council.drafts where subject_id = :id", id=told.id) == []


@pytest.mark.parametrize("typed", ["Aysha waits there.", "", f"{MASKED} And more.", "[name hidden] is a thief"])
async def test_a_copy_that_says_something_else_is_refused_and_kept(site: Site, world: World, typed: str) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    form = await form_of(browser, here(told))
    refused = await browser.submit(here(told), form | {"what_said": typed})
    assert refused.status_code == 422
    assert 'href="#what_said"' in refused.text
    assert "Only put marks like" in refused.text
    assert await rows(world, "select id from tenants.redacted_copies") == []
    assert (await form_of(browser, here(told)))["what_said"] == typed


async def test_a_word_that_is_hidden_in_one_place_alone_is_asked_about(site: Site, world: World) -> None:
    told = await screened(world, where="Round Quibble’s")
    browser = await site.signed_in(world.larkmere, "screener")
    form = await form_of(browser, here(told))
    form |= {"what_said": str(form["what_said"]).replace("Quibble", CHILD)}
    form |= {"where_said": f"Round Quibble’s {canary('larkmere')}"}
    asked = await browser.submit(here(told), form)
    assert asked.status_code == 422
    assert 'href="#where_said"' in asked.text
    assert "Hidden in one place and open here: “Quibble”" in asked.text
    assert (await browser.submit(here(told), form | {"stay": "yes"})).status_code == 303


async def test_what_was_chosen_for_a_word_is_done_where_saving_is_refused(site: Site, world: World) -> None:
    """Else the page would list it as hidden, and the next press would publish it."""
    told = await screened(world, what=f"{WHAT} Brindle too.", masked=f"{MASKED} Brindle too.", where="Round Brindle’s")
    browser = await site.signed_in(world.larkmere, "screener")
    form = await form_of(browser, here(told))
    form |= {"what_said": str(form["what_said"]).replace("Brindle", CHILD)} | chosen(form, "Quibble", "family")
    refused = await browser.submit(here(told), form)
    assert refused.status_code == 422
    assert "[family member hidden] waits with her" in refused.text
    again = await form_of(browser, here(told))
    assert "[family member hidden] waits with her" in str(again["what_said"]), "it is kept so"
    assert (await browser.submit(here(told), again | {"stay": "yes"})).status_code == 303
    assert "Quibble" not in (await shown_of(world, told))["what_said"]


async def test_two_at_once_lose_nothing(site: Site, world: World) -> None:
    _, told = await made(site, world)
    manager = await site.signed_in(world.larkmere, "manager")
    late = await form_of(manager, here(told)) | {"version": "0"}
    late |= {"what_said": f"{WHAT} {canary('larkmere')}".replace("Quibble", "[family]")}
    answer = await manager.submit(here(told), late)
    assert answer.status_code == 409
    assert "Saved now:" in answer.text
    assert "[family member hidden]" in answer.text
    assert CHILD in answer.text
    assert CHILD in (await shown_of(world, told))["what_said"]
    draft = (await manager.get(here(told))).text
    assert "Somebody changed this while you were writing" in draft
    mended = await form_of(manager, here(told))
    assert mended["version"] == "1"
    assert (await manager.submit(here(told), mended)).status_code == 303
    assert "[family member hidden]" in (await shown_of(world, told))["what_said"]


async def test_an_earlier_one_is_brought_back(site: Site, world: World) -> None:
    browser, told = await made(site, world)
    form = await form_of(browser, here(told))
    form |= {"what_said": f"{WHAT} {canary('larkmere')}"}
    assert (await browser.submit(here(told), form)).status_code == 303
    assert (await shown_of(world, told))["what_said"] == f"{WHAT} {canary('larkmere')}"
    back = f"{here(told)}/bring-back"
    late = await browser.submit(here(told), {"version": "1", "which": "1", "seen": "1"}, to=back)
    assert late.status_code == 409
    first = await browser.submit(here(told), {"version": "2", "which": "1"}, to=back)
    assert "Nobody else reads it until you bring it back." in first.text
    assert CHILD in first.text
    assert (await shown_of(world, told))["what_said"] == f"{WHAT} {canary('larkmere')}", "looked at, and no more"
    seen: Form = {"version": "2", "which": "1", "seen": "1"}
    assert (await browser.submit(here(told), seen, to=back)).status_code == 303
    assert CHILD in (await shown_of(world, told))["what_said"]
    assert "Brought back from version 1" in (await browser.get(here(told))).text
    assert (await browser.submit(here(told), seen | {"version": "3", "which": "0"}, to=back)).status_code == 303
    assert "[name hidden] waits" in (await shown_of(world, told))["what_said"]
    for which in ("9", "x", "-1", "99999999"):
        missing = await browser.submit(here(told), {"version": "4", "which": which}, to=back)
        assert missing.status_code == 404, which
    kept = await rows(world, "select version, brought from tenants.redacted_copies where referral_id = :id order by 1",
                      id=told.id)  # fmt: skip  # one query
    assert [tuple(each) for each in kept] == [(1, None), (2, None), (3, 1), (4, 0)]
    done = "select action from audit.entries where subject_id = :id and action like '%:%'"
    trail = await rows(world, done, id=told.id)
    assert sorted(each.action for each in trail) == ["read_names:bring_back"] * 2 + ["read_names:redact"] * 2


async def test_a_draft_is_kept_and_thrown_away(site: Site, world: World) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    form = await form_of(browser, here(told)) | {"what_said": "half of"}
    assert (await browser.submit(here(told), form, to=f"{here(told)}/draft")).status_code == 303
    assert (await form_of(browser, here(told)))["what_said"] == "half of"
    assert (await browser.submit(here(told), form, to=f"{here(told)}/draft", htmx=True)).status_code == 204
    gone = await browser.submit(here(told), form | {"_drop": "1"}, to=f"{here(told)}/draft")
    assert gone.status_code == 303
    assert str((await form_of(browser, here(told)))["what_said"]).startswith("[name hidden]")


async def test_who_may_not_look_at_names_makes_no_copy(site: Site, world: World) -> None:
    told = await screened(world)
    shut = await screened(world, named=["manager"])
    for council, person, record in (
        (world.larkmere, "auditor", told), (world.larkmere, "practitioner", told), (world.larkmere, "screener", shut),
        (world.hallowdene, "screener", told), (world.hallowdene, "manager", told),
    ):  # fmt: skip  # who, and of what
        browser = await site.signed_in(council, person)
        assert (await browser.get(here(record))).status_code == 404, person
        for address in (here(record), f"{here(record)}/draft", f"{here(record)}/bring-back"):
            sent = await browser.submit("/account", {"version": "0", "which": "0"}, to=address)
            assert sent.status_code == 404, (person, address)
    assert (await (await site.signed_in(world.larkmere, "manager")).get(here(shut))).status_code == 200
    assert await rows(world, "select id from tenants.redacted_copies") == []


async def test_where_nobody_wrote_there_is_nothing_to_copy(site: Site, world: World) -> None:
    told = await screened(world, with_report=False)
    browser = await site.signed_in(world.larkmere, "screener")
    assert (await browser.get(here(told))).status_code == 404
    assert "Make a redacted copy" not in (await browser.get(f"/referrals/{told.reference}")).text


async def test_what_a_professional_wrote_is_copied_alike(site: Site, world: World) -> None:
    sender = await site.signed_in(world.larkmere, "practitioner")
    page = (await sender.get("/refer")).text
    answers: Form = {
        "kind": "place", "where": "Elm Park", "what": "Boys meet Quibble there.", "harms": ["cce"], "children": "3_5",
        "danger": "no", "openness": "not_told", "untold_why": "Quibble asked me.", "basis": "public_task",
        "boundary": "To Quibble’s gate", "other_boroughs": "Hallowdene", "establishment": "217/4038",
    }  # fmt: skip  # a form
    along: Form = {"_token": token_in(page), **hidden_in(page)}
    asked = await sender.post("/refer", along | answers)
    assert asked.status_code == 422, "a name is asked about once"
    sent = await sender.post("/refer", along | hidden_in(asked.text) | answers)
    assert sent.status_code == 303
    reference = sent.headers["location"].rpartition("/")[2]
    browser, address = await site.signed_in(world.larkmere, "screener"), f"/referrals/{reference}/redact"
    form = await form_of(browser, address)
    assert {"untold_why", "boundary", "other_boroughs", "establishment"} <= set(form)
    form |= {"what_said": "Boys meet [child] there.", "untold_why": "[child] asked me.",
             "boundary": "To [child] gate", "establishment": "[address]"}  # fmt: skip  # what is hidden
    assert (await browser.submit(address, form)).status_code == 303
    record = (await browser.get(f"/referrals/{reference}")).text
    assert f"Boys meet {CHILD} there." in record
    assert f"{CHILD} asked me." in record
    assert f"To {CHILD} gate" in record
    assert "217/4038" not in record
    row = await ask(world, "select s.* from tenants.statements s join tenants.referrals r on r.id = s.referral_id where"
                           " r.reference = :r", r=reference)  # fmt: skip  # one query
    assert (row.what_said, row.untold_why) == ("Boys meet Quibble there.", "Quibble asked me.")


async def test_saving_takes_at_most_ten_statements(site: Site, world: World) -> None:
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    form = await form_of(browser, here(told))
    token = token_in((await browser.get(here(told))).text)
    with counting(site) as statements:
        assert (await browser.post(here(told), form | {"_token": token})).status_code == 303
    assert len(statements) <= 10, statements.sent
