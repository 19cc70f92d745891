"""Documents of joint concerns over HTTP: chosen in the form, read by whoever sees the part, and gone from the next
request on; and receipts as files, which verify."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from httpx import Response

from commonground.infra.cli import main
from commonground.platform.audit.heads import HeadFiles
from commonground.platform.joint.types import JointAct
from councils import TestCouncil, World
from filing import store_for
from joint_files import BOSS, CONTENT, NAME, add_file, file_on, object_of
from jointly import Begun, add, begin, do, joined, let_in, parts, third_council
from receipts_signed import sign_receipts
from told import ask, rows, tell
from trails import KEY
from web import Browser, Site

Form = dict[str, str | list[str]]


@pytest.fixture(scope="module")
def third(world: World) -> TestCouncil:
    return asyncio.run(third_council(world))


def typed(world: World, **more: str | list[str]) -> Form:
    words: Form = {"words": "A map of the stops.", "councils": [str(world.hallowdene.id)], "keep": "90"}
    return words | more


async def sent(site: Site, world: World, begun: Begun, form: Form) -> Response:
    browser = await site.signed_in(world.larkmere, BOSS)
    return await browser.submit(f"/joint/{begun.reference}/add/document", form)


async def both_ways(browser: Browser, path: str) -> list[Response]:
    return [await browser.get(path, htmx=htmx) for htmx in (False, True)]


async def test_the_form_offers_files_of_ones_own_context_described_only_at_first(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store_for(world), begun)
    hidden, _ = await file_on(world, store_for(world), begun, state="waiting")
    page = (await (await site.signed_in(world.larkmere, BOSS)).get(f"/joint/{begun.reference}/add/document")).text
    radios = re.findall(r'<input[^>]*name="file"[^>]*>', page)
    assert [re.findall('value="([^"]*)"', each)[0] for each in radios] == ["described", str(file)]
    assert ["checked" in each for each in radios] == [True, False]
    assert str(hidden) not in page
    assert "PDF" in page
    assert "nobody can be known by it" in page
    assert NAME not in page, "what everybody here reads of it is masked too"


async def test_without_a_context_or_a_file_the_form_says_so_and_the_part_is_described(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    for council in (world.larkmere, world.hallowdene):
        browser = await site.signed_in(council, BOSS)
        page = (await browser.get(f"/joint/{begun.reference}/add/document")).text
        assert 'name="file"' not in page
        assert "described only" in page
    assert (await sent(site, world, begun, typed(world))).status_code == 303
    [part] = await parts(world, begun, world.hallowdene)
    assert (part.words, part.file) == ("A map of the stops.", None)


async def test_a_file_goes_along_once_somebody_has_read_it(site: Site, world: World, third: TestCouncil) -> None:
    begun = await joined(world, world.hallowdene, third)
    file, _ = await file_on(world, store_for(world), begun)
    untold = await sent(site, world, begun, typed(world, file=str(file)))
    assert untold.status_code == 422
    assert "Tick this once somebody of your council has read all of the file" in untold.text
    assert 'href="#nobody"' in untold.text
    assert await parts(world, begun, world.larkmere) == []
    assert (await sent(site, world, begun, typed(world, file=str(file), nobody="read"))).status_code == 303
    [part] = await parts(world, begun, world.larkmere)
    here = f"/joint/{begun.reference}"
    for council, sees in ((world.larkmere, True), (world.hallowdene, True), (third, False)):
        browser = await site.signed_in(council, BOSS)
        for page in await both_ways(browser, here):
            assert (f"{here}/parts/{part.id}/file" in page.text) is sees
            assert ("PDF, 1 KB" in page.text) is sees
            assert "Jayden" not in page.text
        for answer in await both_ways(browser, f"{here}/parts/{part.id}/file"):
            assert answer.status_code == (200 if sees else 404)
    read = await (await site.signed_in(world.hallowdene, BOSS)).get(f"{here}/parts/{part.id}/file")
    for header, value in (
        ("content-disposition", "attachment; filename=\"joint-document.pdf\"; filename*=UTF-8''joint-document.pdf"),
        ("x-content-type-options", "nosniff"), ("cache-control", "private, no-store"),
        ("content-length", str(len(CONTENT))), ("content-type", "application/pdf"),
    ):  # fmt: skip  # one to a line
        assert read.headers[header] == value
    assert read.content == CONTENT
    assert "sandbox" in read.headers["content-security-policy"]


async def test_a_picture_is_saved_too_and_never_drawn_on_the_spot(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store_for(world), begun, kind="png", name="a.png")
    made = await add_file(world, store_for(world), begun, file, world.hallowdene)
    read = await (await site.signed_in(world.hallowdene, BOSS)).get(f"/joint/{begun.reference}/parts/{made}/file")
    assert read.headers["content-disposition"].startswith('attachment; filename="joint-document.png"')


async def test_what_is_no_file_of_ones_own_context_is_not_taken(site: Site, world: World) -> None:
    begun, other = await joined(world, world.hallowdene), await joined(world, world.hallowdene)
    await file_on(world, store_for(world), begun)
    elsewhere, _ = await file_on(world, store_for(world), other)
    for foreign in (str(elsewhere), "00000000-0000-7000-8000-000000000000"):
        assert (await sent(site, world, begun, typed(world, file=foreign, nobody="read"))).status_code == 422
    assert await parts(world, begun, world.larkmere) == []


async def test_names_in_a_text_are_refused_or_asked_about(site: Site, world: World) -> None:
    begun, store = await joined(world, world.hallowdene), store_for(world)
    text = {"kind": "txt", "name": "a.txt"}
    never, _ = await file_on(world, store, begun, b"Ring 07700 900123.", **text)
    maybe, _ = await file_on(world, store, begun, b"We saw Ayesha Khan there after school.", **text)
    refused = await sent(site, world, begun, typed(world, file=str(never), nobody="read"))
    assert refused.status_code == 422
    assert "can tell who somebody is" in refused.text
    browser, here = await site.signed_in(world.larkmere, BOSS), f"/joint/{begun.reference}/add/document"
    form = typed(world, file=str(maybe), nobody="read")
    asked = await browser.submit(here, form)
    assert asked.status_code == 422
    assert "“Ayesha Khan” may be a name" in asked.text
    [looked] = re.findall(r'name="looked" value="([^"]+)"', asked.text)
    assert (await browser.submit(here, form | {"looked": looked})).status_code == 303


async def test_what_was_typed_comes_back_with_the_file_that_was_chosen(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store_for(world), begun)
    await sent(site, world, begun, typed(world, file=str(file)))
    page = (await (await site.signed_in(world.larkmere, BOSS)).get(f"/joint/{begun.reference}/add/document")).text
    assert re.search(rf'value="{file}"[^>]*checked', page)


async def test_from_the_next_request_on_it_is_gone(site: Site, world: World) -> None:
    begun, store = await joined(world, world.hallowdene), store_for(world)
    guest = await let_in(world, begun, world.hallowdene)
    file, _ = await file_on(world, store, begun)
    made = await add_file(world, store, begun, file, world.hallowdene, guests=(guest,))
    theirs, partner = await site.signed_in(world.hallowdene, BOSS), await site.signed_in(world.hallowdene, "partner")
    ways = ((theirs, f"/joint/{begun.reference}"), (partner, f"/shared/joint/{begun.reference}"))
    for browser, here in ways:
        assert (await browser.get(f"{here}/parts/{made}/file")).content == CONTENT
        for page in await both_ways(browser, here):
            assert f"{here}/parts/{made}/file" in page.text
    ours = await site.signed_in(world.larkmere, BOSS)
    back = f"/joint/{begun.reference}/parts/{made}/withdraw"
    assert (await ours.submit(back, {"words": ""})).status_code == 303
    for browser, here in (*ways, (ours, f"/joint/{begun.reference}")):
        for answer in await both_ways(browser, f"{here}/parts/{made}/file"):
            assert answer.status_code == 404
        for page in await both_ways(browser, here):
            assert "/file" not in page.text


async def test_a_partner_reads_no_document_that_is_not_marked_for_them(site: Site, world: World) -> None:
    begun, store = await joined(world, world.hallowdene), store_for(world)
    guest = await let_in(world, begun, world.hallowdene)
    file, _ = await file_on(world, store, begun)
    unmarked = await add_file(world, store, begun, file, world.hallowdene)
    marked = await add_file(world, store, begun, file, guests=(guest,))
    partner, here = await site.signed_in(world.hallowdene, "partner"), f"/shared/joint/{begun.reference}/parts"
    assert (await partner.get(f"{here}/{unmarked}/file")).status_code == 404
    assert (await partner.get(f"{here}/{marked}/file")).status_code == 200
    assert (await partner.get(f"/joint/{begun.reference}/parts/{marked}/file")).status_code == 404
    stranger = await site.signed_in(world.larkmere, "partner")
    assert (await stranger.get(f"{here}/{marked}/file")).status_code == 404
    ours = await site.signed_in(world.hallowdene, BOSS)
    await ours.submit(f"/joint/{begun.reference}/end-guest", {"part": str(guest)})
    assert (await partner.get(f"{here}/{marked}/file")).status_code == 404


async def test_an_agreement_that_is_over_closes_it_for_the_others(site: Site, world: World) -> None:
    begun, store = await joined(world, world.hallowdene), store_for(world)
    file, _ = await file_on(world, store, begun)
    made = await add_file(world, store, begun, file, world.hallowdene)
    theirs, here = await site.signed_in(world.hallowdene, BOSS), f"/joint/{begun.reference}/parts/{made}/file"
    assert (await theirs.get(here)).status_code == 200
    await tell(world, "update crossing.joint_parties set agreement_id = id where concern_id = :id and council_id ="
               " :council", id=begun.id, council=world.hallowdene.id)  # fmt: skip
    assert (await theirs.get(here)).status_code == 404
    assert (await (await site.signed_in(world.larkmere, BOSS)).get(here)).status_code == 200


async def test_a_part_without_a_file_has_none_and_lost_bytes_say_so(site: Site, world: World) -> None:
    begun, store = await joined(world, world.hallowdene), store_for(world)
    described = await add(world, begun, world.larkmere, world.hallowdene)
    file, _ = await file_on(world, store, begun)
    made = await add_file(world, store, begun, file, world.hallowdene)
    theirs, here = await site.signed_in(world.hallowdene, BOSS), f"/joint/{begun.reference}/parts"
    assert (await theirs.get(f"{here}/{described}/file")).status_code == 404
    kept = await object_of(world, made)
    assert kept is not None
    await store.delete(world.larkmere.id, [kept])
    lost = await theirs.get(f"{here}/{made}/file")
    assert (lost.status_code, "can’t be read at the moment" in lost.text) == (409, True)


async def test_each_reading_is_in_the_readers_trail_with_what_was_read(site: Site, world: World) -> None:
    begun, store = await joined(world, world.hallowdene), store_for(world)
    guest = await let_in(world, begun, world.hallowdene)
    file, _ = await file_on(world, store, begun)
    made = await add_file(world, store, begun, file, world.hallowdene, guests=(guest,))
    theirs, partner = await site.signed_in(world.hallowdene, BOSS), await site.signed_in(world.hallowdene, "partner")
    await theirs.get(f"/joint/{begun.reference}/parts/{made}/file")
    await partner.get(f"/shared/joint/{begun.reference}/parts/{made}/file")
    kept = await rows(
        world, "select action, subject_id from audit.entries where tenant_id = :council and action like 'read%file'"
        " and subject_id in (:part, :concern) order by action, subject_kind", council=world.hallowdene.id, part=made,
        concern=begun.id,
    )  # fmt: skip  # one question
    assert [tuple(row) for row in kept] == [
        ("read_joint:file", made), ("read_joint:file", begun.id), ("read_shared:file", made),
        ("read_shared:file", begun.id),
    ]  # fmt: skip  # a row each


def verified(body: bytes, folder: Path) -> tuple[int, str]:
    """How `commonground receipt verify` ends, and what it says."""
    (file := folder / "receipt.json").write_bytes(body)
    said = CliRunner().invoke(main, ["receipt", "verify", str(file), "--key", KEY.public.text])
    return said.exit_code, said.output


async def test_receipts_are_saved_and_verified_also_by_whoever_has_left(
    site: Site, world: World, third: TestCouncil, tmp_path: Path
) -> None:
    begun, store = await joined(world, world.hallowdene, third), store_for(world)
    file, _ = await file_on(world, store, begun)
    await add_file(world, store, begun, file, world.hallowdene)
    await add(world, begun, world.hallowdene, world.larkmere)
    await do(world, begun, world.hallowdene, JointAct.LEAVE)
    await sign_receipts(world, HeadFiles(tmp_path / "heads"))
    asked = "select id, what, manifest from council.receipts where tenant_id = :council and crossing_id = :id"
    held = await rows(world, asked, council=world.hallowdene.id, id=begun.id)
    assert {row.what for row in held} == {"joint_shared", "joint_left"}
    theirs, here = await site.signed_in(world.hallowdene, BOSS), f"/joint/{begun.reference}"
    history = (await theirs.get(f"{here}/history")).text
    for row in held:
        assert f"{here}/receipts/{row.id}/file" in history
        saved = await theirs.get(f"{here}/receipts/{row.id}/file")
        code, said = verified(saved.content, tmp_path)
        assert (code, "genuine" in said) == (0, True), said
        assert saved.headers["content-disposition"].startswith(f'attachment; filename="receipt-{begun.reference}-')
        assert json.loads(saved.text)["manifest"] == row.manifest
        assert verified(saved.content.replace(b"joint_", b"jolnt_"), tmp_path)[0] == 1
    [shared] = [row.id for row in held if row.what == "joint_shared" and '"file":null' in row.manifest]
    for stranger in (await site.signed_in(third, BOSS), await site.signed_in(world.larkmere, "manager")):
        assert (await stranger.get(f"{here}/receipts/{shared}/file")).status_code == 404


async def test_a_receipt_of_another_one_is_not_found_under_this_reference(site: Site, world: World) -> None:
    begun, other = await joined(world, world.hallowdene), await begin(world)
    await add(world, begun, world.larkmere)
    held = await ask(world, "select id from council.receipts where crossing_id = :id", id=begun.id)
    ours = await site.signed_in(world.larkmere, BOSS)
    assert (await ours.get(f"/joint/{begun.reference}/receipts/{held.id}/file")).status_code == 200
    assert (await ours.get(f"/joint/{other.reference}/receipts/{held.id}/file")).status_code == 404
    theirs = await site.signed_in(world.hallowdene, BOSS)
    assert (await theirs.get(f"/joint/{begun.reference}/receipts/{held.id}/file")).status_code == 404
