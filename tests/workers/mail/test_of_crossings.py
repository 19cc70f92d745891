"""A mail about what goes from one council to another goes while it is news, to whoever may still be told, and holds a
reference and no word of the package."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from commonground.platform.crossings.types import Act
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.settings import Settings
from councils import canary
from crossed import agree, answer, propose, withdraw
from crossing_stage import carry, empty, known_context, offered
from mailing import carrying, states
from post_office import PostOffice
from stage import Stage


@pytest.fixture(autouse=True)
async def nothing_crosses(written: Stage) -> None:
    await empty(written)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return store_of(Settings(files_path=str(tmp_path / "files")))


@pytest.mark.parametrize("how", ["stands", "withdrawn", "acknowledged", "expired"])
async def test_an_offer_is_mailed_while_nobody_has_answered_it(
    written: Stage, office: PostOffice, store: FileStore, how: str
) -> None:
    there = written.world.hallowdene
    crossed = await offered(written, store)
    await carry(written)
    await written.run("delete from council.mails where tenant_id <> :id or state <> 'queued'", id=there.id)
    queued = (await states(written))["queued"]
    assert queued == 2, "screeners, each; a manager in the digest"
    if how == "withdrawn":
        await withdraw(written.world, crossed)
    if how == "acknowledged":
        await answer(written.world, crossed, Act.ACKNOWLEDGE)
    if how == "expired":
        await written.run("update crossing.offers set expires_at = now()")
    async with carrying(written, office) as send:
        await send()
    to = {f"{person}@hallowdene.example" for person in ("screener", "second-screener")}
    assert {each for message in office.taken for each in message.to} == (to if how == "stands" else set())
    for message in office.taken:
        text = _text(message.parsed)
        assert f"/handoffs/{crossed.reference}" in text
        for council in (written.world.larkmere, there):
            assert canary(council.slug) not in message.parsed.as_string()


@pytest.mark.parametrize("how", ["waits", "answered", "draft", "restricted"])
async def test_a_proposal_is_mailed_while_it_waits_and_to_whoever_may_agree(
    written: Stage, office: PostOffice, store: FileStore, how: str
) -> None:
    here = written.world.larkmere
    about = await known_context(written, here)
    crossed = await propose(written.world, here, written.world.hallowdene, store, about=about)
    await carry(written)
    assert await states(written) == {"queued": 2}, "the manager of the team, and who answers for access"
    if how == "answered":
        await agree(written.world, crossed)
    if how == "draft":
        await written.run("update tenants.disclosures set state = 'draft' where id = :id", id=crossed.id)
    if how == "restricted":
        await written.run("update tenants.contexts set restricted = true where id = :id", id=about.id)
    async with carrying(written, office) as send:
        await send()
    to = {f"{person}@larkmere.example" for person in ("specialist-manager", "ig-lead")}
    assert {each for message in office.taken for each in message.to} == (to if how == "waits" else set())
    for message in office.taken:
        assert f"/handoffs/{crossed.reference}/authorise" in _text(message.parsed)


@pytest.mark.parametrize("how", ["waits", "restricted"])
async def test_what_leaves_the_platform_is_mailed_to_whoever_may_agree(
    written: Stage, office: PostOffice, store: FileStore, how: str
) -> None:
    here, known = written.world.larkmere, new_reference(ReferenceKind.DISCLOSURE)
    about = await known_context(written, here)
    crossed = await propose(written.world, here, written.world.hallowdene, store, about=about)
    elsewhere = "destination = 'outside', receiver_id = null, receiver_words = 'A hospital'"
    await written.run(f"update tenants.disclosures set reference = :known, {elsewhere} where id = :id",
                      known=known, id=crossed.id)  # fmt: skip  # one row
    await carry(written)
    if how == "restricted":
        await written.run("update tenants.contexts set restricted = true where id = :id", id=about.id)
    async with carrying(written, office) as send:
        await send()
    to = {f"{person}@larkmere.example" for person in ("specialist-manager", "ig-lead")}
    assert {each for message in office.taken for each in message.to} == (to if how == "waits" else set())
    assert all(f"/disclosures/{known}" in _text(message.parsed) for message in office.taken)


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())
