"""The audit record over HTTP: what it can be narrowed to, and that everything that can be written has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import commonground.ui.audit
from casework import add_context, add_referral
from commonground.platform.access import Action
from commonground.platform.notifications.types import NotificationKind
from commonground.tenants.referrals.types import Verb
from commonground.ui.audit.asking import position_of
from commonground.ui.audit.words import SCREENED, TOLD_OF, WORDS, did_words, refused_words
from queries import HOSTILE
from web import Site

ROOT = Path(commonground.ui.audit.__path__[0]).parents[3]
NOTE = "could not be understood"


def written_codes() -> Iterator[str]:
    """Every code that the source writes into the trail by name, beside the actions."""
    for room in ("platform", "tenants", "ui", "workers"):
        for file in (ROOT / room / "commonground").rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                    "audit.record",
                    "record",
                    "audit.record_search",
                }:
                    yield from (str(each.value) for each in node.args[1:2] if isinstance(each, ast.Constant))


def test_every_code_that_can_be_written_has_its_words() -> None:
    literal = set(written_codes())
    assert "search" in literal
    assert literal | set(Action) <= set(WORDS)
    assert set(NotificationKind) <= set(TOLD_OF)
    assert set(SCREENED) == set(Verb)
    said = [str(words) for words in WORDS.values()]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("value", HOSTILE)
def test_a_cursor_that_is_none_of_ours_is_the_first_page(value: str) -> None:
    assert position_of(value) is None


async def test_refusals_and_searches_can_be_found(site: Site) -> None:
    larkmere = site.world.larkmere
    practitioner = await site.signed_in(larkmere, "practitioner")
    await practitioner.get("/audit")
    await practitioner.get("/find?q=park")
    admin = await site.signed_in(larkmere, "admin")
    refused = (await admin.get("/audit?did=denied")).text
    assert '<option value="denied" selected>Refused</option>' in refused
    assert "<b>Was refused:</b> read who looked at and changed what in this council<" in refused
    assert "Refused:" not in refused
    assert NOTE not in refused
    assert '<td data-label="Did what">Searched' not in refused
    searched = (await admin.get("/audit?did=search")).text
    assert '<td data-label="Did what">Searched' in searched
    assert "refused:" not in searched


async def test_taking_and_deciding_are_told_apart_and_found_together(site: Site) -> None:
    larkmere = site.world.larkmere
    told = await add_referral(site.world, larkmere)
    screener = await site.signed_in(larkmere, "screener")
    taken = await screener.submit(f"/referrals/{told.reference}", {}, to=f"/referrals/{told.reference}/take")
    assert taken.status_code == 303
    admin = await site.signed_in(larkmere, "admin")
    assert "Took a referral to screen it" in (await admin.get("/audit?did=screen_referral")).text


@pytest.mark.parametrize("asked", ["person=%00", "person=x", "did=%00", "did=made_up", "since=%00", "record=%00"])
async def test_a_part_that_is_left_out_is_said_so(site: Site, asked: str) -> None:
    page = await (await site.signed_in(site.world.larkmere, "admin")).get(f"/audit?{asked}")
    assert page.status_code == 200
    assert NOTE in page.text


@pytest.mark.parametrize("asked", ["until=9999-12-31", "since=0001-01-01&until=9999-12-31"])
async def test_days_beyond_the_record_are_its_ends(site: Site, asked: str) -> None:
    page = await (await site.signed_in(site.world.larkmere, "admin")).get(f"/audit?{asked}")
    assert page.status_code == 200
    assert "Read the audit record" in page.text


async def test_a_list_is_no_record(site: Site) -> None:
    larkmere = site.world.larkmere
    known = await add_context(site.world, larkmere)
    practitioner = await site.signed_in(larkmere, "practitioner")
    staff = larkmere.people["practitioner"].staff_id
    for path in ("/contexts", f"/contexts/{known.reference}"):
        assert (await practitioner.get(path)).status_code == 200
    admin = await site.signed_in(larkmere, "admin")
    for path in (f"/audit?person={staff}", f"/audit/people?person={staff}"):
        page = (await admin.get(path)).text
        said = re.findall(r">((?:Looked at the list|Opened a context)[^<]*)</(?:td|span)>", page)
        assert [each.partition(",")[0] for each in said] == ["Opened a context", "Looked at the list of contexts"]


def test_a_list_searched_for_ones_own_name_is_still_a_list() -> None:
    said = did_words(f"{Action.READ_CONTEXT}:own_name", None, "contexts")
    assert said == "Looked at the list of contexts, with words like their own name"
    assert did_words(f"{Action.READ_CONTEXT}:restricted", "CX-7K3F-29M", "context").startswith("Opened a context")


async def test_what_was_refused_is_said_as_what_was_asked_and_never_as_done(site: Site) -> None:
    larkmere = site.world.larkmere
    hidden = await add_context(site.world, larkmere, named=("manager",))
    practitioner = await site.signed_in(larkmere, "practitioner")
    assert (await practitioner.get(f"/contexts/{hidden.reference}")).status_code == 404
    assert (await practitioner.get("/audit")).status_code == 403
    admin = await site.signed_in(larkmere, "admin")
    staff = larkmere.people["practitioner"].staff_id
    trail = (await admin.get(f"/audit?did=denied&person={staff}")).text
    line = next(each for each in trail.split("<tr>") if hidden.reference in each)
    assert "<b>Was refused:</b> open a context and its timeline</td>" in line
    assert "Opened" not in line
    person = (await admin.get(f"/audit/people?person={staff}")).text
    assert f"Was refused: open a context and its timeline, {hidden.reference}" in person
    assert "Was refused: read who looked at and changed what in this council<" in person


def test_every_refusal_has_its_words() -> None:
    said = {refused_words(action) for action in Action}
    assert len(said) == len(Action)
    assert all(each and each[0].islower() and not each.endswith(".") and "ecorded" not in each for each in said)
    assert refused_words("of_a_later_version") == "of a later version"
