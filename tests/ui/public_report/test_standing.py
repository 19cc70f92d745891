"""What the page behind a return code says of where a report stands: true in each state, and never more than is safe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commonground.platform.references import hash_return_code
from councils import World
from resident import Resident, council_writes
from told import tell

pytestmark = pytest.mark.usefixtures("hurried")

SOON = datetime.now(UTC) + timedelta(days=2)
PAST = datetime.now(UTC) - timedelta(days=2)
NOT_YET = "There is no reply yet. We decide what to do by"
LATE = "We are late, and we are sorry."
ASKED = "Somebody has read it and asks you something below."
READ = "Somebody has read it. We have not decided yet what to do."
NO_REPLY = "Somebody has read what you told us. There is no reply to it."
REPLIED = "We have replied below."
WITHDRAWN = "You asked us to withdraw it."
BEFORE = "Somebody reads it before it is closed"
AGAIN = "We are looking at it again."
NOTHING_NEW = "We have looked at it again. There is no new reply."
EVERY = (NOT_YET, LATE, ASKED, READ, NO_REPLY, REPLIED, AGAIN, NOTHING_NEW, WITHDRAWN)

DECIDED = (
    "state = 'decided', outcome = 'advice', rationale = 'Known to the team.', decided_at = now(),"
    " decided_by = (select s.id from council.staff s where s.tenant_id = referrals.tenant_id limit 1),"
    " no_reply_reason = 'no_way_to_answer', paused_at = null, asked = null, decision_due_at = '{due}'"
)
WAITING = "state = 'waiting', paused_at = now(), asked = '{asked}', decision_due_at = '{due}'"
REOPENED = (
    "state = 'new', outcome = null, rationale = '', decided_at = null, decided_by = null, no_reply_reason = null,"
    " decision_due_at = '{due}'"
)


async def becomes(world: World, code: str, change: str, due: datetime = SOON, asked: str = "reporter") -> None:
    """The council did something with it."""
    await tell(
        world,
        f"update tenants.referrals set {change.format(due=due.isoformat(), asked=asked)} where id ="
        " (select r.referral_id from tenants.reports r where r.code_hash = :digest)",
        digest=hash_return_code(code),
    )


async def says(resident: Resident, *sentences: str) -> None:
    """The page says these, and no other sentence on where it stands."""
    page = (await resident.get("reply")).text
    assert [each for each in EVERY if each in page] == list(sentences), page
    for never in ("Known to the team", "advice", "no_way_to_answer", "decided to"):
        assert never not in page.lower()


@pytest.fixture
async def code(resident: Resident) -> str:
    code = await resident.report()
    await resident.open(code)
    return code


@pytest.mark.parametrize("state", ["new", "screening", "escalated"])
async def test_until_it_is_decided_there_is_a_day(resident: Resident, world: World, code: str, state: str) -> None:
    await becomes(world, code, f"state = '{state}', decision_due_at = '{{due}}'")
    await says(resident, NOT_YET)
    await becomes(world, code, "decision_due_at = '{due}'", PAST)
    await says(resident, LATE)


async def test_decided_without_a_reply_nothing_more_will_come(resident: Resident, world: World, code: str) -> None:
    for due in (SOON, PAST):
        await becomes(world, code, DECIDED, due)
        await says(resident, NO_REPLY)


async def test_without_a_reply_after_a_question(resident: Resident, world: World, code: str) -> None:
    await council_writes(world, code, "question", "Which evening was it?")
    await becomes(world, code, DECIDED, PAST)
    await says(resident, NO_REPLY)


async def test_decided_and_still_without_a_lead(resident: Resident, world: World, code: str) -> None:
    await becomes(world, code, DECIDED.replace("'decided'", "'needs_lead'", 1), PAST)
    await says(resident, NO_REPLY)


async def opens_again(world: World, code: str, due: datetime = SOON) -> None:
    """As the council does it, with the line in its history."""
    await becomes(world, code, REOPENED, due)
    await tell(
        world,
        "insert into tenants.referral_events (tenant_id, id, referral_id, at, verb, from_state, to_state, words)"
        " select tenant_id, gen_random_uuid(), referral_id, now(), 'reopen', 'decided', 'new', 'More came in.'"
        " from tenants.reports where code_hash = :digest",
        digest=hash_return_code(code),
    )


async def test_a_reply_is_one_until_it_is_opened_again(resident: Resident, world: World, code: str) -> None:
    await council_writes(world, code, "reply", "Thank you.")
    await becomes(world, code, DECIDED, PAST)
    await says(resident, REPLIED)
    await opens_again(world, code)
    await says(resident, AGAIN)
    assert "We decide what to do by" in (await resident.get("reply")).text
    await becomes(world, code, "decision_due_at = '{due}'", PAST)
    await says(resident, LATE, AGAIN)
    await becomes(world, code, DECIDED, PAST)
    await says(resident, NOTHING_NEW)
    await council_writes(world, code, "reply", "Thank you again.")
    await says(resident, REPLIED)


async def test_a_question_after_a_reply_is_told(resident: Resident, world: World, code: str) -> None:
    await council_writes(world, code, "reply", "Thank you.")
    await opens_again(world, code)
    await council_writes(world, code, "question", "Which evening was it?")
    await becomes(world, code, WAITING)
    await says(resident, ASKED)
    await council_writes(world, code, "word", "You can also ring us.")
    await says(resident, ASKED)
    await resident.post("reply", {"news": "On Friday."})
    await says(resident, AGAIN)


async def test_a_question_after_they_asked_to_withdraw_is_told(resident: Resident, world: World, code: str) -> None:
    await resident.post("withdraw", {"why": ""})
    await council_writes(world, code, "question", "Which evening was it?")
    await becomes(world, code, WAITING)
    await says(resident, ASKED, WITHDRAWN)
    assert BEFORE not in (await resident.get("reply")).text


async def test_what_we_wrote_after_they_asked_to_withdraw_is_told(resident: Resident, world: World, code: str) -> None:
    await resident.post("withdraw", {"why": ""})
    await council_writes(world, code, "word", "You can ring us.")
    await says(resident, WITHDRAWN)
    page = (await resident.get("reply")).text
    assert ("We have written to you below." in page, BEFORE in page) == (True, True)


async def test_opened_again_without_a_reply_there_is_a_day_once_more(
    resident: Resident, world: World, code: str
) -> None:
    await becomes(world, code, DECIDED)
    await becomes(world, code, REOPENED)
    await says(resident, NOT_YET)


async def test_while_the_clock_stands_for_the_reporter_no_day_is_promised(
    resident: Resident, world: World, code: str
) -> None:
    await council_writes(world, code, "question", "Which evening was it?")
    for due in (SOON, PAST):
        await becomes(world, code, WAITING, due)
        await says(resident, ASKED)
    await resident.post("reply", {"news": "On Friday."})
    await says(resident, READ)


async def test_whom_else_we_asked_is_not_told(resident: Resident, world: World, code: str) -> None:
    await becomes(world, code, WAITING, PAST, asked="police")
    await says(resident, READ)


@pytest.mark.parametrize(("change", "then"), [(DECIDED, (NO_REPLY, WITHDRAWN)), (REOPENED, (WITHDRAWN,))])
async def test_who_asked_to_withdraw_is_told_so_and_what_became_of_it(
    resident: Resident, world: World, code: str, change: str, then: tuple[str, ...]
) -> None:
    await resident.post("withdraw", {"why": ""})
    await becomes(world, code, change, PAST)
    await says(resident, *then)
    assert (BEFORE in (await resident.get("reply")).text) is (change == REOPENED)


async def test_each_state_is_said_in_welsh(resident: Resident, world: World, code: str) -> None:
    await resident.post("reply", {"news": "x", "_lang": "cy"})
    await council_writes(world, code, "question", "Pa noson?")
    for change, said in (
        (WAITING, "Mae rhywun wedi’i ddarllen ac yn gofyn rhywbeth ichi isod."),
        (
            DECIDED,
            "Mae rhywun wedi darllen yr hyn a ddywedoch wrthym. Nid oes ateb iddo.",
        ),
    ):
        await becomes(world, code, change)
        page = (await resident.get("reply")).text
        assert said in page
        assert not any(each in page for each in EVERY)


async def test_that_it_is_looked_at_again_is_said_in_welsh(resident: Resident, world: World, code: str) -> None:
    await council_writes(world, code, "reply", "Diolch.")
    await resident.post("reply", {"news": "x", "_lang": "cy"})
    for change, said in ((REOPENED, "Rydym yn edrych arno eto."), (DECIDED, "Rydym wedi edrych arno eto.")):
        await (opens_again(world, code) if change == REOPENED else becomes(world, code, change))
        page = (await resident.get("reply")).text
        assert said in page
        assert not any(each in page for each in EVERY)
