"""The register of partners: listed, narrowed, added to, changed and ended; and nothing of another council's."""

from __future__ import annotations

import re
from functools import partial

import pytest

from commonground.platform.partners import queries
from councils import World, canary
from local_people import last_token, letters
from pages import masked
from told import ask, rows
from web import Browser, Site

Form = dict[str, str | list[str]]
MISSING = "01900000-0000-7000-8000-00000000dead"


def organisation(name: str, **more: str) -> Form:
    return {"version": "1", "name": name, "kind": "vcs", "contact_name": "Ada Quill", "contact_email": "",
            "contact_phone": "", "about": "Street work", **more}  # fmt: skip


def agreement(**more: str) -> Form:
    form: Form = {"kind": "information_sharing", "edition": "2.1", "signed_by": "Both directors", "kept_at": "Vault"}
    days = {"signed_on": ("3", "2", "2026"), "valid_from": ("3", "2", "2026"), "valid_until": ("2", "2", "2030")}
    for name, parts in days.items():
        form |= {f"{name}-{part}": said for part, said in zip(("day", "month", "year"), parts, strict=True)}
    return form | more


async def keeper(site: Site) -> Browser:
    return await site.signed_in(site.world.larkmere, "admin")


async def add(browser: Browser, name: str, **more: str) -> str:
    """The address of its page."""
    added = await browser.submit("/partners/new", organisation(name, **more))
    assert added.status_code == 303, added.text
    return str(added.headers["location"])


async def test_one_is_added_listed_narrowed_and_changed(site: Site, world: World) -> None:
    browser = await keeper(site)
    here = await add(browser, "Riverside Mentors", kind="vcs")
    await add(browser, "Larkmere Police, Mill Lane", kind="police_bcu")
    page = (await browser.get("/partners")).text
    assert page.index("Larkmere Police, Mill Lane") < page.index("Riverside Mentors")
    for query in ("kind=police_bcu", "words=mill+lane"):
        part = await browser.get(f"/partners?{query}", htmx=True)
        assert "Mill Lane" in part.text
        assert "Riverside Mentors" not in part.text
        assert "<html" not in part.text
    assert "Nothing fits these filters" in (await browser.get("/partners?words=zzz%00%25")).text
    changed = await browser.submit(f"{here}/change", organisation("Riverside Mentoring"), to=f"{here}/change")
    assert changed.status_code == 303
    assert "Riverside Mentoring" in (await browser.get(here)).text
    late = await browser.submit(f"{here}/change", organisation("Too late", version="1"), to=f"{here}/change")
    assert late.status_code == 409
    assert "Too late" in late.text
    kept = "select why from audit.entries where action = 'keep_partners' and subject_id = :id order by at"
    whys = [row.why for row in await rows(world, kept, id=here.rpartition("/")[2])]
    assert whys == ["Added", "Changed: name"]


async def test_a_register_that_is_cut_off_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await keeper(site)
    for name in ("Cut Alpha", "Cut Beta", "Cut Gamma"):
        await add(browser, name)
    whole = (await browser.get("/partners?words=cut")).text
    assert "3 organisations, by name." in whole
    find = queries.find_organisations
    monkeypatch.setattr(queries, "find_organisations", partial(find, most=2))
    page = (await browser.get("/partners?words=cut")).text
    assert "The first 2 by name are shown." in page
    assert "Cut Beta" in page
    assert "Cut Gamma" not in page


async def test_what_is_missing_is_said_at_its_question_and_what_was_typed_stays(site: Site) -> None:
    browser = await keeper(site)
    refused = await browser.submit("/partners/new", organisation("", kind="", about="Still here"))
    assert refused.status_code == 422
    for said in ("Type the name of the organisation", "Choose what kind of organisation it is", "Still here"):
        assert said in refused.text
    await add(browser, "Only Once")
    twice = await browser.submit("/partners/new", organisation("Only Once"))
    assert twice.status_code == 422
    assert "in the register already" in twice.text


async def test_agreements_have_dates_and_the_list_says_until_when(site: Site) -> None:
    browser = await keeper(site)
    here = await add(browser, "Agreed Housing", kind="registered_provider")
    assert "None in force" in (await browser.get("/partners?words=agreed+housing")).text
    wrong = await browser.submit(f"{here}/agreement", agreement(**{"valid_until-year": "2020"}))
    assert wrong.status_code == 422
    assert "It ends before it begins" in wrong.text
    assert (await browser.submit(f"{here}/agreement", agreement())).status_code == 303
    page = (await browser.get(here)).text
    for said in ("Information-sharing agreement", "In force: 3 February 2026 to 2 February 2030", "Both directors"):
        assert said in page
    assert "until 2 February 2030" in (await browser.get("/partners?words=agreed+housing")).text
    link = page.partition('href="/partners/agreements/')[2].partition('"')[0]
    changed = await browser.submit(f"/partners/agreements/{link}", agreement(edition="2.2", version="1"))
    assert changed.status_code == 303
    assert "2.2" in (await browser.get(here)).text


async def test_two_peoples_changes_of_an_agreement_do_not_overwrite_each_other(site: Site, world: World) -> None:
    browser = await keeper(site)
    here = await add(browser, "Twice Changed Trust")
    await browser.submit(f"{here}/agreement", agreement())
    link = (await browser.get(here)).text.partition('href="/partners/agreements/')[2].partition('"')[0]
    change = f"/partners/agreements/{link}"
    seen = re.search(r'name="version"[^>]*value="(\d+)"', (await browser.get(change)).text)
    assert seen is not None
    first = agreement(edition="2.2", version=seen[1])
    assert (await browser.submit(change, first)).status_code == 303
    late = await browser.submit(change, agreement(edition="Too late", version=seen[1]))
    assert late.status_code == 409
    for said in ("Somebody changed this while you were writing", 'value="Too late"', 'name="version" value="2"'):
        assert said in late.text
    page = (await browser.get(here)).text
    assert "2.2" in page
    assert "Too late" not in page
    assert (await browser.submit(change, agreement(edition="After all", version="2"))).status_code == 303
    assert "After all" in (await browser.get(here)).text


async def test_it_ends_with_a_reason_and_leaves_the_list(site: Site) -> None:
    browser = await keeper(site)
    here = await add(browser, "Closing Down Ltd", kind="business")
    assert (await browser.submit(here, {"reason": " "}, to=f"{here}/end")).status_code == 422
    assert (await browser.submit(here, {"reason": "It has closed"}, to=f"{here}/end")).status_code == 303
    assert "Closing Down" not in (await browser.get("/partners")).text
    assert "Closing Down" in (await browser.get("/partners?view=ended")).text
    again = await browser.submit("/account", {"reason": "Again"}, to=f"{here}/end")
    assert again.status_code == 422


async def test_one_that_ended_is_taken_up_again_with_a_reason(site: Site, world: World) -> None:
    browser = await keeper(site)
    here = await add(browser, "Back Again Trust")
    early = await browser.submit("/account", {"reason": "Try"}, to=f"{here}/take-up")
    assert (early.status_code, "works with them already" in early.text) == (422, True)
    assert (await browser.submit(here, {"reason": "Pause"}, to=f"{here}/end")).status_code == 303
    page = (await browser.get(here)).text
    assert "Nothing that was shared comes back by itself" in page
    assert "End working with them" not in page
    silent = await browser.submit(here, {"reason": " "}, to=f"{here}/take-up")
    assert silent.status_code == 422
    assert 'href="#reason"' in silent.text
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    neighbour = await site.signed_in(world.hallowdene, "admin")
    for other in (practitioner, neighbour):
        assert (await other.submit("/account", {"reason": "Try"}, to=f"{here}/take-up")).status_code == 404
    assert (await browser.submit(here, {"reason": "They are back"}, to=f"{here}/take-up")).status_code == 303
    assert "Back Again Trust" in (await browser.get("/partners")).text
    assert "Back Again Trust" not in (await browser.get("/partners?view=ended")).text
    kept = "select why from audit.entries where action = 'keep_partners' and subject_id = :id order by at"
    whys = [row.why for row in await rows(world, kept, id=here.rpartition("/")[2])]
    assert whys == ["Added", "Ended. Pause", "Taken up again. They are back"]


async def test_whoever_was_invited_for_it_does_not_come_once_it_ended(site: Site, world: World) -> None:
    """Not when it is taken up again either; whoever was invited for another organisation, or elsewhere, does."""
    browser = await keeper(site)
    here, other = await add(browser, "Gone Trust"), await add(browser, "Staying Trust")
    neighbour = await site.signed_in(world.hallowdene, "admin")
    theirs = await add(neighbour, "Gone Trust")
    tokens = []
    for whose, place in ((browser, here), (browser, other), (neighbour, theirs)):
        person: Form = {"name": "Ada Quill", "email": "ada@gone.example", "role": "partner", "language": "en"}
        assert (await whose.submit(f"{place}/invite", person)).status_code == 303
        tokens.append(await last_token(world, "invitation"))
    for verb in ("end", "take-up"):
        assert (await browser.submit(here, {"reason": "Pause"}, to=f"{here}/{verb}")).status_code == 303
        answers = [(await site.browser().get(f"/invitations/{each}")).status_code for each in tokens]
        assert answers == [404, 303, 303], verb
    left = [each.token for each in await letters(world, "invitation") if each.address == "ada@gone.example"]
    assert left == tokens[1:], "a letter that waits is not sent"


async def test_practice_reads_it_and_keeps_nothing(site: Site) -> None:
    here = await add(await keeper(site), "Read Only Trust")
    practitioner = await site.signed_in(site.world.larkmere, "practitioner")
    page = await practitioner.get(here)
    assert page.status_code == 200
    assert "/change" not in page.text
    assert (await practitioner.get("/partners/new")).status_code == 403
    assert (await practitioner.submit("/account", organisation("Mine"), to=f"{here}/change")).status_code == 404
    analyst = await site.signed_in(site.world.larkmere, "analyst")
    assert (await analyst.get("/partners")).status_code == 403


@pytest.mark.parametrize("path", ["", "/change", "/agreement", "/invite"])
async def test_another_councils_organisation_is_not_there(site: Site, world: World, path: str) -> None:
    neighbour = await site.signed_in(world.hallowdene, "admin")
    theirs = await add(neighbour, f"Theirs{path.replace('/', ' ')} {canary('hallowdene')}")
    browser = await keeper(site)
    missing = await browser.get(f"/partners/{MISSING}{path}")
    foreign = await browser.get(f"{theirs}{path}")
    assert (foreign.status_code, masked(foreign.text)) == (missing.status_code, masked(missing.text))
    assert foreign.status_code == 404
    assert canary("hallowdene") not in (await browser.get("/partners")).text


async def test_the_same_name_in_two_councils_tells_neither_of_the_other(site: Site, world: World) -> None:
    neighbour = await site.signed_in(world.hallowdene, "admin")
    await add(neighbour, "Open Door Youth")
    await add(await keeper(site), "Open Door Youth")
    found = await ask(world, "select count(*) from council.partner_organisations where name = 'Open Door Youth'")
    assert found[0] == 2
