"""What somebody has asked for is not disposed of before they have it, and what may not be kept waits for no day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from casework import acting, add_context, add_referral
from commonground.tenants.retention import queue
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.rules import NotNowError
from commonground.tenants.retention.trial import TRIAL_PERSON
from commonground.tenants.retention.types import DisposalGround, KeptKind
from commonground.tenants.subject_access import service as subject_access
from commonground.tenants.subject_access.types import AskedBy, RequestInput
from councils import TestCouncil, World
from disposals import confirm, propose, there
from told import ask, tell
from trying import removed


@pytest.fixture(autouse=True)
async def nobody_asked(world: World) -> None:
    """Requests of the test before."""
    over = "update tenants.access_requests set finished_at = now(), finished_by = opened_by where finished_at is null"
    await tell(world, over)


async def closed_long_ago(world: World) -> str:
    """The reference of a context whose time is up."""
    long_ago = datetime.now(UTC) - timedelta(days=500)
    made = await add_context(world, world.larkmere, status="closed", at=long_ago)
    await tell(world, "update tenants.context_events set verb = 'close' where at = :at", at=long_ago)
    return made.reference


async def asked(world: World, council: TestCouncil, name: str) -> UUID:
    """A request of somebody for what is held about them."""
    async with acting(world, council, "ig_lead") as work:
        typed = RequestInput(name=name, aliases=(), asked_by=AskedBy.THEMSELVES, identity_words="Passport seen",
                             received_on=work.now.date())  # fmt: skip
        return await subject_access.open_request(work, typed)


async def searched(world: World, request: UUID) -> None:
    async with acting(world, world.larkmere, "ig_lead") as work:
        await subject_access.search(work, await subject_access.load_request(work, request, lock=True))


async def test_nothing_goes_while_somebody_waits_to_be_searched_for(world: World) -> None:
    """It is said at the first word, at the second and at the last moment."""
    first, second = [await closed_long_ago(world) for _ in range(2)]
    await asked(world, world.larkmere, TRIAL_PERSON)
    await asked(world, world.hallowdene, "Somebody Unheardof")
    proposed = await propose(world, KeptKind.CONTEXT, first)
    request = await asked(world, world.larkmere, "Somebody Unheardof")
    with pytest.raises(NotNowError, match="nobody has looked for them"):
        await confirm(world, proposed)
    with pytest.raises(NotNowError, match="nobody has looked for them"):
        await propose(world, KeptKind.CONTEXT, second)
    await searched(world, request)
    await confirm(world, proposed)
    await removed(world)
    assert not await there(world, first), "a trial asks for no real record, nor does a neighbour's request"
    await tell(world, "update tenants.contexts set changed_at = now() where reference = :reference", reference=second)
    with pytest.raises(NotNowError, match="nobody has looked for them"):
        await propose(world, KeptKind.CONTEXT, second)
    await searched(world, request)
    await confirm(world, await propose(world, KeptKind.CONTEXT, second))
    late = await asked(world, world.larkmere, "Somebody Quick")
    await removed(world)
    assert await there(world, second), "asked for after the second word"
    assert await ask(world, "select 1 from tenants.disposals where stopped_for = 'held' and reference = :reference",
                     reference=second)  # fmt: skip
    await searched(world, late)
    await confirm(world, await propose(world, KeptKind.CONTEXT, second))
    await removed(world)
    assert not await there(world, second)


async def test_what_names_somebody_who_asked_stays_until_they_are_answered(world: World) -> None:
    name, long_ago = "Tegwen Unheardof", timedelta(days=-500)
    told = await add_referral(world, world.larkmere, what=f"{name} waits by the kiosk.", state="withdrawn")
    change = "update tenants.referrals set changed_at = now() + cast(:by as interval) where id = :id"
    await tell(world, change, by=long_ago, id=told.id)
    request = await asked(world, world.larkmere, name)
    await searched(world, request)
    with pytest.raises(NotNowError, match="it is in this record"):
        await propose(world, KeptKind.REFERRAL, told.reference)
    await tell(world, "update tenants.access_requests set finished_at = now(), finished_by = opened_by where id = :id",
               id=request)  # fmt: skip
    await propose(world, KeptKind.REFERRAL, told.reference)


async def test_a_restricted_record_stays_while_any_request_is_open(world: World) -> None:
    """Whomever it names: whoever searches can't look into it, and learns nothing from what is refused."""
    reference = await closed_long_ago(world)
    proposed = await propose(world, KeptKind.CONTEXT, reference)
    await confirm(world, proposed)
    request = await asked(world, world.larkmere, "Somebody Unheardof")
    await searched(world, request)
    await tell(world, "update tenants.contexts set restricted = true where reference = :reference", reference=reference)
    await removed(world)
    assert await there(world, reference)
    with pytest.raises(NotNowError, match="Somebody has asked"):
        await propose(world, KeptKind.CONTEXT, reference)
    await tell(world, "update tenants.access_requests set finished_at = now(), finished_by = opened_by where id = :id",
               id=request)  # fmt: skip
    await confirm(world, await propose(world, KeptKind.CONTEXT, reference))
    await removed(world)
    assert not await there(world, reference)


@pytest.mark.parametrize("ground", [DisposalGround.SHOULD_NOT_BE_HERE, DisposalGround.DUPLICATE])
async def test_what_may_not_be_kept_goes_though_it_was_kept_longer(world: World, ground: DisposalGround) -> None:
    reference = await closed_long_ago(world)
    async with acting(world, world.larkmere, "ig_lead") as work:
        record = await kept_record(work, KeptKind.CONTEXT, reference, lock=True)
        await queue.keep_longer(
            work, record, "A review of the estate is under way", work.now.date() + timedelta(days=90)
        )
    with pytest.raises(NotNowError, match="not up"):
        await propose(world, KeptKind.CONTEXT, reference)
    await confirm(world, await propose(world, KeptKind.CONTEXT, reference, ground=ground))
    await removed(world)
    assert not await there(world, reference)
