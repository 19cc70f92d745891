"""What is told to somebody outside the platform: prepared, agreed to, sent, fetched once, taken back."""

# Long: one way from the draft to the receipt, and each turn off it in its own test.

from __future__ import annotations

import hashlib
import io
import json
import re
from typing import Any
from zipfile import ZipFile

import pytest

from casework import add_context, add_referral
from commonground.platform.crossings.canonical import canonical
from councils import World, canary
from outside import UNTICKED, WORRY, drafted, proposed, sent, typed
from told import ask, rows, tell
from web import Browser, Site


async def receipts(world: World, reference: str) -> list[Any]:
    found = await rows(world, "select * from council.receipts where reference = :ref order by no", ref=reference)
    for row in found:
        assert hashlib.sha256(row.manifest.encode()).digest() == row.digest
        assert canonical(json.loads(row.manifest)) == row.manifest, "the library says the same, to the byte"
    return [json.loads(row.manifest) for row in found]


# Long: one way, from the draft to the file.
async def test_the_whole_way(site: Site, world: World) -> None:
    """From the draft to the file that somebody in a hospital saves, and the receipt of it."""
    made = await sent(site, world.larkmere)
    mark = canary(world.larkmere.slug)
    assert made.code not in (await made.author.get(made.href)).text, "on one page, once"
    fetcher = made.collecting()
    form = await fetcher.get(f"/collect/{made.token}")
    assert form.status_code == 200
    for hidden in (mark, made.reference, "Larkmere", "Wilfrid", WORRY):
        assert hidden not in form.text
    assert form.headers["referrer-policy"] == "no-referrer"
    assert await made.open_with(fetcher, made.code.lower().replace("-", " ")) == 303
    page = await fetcher.get(f"/collect/{made.token}/package")
    assert WORRY in page.text
    assert mark in page.text
    assert UNTICKED not in page.text
    file = await fetcher.get(f"/collect/{made.token}/file")
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["x-content-type-options"] == "nosniff"
    with ZipFile(io.BytesIO(file.content)) as packed:
        assert set(packed.namelist()) == {f"{made.reference}.html", f"{made.reference}.json"}
        sealed = packed.read(f"{made.reference}.json")
        assert WORRY in packed.read(f"{made.reference}.html").decode()
        assert UNTICKED not in sealed.decode()
    first, last = await receipts(world, made.reference)
    assert (first["what"], last["what"]) == ("sent", "opened")
    assert last["receiver"] == {
        "id": None,
        "name": "St Wilfrid’s Hospital",
        "person": "Ada Quill",
        "job": "Named nurse",
    }
    assert last["acknowledged"]["by"] == "Ada Quill"
    (package,) = last["packages"]
    assert package["hash"] == hashlib.sha256(sealed).hexdigest()
    assert package["fields"] == ["worry"]
    assert [step["did"] for step in last["steps"]] == ["send", "open"]
    shown = (await made.author.get(made.href)).text
    assert "Opened just now" in shown
    exported = (await made.author.get(_receipts_in(shown)[-1])).json()
    assert json.loads(exported["manifest"]) == last


async def test_nothing_identifies_before_it_is_opened(site: Site, world: World) -> None:
    """The letter, the facts and the notices that go with it hold no word of it, and no code."""
    made = await sent(site, world.larkmere)
    held = await rows(world, "select to_jsonb(l)::text as words from identity.letters l where kind = 'collection'")
    held += await rows(world, "select to_jsonb(o)::text as words from system.outbox o")
    held += await rows(world, "select to_jsonb(n)::text as words from council.notifications n")
    bare = made.code.replace("-", "")
    for row in held:
        for secret in (WORRY, "Wilfrid", made.code, bare, made.token):
            assert secret not in row.words
    kept = await ask(world, "select to_jsonb(r)::text as words from"
        " tenants.outside_receivers r where token_hash = :hash",
                     hash=hashlib.sha256(made.token.encode()).digest())  # fmt: skip  # one question
    for secret in (made.token, made.code, bare):
        assert secret not in kept.words


async def test_it_opens_once_and_in_one_browser(site: Site, world: World) -> None:
    made = await sent(site, world.larkmere)
    first, second = made.collecting(), made.collecting()
    assert await made.open_with(first) == 303
    assert await made.open_with(second) == 200, "the right code, a second time"
    for part in ("package", "file"):
        refused = await second.get(f"/collect/{made.token}/{part}")
        assert refused.status_code == 404
        assert WORRY not in refused.text
    assert (await first.get(f"/collect/{made.token}")).headers["location"] == f"/collect/{made.token}/package"
    await tell(
        world, "update tenants.outside_receivers set closes_at = now(), opened_at = now() - interval '15 minutes'"
    )
    for part in ("package", "file"):
        assert (await first.get(f"/collect/{made.token}/{part}")).status_code == 404


async def test_a_look_at_the_address_opens_nothing(site: Site, world: World) -> None:
    """Programs follow links in e-mails."""
    made = await sent(site, world.larkmere)
    for path in ("", "/package", "/file"):
        answer = await made.collecting().get(f"/collect/{made.token}{path}")
        assert WORRY not in answer.text
    assert await made.open_with(made.collecting()) == 303


async def test_five_wrong_codes_lock_it_and_the_author_is_told(site: Site, world: World) -> None:
    made = await sent(site, world.larkmere)
    fetcher = made.collecting()
    answers = []
    for wrong in ("7KM2-49TX-3QRD", "", "nothing", "7KM2", "0000-0000-0000"):
        answer = await fetcher.submit(f"/collect/{made.token}", {"code": wrong or "x", "name": "Ada"})
        answers.append((answer.status_code, "Nothing opens with that" in answer.text))
    assert answers == [(200, True)] * 5
    assert await made.open_with(fetcher) == 200, "also with the right one"
    told = await rows(world, "select 1 from system.outbox o join tenants.disclosures d on d.id = o.subject_id"
                             " where o.kind = 'outside_changed' and d.reference ="
                                 " :ref", ref=made.reference)  # fmt: skip  # one
    assert len(told) == 1
    page = (await made.author.get(made.href)).text
    assert "Locked after five wrong codes" in page
    before = made.token
    await made.send()
    assert made.token != before
    assert await made.open_with(made.collecting()) == 303, "sent again, it opens with the new code"
    made.token = before
    assert await made.open_with(made.collecting()) == 200, "and not with the address before"


async def test_an_address_that_nobody_gave_out_is_answered_alike(site: Site, world: World) -> None:
    made = await sent(site, world.larkmere)
    real, invented = f"/collect/{made.token}", f"/collect/{'x' * 43}"
    texts = []
    for address in (real, invented):
        browser = made.collecting()
        answer = await browser.submit(address, {"code": "7KM2-49TX-3QRD", "name": "Ada"})
        texts.append((answer.status_code, re.sub(r"/collect/\S+|value=\"[^\"]*\"|nonce\S+", "", answer.text)))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("opened", [False, True])
async def test_taking_it_back_acts_on_the_next_request(site: Site, world: World, *, opened: bool) -> None:
    made, fetcher = await sent(site, world.larkmere), None
    if opened:
        fetcher = made.collecting()
        assert await made.open_with(fetcher) == 303
    back = await made.author.submit(f"{made.href}/withdraw", {"words": "The wrong ward."})
    assert back.status_code == 303
    if fetcher is not None:
        assert (await fetcher.get(f"/collect/{made.token}/package")).status_code == 404
    assert await made.open_with(made.collecting()) == 200
    found = await ask(world, "select canonical, erased_at from tenants.packages where crossing_id ="
                             " (select id from tenants.disclosures where reference ="
                                 " :ref)", ref=made.reference)  # fmt: skip
    assert (found.canonical == "") is not opened, "what was told stays as the record of it"
    assert (await receipts(world, made.reference))[-1]["what"] == "withdraw"
    assert "Withdrawn" in (await made.author.get(made.href)).text


async def test_its_day_acts_before_any_job_does(site: Site, world: World) -> None:
    made = await sent(site, world.larkmere)
    await tell(world, "update tenants.disclosures set expires_at = now() where reference = :ref", ref=made.reference)
    assert await made.open_with(made.collecting()) == 200
    assert "nobody opened it" in (await made.author.get(made.href)).text


async def test_nobody_agrees_to_their_own_and_what_changes_is_asked_anew(site: Site, world: World) -> None:
    made = await proposed(site, world.larkmere)
    assert await made.second(by="practitioner") == 404
    assert (await made.author.submit(f"{made.href}/build", {}, to=f"{made.href}/send")).status_code == 303
    assert await rows(world, "select 1 from tenants.outside_steps s join"
        " tenants.disclosures d on d.id = s.disclosure_id"
                             " where d.reference = :ref", ref=made.reference) == []  # fmt: skip  # one question
    assert await made.second() == 303
    version = await ask(world, "select version from tenants.disclosures where reference = :ref", ref=made.reference)
    again = typed(version=str(version[0]), person="Somebody Else")
    assert (await made.author.submit(f"{made.href}/build", again | {"go": "save"})).status_code == 303
    assert "Send it, and show me the code" not in (await made.author.get(made.href)).text


async def test_a_second_person_refuses_and_the_author_reads_why(site: Site, world: World) -> None:
    made = await proposed(site, world.larkmere)
    assert await made.second("refuse") == 303
    assert "It is the least that they need." in (await made.author.get(f"{made.href}/build")).text


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(site: Site, world: World) -> None:
    made = await drafted(site, world.larkmere)
    bad = typed(email="", phone="", chosen=[], purpose="", openness="not_told") | {"go": "propose"}
    answer = await made.author.submit(f"{made.href}/build", bad)
    assert answer.status_code == 422
    for said in ("Type the number at which you will tell them the code", "Type an e-mail address"):
        assert said in answer.text
    assert WORRY in answer.text
    refused = await made.author.submit(f"{made.href}/build", typed(chosen=[], openness="not_told") | {"go": "propose"})
    for said in ("Tick at least one thing", "Say why not everybody was told"):
        assert said in refused.text
    assert "kind of harm" not in refused.text, "there is no offer that would show it"


def _receipts_in(page: str) -> list[str]:
    return re.findall(r"/disclosures/[^/\"]+/receipts/[0-9a-f-]{36}", page)


async def test_others_find_nothing(site: Site, world: World) -> None:
    """A third council, a partner, colleagues without the team, and who administers."""
    made = await sent(site, world.larkmere)
    receipt = _receipts_in((await made.author.get(made.href)).text)
    assert len(receipt) == 1
    looks = [(world.hallowdene, "practitioner"), (world.hallowdene, "ig_lead"), (world.larkmere, "partner"),
             (world.larkmere, "screener"), (world.larkmere, "admin")]  # fmt: skip  # one list
    for council, person in looks:
        browser = await site.signed_in(council, person)
        for path in (made.href, f"{made.href}/build", f"{made.href}/withdraw", *receipt):
            answer = await browser.get(path)
            assert answer.status_code == 404, (person, path)
            assert "Wilfrid" not in answer.text
        listed = await browser.get("/disclosures")
        assert "Wilfrid" not in listed.text


async def test_it_begins_at_a_record_that_one_may_open(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, named=["manager"])
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert (await browser.get(f"/contexts/{known.reference}/disclose")).status_code == 404
    assert "St Wilfrid" in (await (await drafted(site, world.larkmere)).author.get("/disclosures")).text


async def test_in_welsh(site: Site, world: World) -> None:
    made = await sent(site, world.larkmere)
    page = (await made.collecting().get(f"/collect/{made.token}?lang=cy")).text
    assert 'lang="cy"' in page
    assert "Mae rhywbeth yn aros amdanoch" in page


async def test_it_is_begun_where_it_is_about_and_waits_on_worklists(site: Site, world: World) -> None:
    """Linked from a context’s and a referral’s page; before the second person until they answer, and before its author
    until somebody has opened it. In no line stands what it is about, and no list of handoffs has it."""
    here = world.larkmere
    known, told = await add_context(world, here, lead="practitioner"), await add_referral(world, here)
    team = here.teams["specialist"]
    await tell(world, "update tenants.referrals set team_id = :team where id = :id", team=team, id=told.id)
    author = await site.signed_in(here, "practitioner")
    for place, reference in (("contexts", known.reference), ("referrals", told.reference)):
        page = (await author.get(f"/{place}/{reference}")).text
        for way in (f"/{place}/{reference}/disclose", f"/handoffs/new?{place[:-1]}={reference}"):
            assert f'href="{way}"' in page, way
            assert (await author.get(way)).status_code == 200
    made = await proposed(site, here)
    second = await site.signed_in(here, "ig_lead")

    async def on(browser: Browser, kind: str) -> str:
        page = (await browser.get(f"/worklist?kind={kind}")).text
        assert WORRY not in page
        assert "Wilfrid" not in page
        return page

    assert f'href="{made.href}/authorise"' in await on(second, "agree_outside")
    for kind in ("agree_handoff", "send_handoff"):
        assert made.reference not in await on(second, kind)
    assert made.reference not in await on(author, "outside")
    assert await made.second() == 303
    assert made.reference not in await on(second, "agree_outside")
    assert f'href="{made.href}"' in await on(author, "outside")
    assert made.reference not in await on(author, "send_handoff")
    await made.send()
    assert f'href="{made.href}"' in await on(author, "outside")
    neighbour = await site.signed_in(world.hallowdene, "practitioner")
    assert made.reference not in await on(neighbour, "outside")
    assert await made.open_with(made.collecting()) == 303
    assert made.reference not in await on(author, "outside")
