"""What stands around a context, over HTTP."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import add_context
from commonground.tenants.around import queries
from pages import counting, masked
from told import rows, tell
from web import Site, token_in

Form = dict[str, str | list[str]]
OWN_TEAM = ["/people", "/link-person", "/review-link"]


def day(name: str, when: date) -> Form:
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


async def test_neighbours_children_and_watchers_stand_on_one_page(site: Site) -> None:
    world = site.world
    known, other = [await add_context(world, world.larkmere, name=name) for name in ("Spoon", "Parade")]
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    sent: Form = {"version": "1", "kind": "part_of", "reference": other.reference.lower()}
    assert (await browser.submit(f"{here}/relate", sent)).status_code == 303
    children: Form = {"version": "1", "band": "3_5", "age_band": "13_15", "source": "school", "words": "Counted twice"}
    children |= day("believed_on", date(2026, 1, 2))
    assert (await browser.submit(f"{here}/children", children)).status_code == 303
    assert (await browser.submit(f"{here}/watch", {"version": "1"})).status_code == 303
    with counting(site) as statements:
        page = (await browser.get(f"{here}/around")).text
    assert len(statements) <= 8, statements.sent
    for words in ("It is part of", other.reference, "3 to 5, most of them 13 to 15", "2 January 2026", "Counted twice"):
        assert words in page
    assert "Hear of it no more" in page
    assert "Part of it is" in (await browser.get(f"/contexts/{other.reference}/around")).text
    assert (await browser.submit(f"{here}/unwatch", {"version": "1"})).status_code == 303
    form = (await browser.get(f"{here}/unrelate")).text
    relation = form.split('name="relation" ')[1].split('value="')[1].split('"')[0]
    assert (await browser.submit(f"{here}/unrelate", {"version": "1", "relation": relation})).status_code == 303
    page = (await browser.get(f"{here}/around")).text
    assert other.reference not in page
    assert "Hear when it changes" in page


async def test_saves_around_it_take_at_most_ten_statements(site: Site) -> None:
    world = site.world
    known, other = [await add_context(world, world.larkmere) for _ in range(2)]
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    token = token_in((await browser.get(here)).text)
    children: Form = {"band": "3_5", "source": "school", **day("believed_on", date(2026, 1, 2))}
    person: Form = {"case_reference": "204417", "role": "harmed", "reason": "To plan."}
    person |= day("review_on", date.today() + timedelta(days=30))  # noqa: DTZ011  # a day far enough from midnight
    for part, form in (
        ("/relate", {"kind": "opposite", "reference": other.reference}),
        ("/watch", {}),
        ("/children", children),
        ("/link-person", person),
    ):
        with counting(site) as statements:
            sent: Form = {"_token": token, "version": "1", **form}
            assert (await browser.post(f"{here}{part}", sent)).status_code == 303
        assert len(statements) <= 10, (part, len(statements), statements.sent)


async def test_a_person_is_linked_looked_at_again_and_taken_off(site: Site) -> None:
    world = site.world
    known = await add_context(world, world.larkmere, lead=None, name="Larch gate")
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    soon = date.today() + timedelta(days=5)  # noqa: DTZ011  # a day far enough from midnight
    typed: Form = {"version": "1", "case_reference": "Jaydon Smith", "role": "at_risk", "reason": "To plan."}
    refused = await browser.submit(f"{here}/link-person", typed | day("review_on", soon))
    assert refused.status_code == 422
    assert "Write the reference from your case system. Never a name." in refused.text
    typed["case_reference"] = "lcs 204417"
    assert (await browser.submit(f"{here}/link-person", typed | day("review_on", soon))).status_code == 303
    page = (await browser.get(f"{here}/people")).text
    assert "LCS204417" in page
    assert "May come to harm there" in page
    assert "LCS204417" not in page.split("</title>")[0]
    assert "LCS204417" in (await browser.get("/person-links")).text
    for address in (here, f"{here}/timeline", f"{here}/around"):
        assert "LCS204417" not in (await browser.get(address)).text, address

    stranger = await site.signed_in(world.larkmere, "screener")
    assert "LCS204417" not in (await stranger.get("/person-links")).text
    assert "Person links" not in (await stranger.get(f"{here}/around")).text
    missing = await stranger.get("/contexts/CX-0000-00N/people")
    for part in OWN_TEAM:
        refused = await stranger.get(f"{here}{part}")
        assert refused.status_code == 404
        assert masked(refused.text).replace(known.reference, "CX-0000-00N") == masked(missing.text)
    for words in ("LCS204417", "204417"):
        assert known.reference not in (await browser.get(f"/contexts?words={words}")).text, "nobody is found by it"

    form = (await browser.get(f"{here}/review-link")).text
    link = form.split('name="link" ')[1].split('value="')[1].split('"')[0]
    ended: Form = {"version": "1", "link": link, "what": "end", "reason": "The plan has ended."}
    done = await browser.submit(f"{here}/review-link", ended, follow=True)
    assert "The link has ended." in done.text
    assert "LCS204417" not in (await browser.get("/person-links")).text
    seen = "select count(*) from audit.entries where action = 'keep_person_links' and subject_id = :id"
    assert (await rows(world, seen, id=known.id))[0][0] > 0


async def test_links_of_a_restricted_one_are_read_by_whoever_has_confirmed_and_that_is_recorded(site: Site) -> None:
    world = site.world
    known = await add_context(world, world.larkmere, lead=None, name="Larch hatch", named=("practitioner",))
    browser, soon = await site.signed_in(world.larkmere, "practitioner"), date.today() + timedelta(days=5)  # noqa: DTZ011  # far from midnight
    typed: Form = {"version": "1", "case_reference": "LCS 204418", "role": "at_risk", "reason": "Was hurt there."}
    here = f"/contexts/{known.reference}/link-person"
    assert (await browser.submit(here, typed | day("review_on", soon))).status_code == 303
    looked = "select count(*) from audit.entries where action = 'keep_person_links' and subject_id = :id"
    before = (await rows(world, looked, id=known.id))[0][0]
    await tell(world, "update identity.sessions set confirmed_at = null")
    page = (await browser.get("/person-links")).text
    assert f'href="/contexts/{known.reference}/people"' in page
    assert not any(words in page for words in ("LCS204418", "Was hurt there.", "May come to harm there"))
    assert (await rows(world, looked, id=known.id))[0][0] == before, "nothing of it was read"
    await tell(world, "update identity.sessions set confirmed_at = now()")
    assert "Was hurt there." in (await browser.get("/person-links")).text
    assert (await rows(world, looked, id=known.id))[0][0] == before + 1


async def test_more_links_than_are_listed_are_said_to_follow(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_DUE", 1)
    world = site.world
    known = await add_context(world, world.larkmere, lead=None, name="Larch steps")
    browser = await site.signed_in(world.larkmere, "practitioner")
    soon = day("review_on", date.today() + timedelta(days=1))  # noqa: DTZ011  # far enough from midnight
    for number in range(2):
        typed: Form = {"version": "1", "case_reference": f"LCS 77{number}", "role": "at_risk", "reason": "To plan."}
        assert (await browser.submit(f"/contexts/{known.reference}/link-person", typed | soon)).status_code == 303
    page = (await browser.get("/person-links")).text
    assert page.count("LCS77") == 1
    assert "These are the 1 that come first." in page


@pytest.mark.parametrize("part", ["/around", "/relate", "/unrelate", "/watch", "/children", "/merge", *OWN_TEAM])
async def test_foreign_missing_and_restricted_look_alike(site: Site, part: str) -> None:
    world = site.world
    foreign = await add_context(world, world.hallowdene)
    restricted = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    browser = await site.signed_in(world.larkmere, "practitioner")
    missing = await browser.get(f"/contexts/CX-0000-00N{part}")
    assert missing.status_code == 404
    for known in (foreign, restricted):
        page = await browser.get(f"/contexts/{known.reference}{part}")
        assert page.status_code == 404
        assert masked(page.text).replace(known.reference, "REFERENCE") == masked(missing.text).replace(
            "CX-0000-00N", "REFERENCE"
        )
