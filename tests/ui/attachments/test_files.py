"""Files on records over HTTP: added, opened, taken off; and as invisible as what they are on."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from PIL import Image

from casework import add_context, add_referral
from commonground.platform.files.store import FileStore, StoreAwayError
from councils import World
from example_files import PLACE, REMARK, TEXT, docx, good_files, pdf, photo
from filing import add_file, send_files, states_of, store_for
from hostile_files import HTML, SVG
from pages import counting
from told import ask, lines_of, rows, tell, trail_of
from web import Site, token_in

JPEG = "image/jpeg"


async def test_a_photo_is_added_shown_without_where_it_was_taken_and_comes_off(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Photographed yard")
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    assert 'href="' + here + '/files"' in (await browser.get(here)).text
    answer = await send_files(
        browser, here, ("Yard.JPEG", photo(), JPEG), ("notes.txt", TEXT, "text/plain"), about="The yard from Mill Lane"
    )
    assert answer.status_code == 303
    text = (await browser.get(f"{here}/files")).text
    assert ("Yard.jpg" in text, "The yard from Mill Lane" in text) == (True, True)
    assert "Not scanned for viruses" in text
    assert "Picture, Plain text" in (await browser.get(here)).text, "on its timeline, which stays"
    mine = "select id from tenants.attachments where record_id = :id order by kind"
    picture, words = await rows(world, mine, id=known.id)
    shown = await browser.get(f"{here}/files/{picture.id}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, JPEG)
    assert shown.headers["content-disposition"].startswith("inline;")
    assert [mark for mark in (b"Exif", b"GPS", REMARK, PLACE.encode()) if mark in shown.content] == []
    with Image.open(io.BytesIO(shown.content)) as again:
        assert again.size == (40, 80), "upright"
    saved = await browser.get(f"{here}/files/{picture.id}?download=1")
    assert saved.headers["content-disposition"].startswith("attachment;")
    note = await browser.get(f"{here}/files/{words.id}")
    assert note.content == TEXT
    for header, value in (
        ("content-disposition", "attachment; filename=\"notes.txt\"; filename*=UTF-8''notes.txt"),
        ("x-content-type-options", "nosniff"), ("cache-control", "private, no-store"),
        ("content-length", str(len(TEXT))), ("content-type", "text/plain; charset=utf-8"),
    ):  # fmt: skip  # one to a line
        assert note.headers[header] == value
    assert "sandbox" in note.headers["content-security-policy"]
    assert "script-src" not in note.headers["content-security-policy"]
    assert (await lines_of(world, known))[-1] == ("add_file", "Picture, Plain text")
    trail = [action for action, *_ in await trail_of(world, known)]
    assert trail.count("read_context:file") == 3, "each time"
    assert "change_context:add_file" in trail
    of_file = "select count(*) from audit.entries where subject_kind = 'file' and subject_id = :id"
    assert (await ask(world, of_file, id=picture.id))[0] == 2, "which of them was opened"


async def test_one_that_comes_off_goes_with_its_name(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    file_id, _ = await add_file(site, browser, here, "Jayden Okafor passport.pdf", pdf(), "His passport")
    page = f"{here}/files/take-off"
    offered = (await browser.get(f"{page}?file={file_id}")).text
    assert f'value="{file_id}" checked' in offered
    assert (await browser.submit(page, {"file": file_id, "reason": " "})).status_code == 422
    other = await add_context(world, world.larkmere)
    elsewhere = f"/contexts/{other.reference}/files/take-off"
    token = token_in((await browser.get("/notifications")).text)
    of_another = await browser.post(elsewhere, {"_token": token, "file": file_id, "reason": "It"})
    assert of_another.status_code == 422, "none of its choices"
    assert (await browser.submit(page, {"file": file_id, "reason": "It is another child’s."})).status_code == 303
    text = (await browser.get(f"{here}/files")).text
    assert "Jayden" not in text
    assert "It is another child’s." in text
    assert (await browser.get(f"{here}/files/{file_id}")).status_code == 404
    assert "No file stands on this record." in (await browser.get(page)).text
    kept = await ask(world, "select name, about from tenants.attachments where id = :id", id=UUID(file_id))
    assert tuple(kept) == ("", "")
    fact = "select subject_id from system.outbox where kind = 'files_due' order by id desc limit 1"
    assert (await ask(world, fact))[0] == known.id, "the worker takes the bytes away"


async def test_a_referral_has_files_for_whoever_screens_it(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    here = f"/referrals/{told.reference}"
    browser = await site.signed_in(world.larkmere, "screener")
    assert "Add a photo or another file" in (await browser.get(here)).text
    file_id, _ = await add_file(site, browser, here, "letter.pdf", pdf())
    assert "letter.pdf" in (await browser.get(here)).text
    assert "added a file" in (await browser.get(here)).text
    reader = await site.signed_in(world.larkmere, "second_screener")
    assert (await reader.get(f"{here}/files/{file_id}")).status_code == 200
    elsewhere = await site.signed_in(world.larkmere, "specialist_manager")
    token = token_in((await elsewhere.get("/notifications")).text)
    refused = await send_files(elsewhere, here, ("a.pdf", pdf(), "application/pdf"), token=token)
    assert refused.status_code == 404, "they may read it, and not change it"
    assert "Add files" not in (await elsewhere.get(f"{here}/files")).text


async def test_it_is_as_invisible_as_what_it_is_on(site: Site, world: World) -> None:
    hidden = await add_context(world, world.larkmere, named=("practitioner",), name="Hidden yard")
    other = await add_context(world, world.larkmere)
    theirs = await add_context(world, world.hallowdene)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{hidden.reference}"
    file_id, _ = await add_file(site, browser, here, "yard.jpg", photo())
    for person in ("screener", "second_screener", "partner", "admin", "ig_lead"):
        reader = await site.signed_in(world.larkmere, person)
        for path in (f"{here}/files", f"{here}/files/{file_id}"):
            assert (await reader.get(path)).status_code == 404, (person, path)
    assert (await browser.get(f"/contexts/{other.reference}/files/{file_id}")).status_code == 404, "of another record"
    neighbour = await site.signed_in(world.hallowdene, "locality_practitioner")
    for path in (f"{here}/files/{file_id}", f"/contexts/{theirs.reference}/files/{file_id}"):
        assert (await neighbour.get(path)).status_code == 404
    assert (await site.browser().get(f"{here}/files/{file_id}")).status_code == 303, "to sign in"


async def test_a_partner_sees_no_file_of_what_they_are_invited_to(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    file_id, _ = await add_file(site, browser, f"/contexts/{known.reference}", "yard.jpg", photo())
    partner = await site.signed_in(world.larkmere, "partner")
    for path in (f"/contexts/{known.reference}/files/{file_id}", f"/contexts/{known.reference}/files"):
        assert (await partner.get(path)).status_code == 404


async def test_what_is_wrong_is_said_at_the_field_and_nothing_is_kept(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    both = await send_files(
        browser, here, ("good.jpg", photo(), JPEG), ("evil.svg", SVG, "image/svg+xml"), ("e.html", HTML, JPEG),
        about="What we saw",
    )  # fmt: skip  # one sending
    assert both.status_code == 422
    assert "evil.svg was not taken: it is a web page or a drawing" in both.text
    assert "e.html was not taken" in both.text
    assert "None was added. Choose the others again too" in both.text
    assert 'value="What we saw"' in both.text, "what was typed is kept"
    none = await send_files(browser, here)
    assert (none.status_code, "Choose a file" in none.text) == (422, True)
    many = await send_files(browser, here, *((f"{n}.txt", TEXT, "") for n in range(11)))
    assert (many.status_code, "at most 10 files" in many.text) == (422, True)
    long = await send_files(browser, here, ("a.txt", TEXT, ""), about="x" * 201)
    assert (long.status_code, "characters or fewer" in long.text) == (422, True)
    large = await send_files(browser, here, ("large.pdf", pdf() + b"\0" * 21_000_000, ""))
    assert (large.status_code, "more than 20 MB" in large.text) == (422, True)
    huge = await send_files(browser, here, *((f"{n}.pdf", b"\0" * 15_000_000, "") for n in range(5)))
    assert huge.status_code == 413
    assert await states_of(world, known.id) == []


async def test_a_record_holds_so_many_and_no_more(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    file_id, _ = await add_file(site, browser, here, "a.txt", TEXT)
    await tell(world, "update tenants.attachments set size = 209715200 where id = :id", id=UUID(file_id))
    full = await send_files(browser, here, ("b.txt", TEXT, ""))
    assert (full.status_code, "Take one off" in full.text) == (422, True)
    await browser.submit(f"{here}/files/take-off", {"file": file_id, "reason": "Not needed"})
    assert (await send_files(browser, here, ("b.txt", TEXT, ""))).status_code == 303


async def test_bytes_that_are_missing_are_said(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    file_id, object_id = await add_file(site, browser, here, "a.txt", TEXT)
    await store_for(world).delete(world.larkmere.id, [UUID(object_id)])
    missing = await browser.get(f"{here}/files/{file_id}")
    assert missing.status_code == 409
    assert "can’t be read at the moment" in missing.text


async def test_one_that_waits_for_the_scanner_opens_for_nobody(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    file_id, _ = await add_file(site, browser, here, "a.txt", TEXT)
    for state, said in (("waiting", "Waits for the virus scanner"), ("refused", "Refused: the scanner found a virus")):
        await tell(world, "update tenants.attachments set state = :s where id = :id", s=state, id=UUID(file_id))
        assert said in (await browser.get(f"{here}/files")).text
        assert (await browser.get(f"{here}/files/{file_id}")).status_code == 404


@pytest.mark.parametrize("name", list(good_files()))
async def test_every_kind_goes_there_and_back(site: Site, world: World, name: str) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    file_id, _ = await add_file(site, browser, f"/contexts/{known.reference}", name, good_files()[name])
    back = await browser.get(f"/contexts/{known.reference}/files/{file_id}")
    assert back.status_code == 200
    assert name in back.headers["content-disposition"]
    how = "inline" if name.endswith(("jpg", "png")) else "attachment"
    assert back.headers["content-disposition"].startswith(how)


async def test_pages_and_saves_take_few_statements(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", context=known)
    sent = {}
    for here, person in (
        (f"/contexts/{known.reference}", "practitioner"),
        (f"/referrals/{told.reference}", "screener"),
    ):
        browser = await site.signed_in(world.larkmere, person)
        token = token_in((await browser.get(f"{here}/files")).text)
        with counting(site) as statements:
            saved = await send_files(browser, here, *((f"{n}.docx", docx(), "") for n in range(3)), token=token)
        assert saved.status_code == 303
        sent[f"{here} save"] = (len(statements), statements.sent)
        (newest,) = await rows(world, "select id from tenants.attachments order by id desc limit 1")
        for page in (here, f"{here}/files", f"{here}/files/{newest.id}"):
            with counting(site) as statements:
                assert (await browser.get(page)).status_code == 200
            sent[page] = (len(statements), statements.sent)
    counts = {page: number for page, (number, _) in sent.items()}
    context, referral = f"/contexts/{known.reference}", f"/referrals/{told.reference}"
    assert counts[context] <= 8, counts
    # Whoever decides has twelve there already: what came in, what it may be about, who could have it, their draft.
    assert counts[referral] <= 13, counts
    assert max(number for page, number in counts.items() if page not in (context, referral)) <= 10, counts


async def test_a_store_that_is_away_is_said_at_the_field_and_nothing_is_added(
    site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No fault of the page's: what was written beside the files stays, and what lies elsewhere opens later."""
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    file_id, _ = await add_file(site, browser, here, "Yard.pdf", pdf(), "The yard")

    async def away(*_: object) -> None:
        raise StoreAwayError

    monkeypatch.setattr(FileStore, "put", away)
    monkeypatch.setattr(FileStore, "read", away)
    answer = await send_files(browser, here, ("Gate.pdf", pdf(), "application/pdf"), about="The gate at night")
    assert answer.status_code == 422
    assert "Files can’t be kept at the moment, so nothing was added." in answer.text
    assert "The gate at night" in answer.text
    assert (await ask(world, "select count(*) from tenants.attachments where record_id = :id", id=known.id))[0] == 1
    assert (await browser.get(f"{here}/files/{file_id}")).status_code == 409
