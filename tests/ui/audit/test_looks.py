"""The council's own pages about its trail: who looked, what is unusual, what was made of it, and a file of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from casework import Statements, add_context, add_referral
from commonground.platform.audit.heads import HeadFiles
from commonground.platform.audit.keys import new_key
from commonground.ui.audit import taking_out
from commonground.ui.edge import pools_of
from commonground.workers.chain import Chainer, Notary
from councils import World
from told import ask, tell
from trails import KEY, second_verifier
from web import Site, running_site

LIST = 6
UNUSUAL = "/audit/unusual"
Form = dict[str, str | list[str]]
DAYS: Form = {"since-day": "1", "since-month": "1", "since-year": "2026", "until-day": "31", "until-month": "12",
              "until-year": "2026"}  # fmt: skip
_PUT_IN = (
    "insert into audit.entries (tenant_id, id, at, staff_id, action, subject_kind, subject_id, reference)"
    " select :council, gen_random_uuid(), :at, :who, :did, 'referral', gen_random_uuid(), 'CR-' || g"
    " from generate_series(1, :number) g"
)


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    await tell(world, "truncate audit.entries, audit.waiting, audit.links, audit.chains, audit.heads, audit.reviews")
    async with running_site(world) as running:
        yield running


async def did(site: Site, person: str, action: str, number: int, *, council: str = "larkmere", days: int = 1) -> None:
    where = getattr(site.world, council)
    at = datetime.now(UTC).replace(hour=11, minute=0) - timedelta(days=days)
    who = where.people[person].staff_id
    await tell(site.world, _PUT_IN, council=where.id, at=at, who=who, did=action, number=number)


async def entry(site: Site) -> tuple[object, ...]:
    found = await ask(site.world, "select action, subject_kind, subject_id, reference, why from audit.entries"
                      " order by at desc, id desc limit 1")  # fmt: skip
    return tuple(found)


async def test_who_looked_at_a_record_and_nobody_elses(site: Site) -> None:
    larkmere = site.world.larkmere
    told = await add_referral(site.world, larkmere)
    await (await site.signed_in(larkmere, "screener")).get(f"/referrals/{told.reference}")
    page = (await (await site.signed_in(larkmere, "ig_lead")).get(f"/audit/records/{told.reference}")).text
    assert larkmere.people["screener"].name in page
    assert "Opened a referral" in page
    assert await entry(site) == ("read_audit", "referral", told.id, told.reference, None)
    neighbour = await site.signed_in(site.world.hallowdene, "ig_lead")
    assert (await neighbour.get(f"/audit/records/{told.reference}")).status_code == 404


async def test_a_record_of_which_only_refusals_are_known_is_not_there(site: Site) -> None:
    foreign = (await add_referral(site.world, site.world.hallowdene)).reference
    await (await site.signed_in(site.world.larkmere, "screener")).get(f"/referrals/{foreign}")
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    assert (await lead.get(f"/audit/records/{foreign}")).status_code == 404


@pytest.mark.parametrize("path", ["/audit/people", UNUSUAL, "/audit/take-out", "/audit/records/CR-7K3F-29M"])
async def test_who_may_not_read_the_trail_reads_none_of_it(site: Site, path: str) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    assert (await screener.get(path)).status_code in (403, 404)


async def test_one_person_and_nobody_of_the_neighbour(site: Site) -> None:
    larkmere, hallowdene = site.world.larkmere, site.world.hallowdene
    await did(site, "screener", "read_referral", 4)
    lead = await site.signed_in(larkmere, "ig_lead")
    everybody = (await lead.get("/audit/people")).text
    assert larkmere.people["screener"].name in everybody
    assert hallowdene.people["screener"].name not in everybody
    person = await lead.get(f"/audit/people?person={larkmere.people['screener'].staff_id}")
    assert "<dt>Records opened</dt><dd>4</dd>" in person.text
    assert "<title>What one person opened – " in person.text, "a browser's history names nobody"
    for nobody in (hallowdene.people["screener"].staff_id, UUID(int=5), "nonsense"):
        assert (await lead.get(f"/audit/people?person={nobody}")).status_code == 404


async def test_each_sign_is_listed_with_its_reason(site: Site) -> None:
    larkmere = site.world.larkmere
    await did(site, "screener", "read_referral", 40)
    await did(site, "practitioner", "denied:read_referral", 5)
    await did(site, "manager", "read_context:restricted", 1)
    await did(site, "screener", "read_referral", 40, council="hallowdene")
    page = (await (await site.signed_in(larkmere, "ig_lead")).get(UNUSUAL)).text
    assert "Opened 40 records on this day. Usual for them: 0; for others with their role: 0." in page
    assert "Asked for 5 references that were refused, as if by guessing." in page
    assert "Opened a restricted record: CR-1." in page
    assert "More than 20 records on a day, and more than 3 times what was usual" in page, "the threshold"
    assert site.world.hallowdene.people["screener"].name not in page


async def test_a_search_for_the_own_name_and_a_look_after_it(site: Site) -> None:
    larkmere = site.world.larkmere
    told = await add_referral(site.world, larkmere)
    screener = await site.signed_in(larkmere, "screener")
    who = larkmere.people["screener"].staff_id
    await tell(site.world, "update council.staff set display_name = 'Amara Nwosu' where id = :id", id=who)
    await screener.get("/find?q=park")
    assert (await entry(site))[0] == "search"
    for address, code in (
        ("/find?q=nwosu", "search:own_name"),
        ("/tracker?words=Nwosu", "read_tracker:own_name"),
        ("/tracker/export.csv?words=nwosu", "export_tracker:own_name"),
        ("/contexts?words=nwosu", "read_context:own_name"),
    ):
        await screener.get(address)
        assert (await entry(site))[0] == code
    lead = await site.signed_in(larkmere, "ig_lead")
    alone = (await lead.get(UNUSUAL)).text
    assert "Searched for a name like their own, and opened no record soon after." in alone
    assert "nwosu" not in alone.replace("Amara Nwosu", ""), "not what was searched for"
    assert "opened no record" not in (await (await site.signed_in(site.world.hallowdene, "ig_lead")).get(UNUSUAL)).text
    await screener.get(f"/referrals/{told.reference}")
    assert f"soon after searching for a name like their own: {told.reference}." in (await lead.get(UNUSUAL)).text
    assert "Searched, with words like their own name" in (await lead.get("/audit")).text


async def test_a_look_at_a_restricted_record_says_so(site: Site) -> None:
    larkmere = site.world.larkmere
    told = await add_referral(site.world, larkmere, named=["manager"])
    known = await add_context(site.world, larkmere, named=["practitioner"])
    await (await site.signed_in(larkmere, "manager")).get(f"/referrals/{told.reference}")
    assert (await entry(site))[0] == "read_referral:restricted"
    await (await site.signed_in(larkmere, "practitioner")).get(f"/contexts/{known.reference}")
    assert (await entry(site))[0] == "read_context:restricted"


async def test_marking_keeps_the_note_and_who_wrote_it(site: Site) -> None:
    larkmere = site.world.larkmere
    await did(site, "screener", "read_referral", 40)
    await did(site, "screener", "read_referral", 40, council="hallowdene")
    lead = await site.signed_in(larkmere, "ig_lead")
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    which: Form = {"sign": "volume", "person": str(larkmere.people["screener"].staff_id), "day": day}
    wrong = await lead.submit(UNUSUAL, which | {"note": ""})
    assert (wrong.status_code, "Write what you found" in wrong.text) == (422, True)
    done = await lead.submit(UNUSUAL, which | {"note": "She covered for two colleagues."}, follow=True)
    assert "She covered for two colleagues." in done.text
    kept = await ask(site.world, "select tenant_id, by_id, note from audit.reviews")
    assert tuple(kept) == (larkmere.id, larkmere.people["ig_lead"].staff_id, "She covered for two colleagues.")
    code = "select count(*) from audit.entries where action = 'review_access' and subject_id = :id"
    assert (await ask(site.world, code, id=larkmere.people["screener"].staff_id))[0] == 1
    theirs = (await (await site.signed_in(site.world.hallowdene, "ig_lead")).get(UNUSUAL)).text
    assert "two colleagues" not in theirs


async def test_what_is_not_listed_is_not_marked(site: Site) -> None:
    await did(site, "screener", "read_referral", 40, council="hallowdene")
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    for person in (site.world.hallowdene.people["screener"].staff_id, UUID(int=5), "x"):
        said = await lead.submit(UNUSUAL, {"sign": "volume", "person": str(person), "day": day, "note": "x"})
        assert (said.status_code, "Choose one of the lines on this page" in said.text) == (422, True)
    assert (await ask(site.world, "select count(*) from audit.reviews"))[0] == 0


@pytest.mark.parametrize("path", ["/audit", "/audit?did=denied", "/audit?did=taken_out", "/audit/people", UNUSUAL])
async def test_a_list_takes_six_statements_however_long(site: Site, path: str) -> None:
    for person in ("screener", "manager", "practitioner"):
        await did(site, person, "read_referral", 40)
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    counted = Statements(pools_of(site.app).app)
    assert (await lead.get(path)).status_code == 200
    counted.stop()
    assert len(counted) <= LIST, counted.sent


async def test_the_table_is_formula_safe_and_recorded_with_its_reason(site: Site) -> None:
    await did(site, "screener", "read_referral", 3)
    await did(site, "screener", "search", 1, council="hallowdene")
    await tell(site.world, "update audit.entries set why = '=1+1' where action = 'read_referral'")
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    form = DAYS | {"shape": "csv", "reason": "The inspector asked"}
    sent = await lead.submit("/audit/take-out", form)
    assert sent.status_code == 200
    assert sent.content.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in sent.text
    assert "Searched" not in sent.text, "the neighbour's"
    action, _, _, _, why = await entry(site)
    assert (action, str(why).startswith("The inspector asked (2026-01-01 to 2026-12-31, ")) == ("export_audit", True)


async def test_the_chain_is_verified_by_somebody_else(site: Site, tmp_path: Path) -> None:
    for days in (5, 4, 3, 2):
        await did(site, "screener", "read_referral", 3, days=days)
        await did(site, "screener", "read_referral", 2, days=days, council="hallowdene")
        await _link_and_sign(site, tmp_path / "heads")
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    first, last = (datetime.now(UTC) - timedelta(days=days) for days in (4, 3))
    period: Form = {f"since-{part}": str(getattr(first, part)) for part in ("day", "month", "year")}
    period |= {f"until-{part}": str(getattr(last, part)) for part in ("day", "month", "year")}
    sent = await lead.submit("/audit/take-out", period | {"shape": "chain", "reason": "The inspector asked"})
    lines = sent.text.splitlines()
    said = [json.loads(line) for line in lines]
    assert [each["sequence"] for each in said if each["kind"] == "link"] == [4, 5, 6, 7, 8, 9]
    assert [each["sequence"] for each in said if each["kind"] == "head"] == [3, 6, 9]
    out = tmp_path / "part.jsonl"
    out.write_text(sent.text)
    assert second_verifier([out])[out].fits
    assert second_verifier([out], key="")[out].fits, "the file names the key"
    assert not second_verifier([out], key=new_key(tmp_path / "another").public.text)[out].fits
    out.write_text(sent.text.replace("CR-2", "CR-9", 1))
    assert not second_verifier([out])[out].fits


async def _link_and_sign(site: Site, folder: Path) -> None:
    chainer = Chainer(site.world.database.relay_url, Notary(KEY, HeadFiles(folder)))
    connection = await asyncpg.connect(site.world.database.relay_url)
    try:
        await chainer.link(connection)
        await chainer.sign(connection)
    finally:
        await connection.close()


async def test_what_is_missing_or_too_much_is_said(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    assert (await lead.submit("/audit/take-out", {})).status_code == 422
    turned = DAYS | {"since-year": "2027", "shape": "csv", "reason": "x"}
    assert "The last day is before the first" in (await lead.submit("/audit/take-out", turned)).text
    await did(site, "screener", "read_referral", 5)
    monkeypatch.setattr(taking_out, "MOST", 3)
    too_many = await lead.submit("/audit/take-out", DAYS | {"shape": "csv", "reason": "x"})
    assert (too_many.status_code, "more than 3 entries" in too_many.text) == (422, True)


async def test_only_who_may_both_is_led_from_a_record_to_its_readers(site: Site) -> None:
    larkmere = site.world.larkmere
    told = await add_referral(site.world, larkmere)
    who = larkmere.people["screener"].staff_id
    page = f"/referrals/{told.reference}"
    assert "/audit/records/" not in (await (await site.signed_in(larkmere, "screener")).get(page)).text
    browser = await site.signed_in(larkmere, "screener")
    await tell(site.world, "update council.staff set roles = roles || '{ig_lead}' where id = :id", id=who)
    assert f"/audit/records/{told.reference}" in (await browser.get(page)).text
    await tell(site.world, "update council.staff set roles = array_remove(roles, 'ig_lead') where id = :id", id=who)
