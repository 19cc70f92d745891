"""What is written under a return code and sent twice, because no answer came through, is there once."""

from __future__ import annotations

import asyncio

import pytest

from commonground.platform.references import hash_return_code
from councils import World
from resident import Resident, council_writes
from told import rows, tell
from web import Site

pytestmark = pytest.mark.usefixtures("hurried")

THERE = (
    "from tenants.report_messages m join tenants.reports r on (r.tenant_id, r.id) = (m.tenant_id, m.report_id)"
    " where r.code_hash = :digest"
)
FACTS = (
    "select o.kind from system.outbox o join tenants.reports r on r.referral_id = o.subject_id"
    " where r.code_hash = :digest and o.kind <> 'referral_received' order by o.occurred_at, o.id"
)


async def written(world: World, code: str) -> list[tuple[str, str]]:
    query = f"select m.kind, m.body {THERE} order by m.at, m.id"
    return [(each.kind, each.body) for each in await rows(world, query, digest=hash_return_code(code))]


async def told(world: World, code: str) -> list[str]:
    return [each.kind for each in await rows(world, FACTS, digest=hash_return_code(code))]


@pytest.fixture
async def code(resident: Resident) -> str:
    code = await resident.report()
    await resident.open(code)
    return code


async def test_the_same_words_are_there_once_and_tell_once(resident: Resident, world: World, code: str) -> None:
    for _ in range(2):
        page = await resident.post("reply", {"news": "They were there again."}, follow=True)
        assert "Thank you. What you added is with the people" in page.text
    assert await written(world, code) == [("news", "They were there again.")]
    assert await told(world, code) == ["reporter_added_news"]


async def test_of_two_presses_at_one_time_one_counts(resident: Resident, world: World, code: str) -> None:
    both = await asyncio.gather(*(resident.post("reply", {"news": "At night."}) for _ in range(2)))
    assert [each.status_code for each in both] == [303, 303]
    assert (await written(world, code), await told(world, code)) == ([("news", "At night.")], ["reporter_added_news"])


async def test_what_is_said_anew_is_there_again(resident: Resident, world: World, code: str) -> None:
    """As a question, after one of ours, or later."""
    await resident.post("reply", {"news": "Yes"})
    await resident.post("reply", {"news": "Yes", "asks": "yes"})
    await council_writes(world, code, "question", "And on Friday?")
    await resident.post("reply", {"news": "Yes"})
    assert [kind for kind, _ in await written(world, code)] == ["news", "asks", "question", "news"]
    later = "update tenants.report_messages set at = at - interval '10 minutes'"
    await tell(world, f"{later} where id in (select m.id {THERE})", digest=hash_return_code(code))
    await resident.post("reply", {"news": "Yes"})
    assert len(await written(world, code)) == 5


async def test_a_wish_that_is_sent_twice_is_said_once_and_is_no_news(
    resident: Resident, world: World, code: str
) -> None:
    for _ in range(2):
        page = await resident.post("withdraw", {"why": "It was a mistake."}, follow=True)
        assert "You have asked us to withdraw your report." in page.text
    assert await written(world, code) == [("withdrawal", "It was a mistake.")]
    assert await told(world, code) == ["reporter_withdrew"]


async def test_the_same_words_under_another_code_are_another_report_s(
    site: Site, resident: Resident, world: World, code: str
) -> None:
    await resident.post("reply", {"news": "The same."})
    for council in (world.larkmere, world.hallowdene):
        other = Resident.at(site, council)
        theirs = await other.report()
        await other.open(theirs)
        await other.post("reply", {"news": "The same."})
        assert await written(world, theirs) == [("news", "The same.")]
