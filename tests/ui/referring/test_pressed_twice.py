"""What is added to a referral and sent twice, because no answer came through, is there once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from councils import World
from example_files import TEXT, photo
from filing import send_files
from referrer import Form, refer, row_of
from told import rows, tell
from web import Browser, Site, token_in

PEOPLE = ["practitioner", "partner"]
LATER = "update tenants.report_messages set at = at - interval '10 minutes' where statement_id = :id"
LATER_FILES = "update tenants.attachments set added_at = added_at - interval '10 minutes' where record_id = :id"


class Added:
    """Somebody who referred something, and what the database has of it."""

    def __init__(self, world: World, browser: Browser, reference: str, row: Any) -> None:
        self.world, self.browser, self.row = world, browser, row
        self.here = f"/refer/{reference}"

    async def add(self, words: str, **more: str) -> str:
        sent = await self.browser.submit(self.here, {"news": words, **more})
        assert sent.status_code == 303, sent.text
        return sent.headers["location"]

    async def written(self) -> list[tuple[str, str]]:
        query = "select kind, body from tenants.report_messages where statement_id = :id order by at, id"
        return [(each.kind, each.body) for each in await rows(self.world, query, id=self.row.statement)]

    async def told(self) -> int:
        query = "select 1 from system.outbox where subject_id = :id and kind = 'reporter_added_news'"
        return len(await rows(self.world, query, id=self.row.id))

    async def recorded(self) -> int:
        query = "select 1 from audit.entries where subject_id = :id and action = 'refer:add'"
        return len(await rows(self.world, query, id=self.row.id))

    async def files(self) -> list[str]:
        query = "select about from tenants.attachments where record_id = :id order by id"
        return [each.about for each in await rows(self.world, query, id=self.row.id)]


@pytest.fixture(params=PEOPLE)
async def added(site: Site, world: World, request: pytest.FixtureRequest) -> Added:
    browser = await site.signed_in(world.larkmere, request.param)
    reference = await refer(browser)
    return Added(world, browser, reference, await row_of(world, reference))


async def test_the_same_words_are_there_once_and_tell_once(added: Added) -> None:
    assert await added.add("They were there again.") == await added.add("They were there again.") == added.here
    assert await added.written() == [("news", "They were there again.")]
    assert (await added.told(), await added.recorded()) == (1, 1)


async def test_of_two_presses_at_one_time_one_counts(added: Added) -> None:
    form: Form = {"_token": token_in((await added.browser.get(added.here)).text), "news": "At night."}
    both = await asyncio.gather(*(added.browser.post(added.here, form) for _ in range(2)))
    assert [each.status_code for each in both] == [303, 303]
    assert (await added.written(), await added.told()) == ([("news", "At night.")], 1)


async def test_other_words_and_the_same_as_a_question_are_another_thing(added: Added) -> None:
    await added.add("On Mondays")
    await added.add("On Mondays, too")
    await added.add("On Mondays", asks="yes")
    await added.add("On Mondays")
    assert await added.written() == [("news", "On Mondays"), ("news", "On Mondays, too"), ("asks", "On Mondays")]
    assert await added.told() == 3


async def test_the_same_words_later_are_said_anew(added: Added) -> None:
    await added.add("Again last night.")
    await tell(added.world, LATER, id=added.row.statement)
    await added.add("Again last night.")
    assert (len(await added.written()), await added.told()) == (2, 2)


async def test_two_questions_can_both_have_a_yes(added: Added) -> None:
    await added.add("Yes")
    await tell(
        added.world,
        "insert into tenants.report_messages (tenant_id, id, statement_id, kind, body, shown, at)"
        " values (:council, gen_random_uuid(), :id, 'question', 'And on Friday?', '', now())",
        council=added.row.tenant_id,
        id=added.row.statement,
    )
    await added.add("Yes")
    assert [kind for kind, _ in await added.written()] == ["news", "question", "news"]
    await added.add("Yes")
    assert len(await added.written()) == 3


@pytest.mark.parametrize(
    "sent", [("Bandstand.JPEG", photo(), "image/jpeg"), ("note.txt", TEXT, "text/plain")], ids=["photo", "text"]
)
async def test_a_file_is_there_once_and_tells_once(added: Added, sent: tuple[str, bytes, str]) -> None:
    for _ in range(2):
        answer = await send_files(added.browser, added.here, sent, about="At night ")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{added.here}/files")
    assert await added.files() == ["At night"]
    assert (len(await added.written()), await added.told()) == (1, 1)


async def test_what_was_not_there_yet_is_added_alone(added: Added) -> None:
    one, other = ("one.txt", TEXT, "text/plain"), ("Bandstand.JPEG", photo(), "image/jpeg")
    await send_files(added.browser, added.here, one)
    await send_files(added.browser, added.here, one, other)
    assert len(await added.files()) == 2
    await send_files(added.browser, added.here, one, about="With other words beside it")
    assert len(await added.files()) == 3
    await tell(added.world, LATER_FILES, id=added.row.id)
    await send_files(added.browser, added.here, one)
    assert (len(await added.files()), await added.told()) == (4, 4)


async def test_a_colleagues_same_words_are_their_own(site: Site, world: World) -> None:
    """Each under what they referred themselves, and next door."""
    for council, person in (
        (world.larkmere, "practitioner"),
        (world.larkmere, "partner"),
        (world.hallowdene, "partner"),
    ):
        browser = await site.signed_in(council, person)
        reference = await refer(browser)
        mine = Added(world, browser, reference, await row_of(world, reference))
        await mine.add("The same of each of them.")
        assert await mine.written() == [("news", "The same of each of them.")]
