"""What a partner is let into with names has the safeguards of a handoff: told or not, a second person, a receipt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from casework import add_context
from commonground.infra.cli import main
from commonground.platform.audit.heads import HeadFiles
from commonground.platform.crossings.canonical import canonical
from councils import World, canary
from inviting import another_partner, invite, settle
from receipts_signed import sign_receipts
from told import ask, rows, tell
from trails import KEY
from web import Site

WORDS = "Behind the shop. Ayesha Khan was seen there."


def verified(body: bytes, folder: Path) -> int:
    """How `commonground receipt verify` ends."""
    file = folder / "receipt.json"
    file.write_bytes(body)
    return CliRunner().invoke(main, ["receipt", "verify", str(file), "--key", KEY.public.text]).exit_code


# Long: one way, from the question to the file.
async def test_names_take_told_or_not_and_leave_a_receipt(site: Site, world: World, tmp_path: Path) -> None:
    """From the question to the file that both save; once it has ended, the partner reads it no more."""
    await another_partner(world, world.larkmere, "receipted")
    known = await add_context(world, world.larkmere, team="specialist", lead="practitioner")
    said = f"{WORDS} {canary(world.larkmere.slug)}"
    await tell(world, "update tenants.contexts set description = :said where id = :id", said=said, id=known.id)
    priya = await site.signed_in(world.larkmere, "practitioner")
    typed: dict[str, str | list[str]] = {
        "version": "1", "partner": str(world.larkmere.people["receipted"].staff_id), "purpose": "To plan the survey.",
        "basis": "ca2004_s10", "necessity": "Needed-61.", "what": "notes", "names": "yes", "days": "28",
        "advice": "Advised-62.",
    }  # fmt: skip  # one form
    asked = await priya.submit(f"/contexts/{known.reference}/share", typed)
    assert asked.status_code == 422
    assert "say whether they were told" in asked.text
    untold = await priya.submit(f"/contexts/{known.reference}/share", typed | {"openness": "not_told"})
    assert "Say why not everybody was told." in untold.text
    typed |= {"openness": "some", "untold_why": "Untold-63."}
    assert (await priya.submit(f"/contexts/{known.reference}/share", typed)).status_code == 303
    (made,) = await ask(world, "select id from tenants.partner_invitations where context_id = :id", id=known.id)
    assert await receipts(world, made) == [], "nothing is shared before a second person has agreed"
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    proposal = (await manager.get(f"/sharing/{made}")).text
    for words in ("Some of them were. Untold-63.", "Advised-62.", "Needed-61."):
        assert words in proposal
    await settle(world, world.larkmere, made, "specialist_manager")
    (manifest,) = await receipts(world, made)
    assert (manifest["what"], manifest["sharing"]) == (
        "let_in", {"purpose": "To plan the survey.", "basis": "ca2004_s10", "told": "some"},
    )  # fmt: skip
    assert manifest["shared"]["fields"] == ["summary", "notes"]
    assert [(each["did"], each["by"]) for each in manifest["steps"]] == [
        ("propose", world.larkmere.people["practitioner"].name),
        ("authorise", world.larkmere.people["specialist_manager"].name),
    ]
    for hidden in (WORDS, "Ayesha", "Needed-61", "Advised-62", "Untold-63"):
        assert hidden not in json.dumps(manifest)
    assert f"/sharing/{made}/receipt" in (await priya.get(f"/contexts/{known.reference}/partners")).text
    partner = await site.signed_in(world.larkmere, "receipted")
    assert f"/shared/{known.reference}/receipt" in (await partner.get(f"/shared/{known.reference}")).text
    assert "being signed" in (await partner.get(f"/shared/{known.reference}/receipt")).text
    assert await sign_receipts(world, HeadFiles(tmp_path)) > 0
    ours = await priya.get(f"/sharing/{made}/receipt/file")
    theirs = await partner.get(f"/shared/{known.reference}/receipt/file")
    assert ours.content == theirs.content
    assert verified(ours.content, tmp_path) == 0
    assert verified(ours.content.replace(b"To plan", b"To scan"), tmp_path) == 1
    colleague = await site.signed_in(world.larkmere, "partner")
    neighbour = await site.signed_in(world.hallowdene, "specialist_manager")
    for browser, path in ((colleague, f"/shared/{known.reference}/receipt"), (neighbour, f"/sharing/{made}/receipt")):
        for end in ("", "/file"):
            assert (await browser.get(path + end)).status_code == 404
    form: dict[str, str | list[str]] = {"version": "3", "sharing": str(made), "reason": "The survey is done."}
    assert (await priya.submit(f"/contexts/{known.reference}/end-sharing", form)).status_code == 303
    assert [each["what"] for each in await receipts(world, made)] == ["let_in", "let_in_ended"]
    assert (await partner.get(f"/shared/{known.reference}/receipt/file")).status_code == 404
    page = (await priya.get(f"/sharing/{made}/receipt")).text
    assert page.index("Receipt 2") < page.index("Receipt 1")


@pytest.mark.parametrize("names", [False, True])
async def test_without_names_or_agreement_there_is_no_receipt(site: Site, world: World, names: bool) -> None:
    known = await add_context(world, world.larkmere)
    made = await invite(world, world.larkmere, known, names=names)
    assert await receipts(world, made) == []
    priya = await site.signed_in(world.larkmere, "practitioner")
    assert "There is no receipt" in (await priya.get(f"/sharing/{made}/receipt")).text
    assert (await priya.get(f"/sharing/{made}/receipt/file")).headers["location"].endswith("/receipt")
    assert f"/sharing/{made}/receipt" not in (await priya.get(f"/contexts/{known.reference}/partners")).text


async def receipts(world: World, invitation: object) -> list[dict[str, Any]]:
    found = await rows(world, "select * from council.receipts where crossing_id = :id order by no", id=invitation)
    assert all(canonical(json.loads(row.manifest)) == row.manifest for row in found)
    return [json.loads(row.manifest) for row in found]


async def test_what_was_shared_before_there_were_receipts_leads_to_none(site: Site, world: World) -> None:
    theirs = await another_partner(world, world.larkmere, "earlier")
    known = await add_context(world, world.larkmere, team="specialist", lead="practitioner")
    made = await invite(
        world, world.larkmere, known, who="earlier", organisation=theirs, names=True, agreed_by="specialist_manager"
    )
    shared, read = f"/contexts/{known.reference}/partners", f"/shared/{known.reference}"
    priya = await site.signed_in(world.larkmere, "practitioner")
    partner = await site.signed_in(world.larkmere, "earlier")
    assert f"/sharing/{made}/receipt" in (await priya.get(shared)).text
    assert f"{read}/receipt" in (await partner.get(read)).text
    await tell(world, "delete from council.receipts where crossing_id = :id", id=made)
    for browser, page in ((priya, shared), (partner, read)):
        answer = await browser.get(page)
        assert answer.status_code == 200
        assert "/receipt" not in answer.text
