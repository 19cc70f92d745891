"""Letters about accounts: sent, sent again under the same id after a crash, and forgotten; nothing of them in a log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from commonground.platform.database.engine import make_engine
from commonground.platform.mail import sending
from commonground.platform.mail.sending import Letter
from commonground.platform.settings import Settings
from commonground.workers import post
from commonground.workers.post import deliver_one
from councils import World
from local_people import invite, letters, newcomer
from told import ask, tell
from web import running_site, settings_for


@pytest.fixture
async def worker(world: World) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(world.database.worker_url, pooled=False)
    await tell(world, "delete from identity.letters")
    await tell(world, "delete from identity.throttles")
    yield engine
    await engine.dispose()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """What the mail server was handed."""
    taken: list[Letter] = []

    async def take(_: Settings, given: list[Letter]) -> None:
        taken.extend(given)

    monkeypatch.setattr(post, "send", take)
    return taken


async def _invited(world: World, email: str, **more: str | list[str]) -> str:
    async with running_site(world) as site:
        return await invite(site, world.larkmere, email, **more)


async def test_an_invitation_is_sent_with_its_link_and_then_forgotten(
    world: World, worker: AsyncEngine, sent: list[Letter]
) -> None:
    token = await _invited(world, "post@partner.example")
    settings = settings_for(world.database)
    assert await deliver_one(worker, settings)
    assert not await deliver_one(worker, settings)
    (letter,) = sent
    assert letter.to == "post@partner.example"
    assert letter.subject == "An invitation to Commonground"
    assert f"{settings.base_url}/invitations/{token}\n" in letter.text
    assert "Larkmere Council" in letter.text
    for private in ("Wren", "Practitioner", world.larkmere.people["admin"].name):
        assert private not in letter.text + letter.subject
    (kept,) = await letters(world)
    assert (kept.sent, kept.address, kept.token) == (True, None, "")
    assert letter.id == str(kept.id)


async def test_a_letter_to_somebody_who_reads_welsh(world: World, worker: AsyncEngine, sent: list[Letter]) -> None:
    await _invited(world, "cymraeg@partner.example", language="cy")
    await deliver_one(worker, settings_for(world.database))
    assert sent[0].subject == "Gwahoddiad i Commonground"
    assert "Mae Larkmere Council wedi eich gwahodd" in sent[0].text


async def test_who_dies_between_sending_and_saying_so_sends_once_more_under_the_same_id(
    world: World, worker: AsyncEngine, sent: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    await _invited(world, "crash@partner.example")

    async def die(_: Settings, given: list[Letter]) -> None:
        sent.extend(given)
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(post, "send", die)
        with pytest.raises(SystemExit):
            await deliver_one(worker, settings_for(world.database))
    assert not await deliver_one(worker, settings_for(world.database)), "its lease holds for a moment"
    await tell(world, "update identity.letters set due_at = now()")
    assert await deliver_one(worker, settings_for(world.database))
    assert len(sent) == 2
    assert len({letter.id for letter in sent}) == 1
    assert (await letters(world))[0].sent


async def test_a_failure_is_tried_later_and_logged_without_a_word_of_it(
    world: World, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await _invited(world, "refused@partner.example")

    async def refuse(_: Settings, given: list[Letter]) -> None:
        raise OSError(given[0].to)

    monkeypatch.setattr(post, "send", refuse)
    with capture_logs() as logs:
        assert await deliver_one(worker, settings_for(world.database))
    (line,) = logs
    assert line["event"] == "letter_not_sent"
    assert "refused@partner.example" not in str(logs)
    assert token not in str(logs)
    row = await ask(world, "select attempts, due_at > now(), sent_at from identity.letters")
    assert tuple(row) == (1, True, None)


async def test_what_was_sealed_with_another_key_is_not_sent(
    world: World, worker: AsyncEngine, sent: list[Letter]
) -> None:
    await _invited(world, "key@partner.example")
    other = replace(settings_for(world.database), secret_key="another key " + "x" * 32)
    assert await deliver_one(worker, other)
    assert sent == []
    assert not (await letters(world))[0].sent


async def test_every_kind_of_letter_goes_out_whole(world: World, worker: AsyncEngine, sent: list[Letter]) -> None:
    """In both languages, with no gap left unfilled."""
    async with running_site(world) as site:
        await newcomer(site, world.larkmere, "kinds@partner.example")
    await tell(world, "delete from identity.letters")
    kinds = ("email_change_asked", "email_changed", "new_device", "password_changed", "factors_changed", "work_ended")
    for lang in ("en", "cy"):
        for kind in kinds:
            await tell(world, "insert into identity.letters (id, kind, slug, address, lang) values (gen_random_uuid(),"
                       " :kind, 'larkmere', 'kinds@partner.example', :lang)", kind=kind, lang=lang)  # fmt: skip
    while await deliver_one(worker, settings_for(world.database)):
        pass
    assert len(sent) == 2 * len(kinds)
    assert len({letter.text for letter in sent}) == len(sent)
    for letter in sent:
        assert "{" not in letter.text
        assert "Larkmere Council" in letter.text
        assert str(UUID(letter.id)) == letter.id


def test_the_message_id_is_the_letters() -> None:
    """And a letter without an id has none of ours."""
    settings = Settings(mail_from="no-reply@council.example")
    made = sending._message(settings, Letter("a@b.example", "x", "y", id="letter-1"))
    assert made["Message-ID"] == "<letter-1@council.example>"
    assert sending._message(settings, Letter("a@b.example", "x", "y"))["Message-ID"] is None
