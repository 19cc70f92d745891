"""Before each attempt it is asked whether a mail is still news to its reader: one of its own like a line of a digest,
on the first attempt like on one that an administrator asked for days later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.mail.deliveries import try_again, try_all_again
from commonground.platform.mail.models import MailState
from commonground.platform.notifications.service import mark_all_read, settle
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.outbox import FactKind
from councils import TestCouncil
from mailing import carrying, states
from post_office import PostOffice
from stage import Stage

_AGO = "update council.notifications set occurred_at = now() - cast(:ago as interval)"
_OF = "select m.state from council.mails m join council.staff s on s.id = m.staff_id where s.email like :who"


async def danger(stage: Stage, council: TestCouncil) -> UUID:
    referral = await stage.referral(council, attention="danger")
    await stage.happens(council, "admin", FactKind.REFERRAL_RECEIVED, referral)
    return referral


async def allocated(stage: Stage, council: TestCouncil) -> UUID:
    """One that comes at once without being urgent."""
    referral = await stage.referral(council, lead="screener")
    await stage.happens(council, "manager", FactKind.REFERRAL_ALLOCATED, referral)
    return referral


async def reads(stage: Stage, council: TestCouncil, person: str) -> None:
    async with acting(stage.world, council, person) as work:
        assert await mark_all_read(work)


async def carried(stage: Stage, office: PostOffice) -> None:
    async with carrying(stage, office) as carry:
        await carry()


async def again(stage: Stage) -> None:
    async with acting(stage.world, stage.world.larkmere, "admin") as work:
        assert await try_all_again(work)


async def test_what_was_read_before_it_went_is_not_sent_and_the_log_says_why(
    written: Stage, office: PostOffice
) -> None:
    for council in (written.world.larkmere, written.world.hallowdene):
        await danger(written, council)
    await reads(written, written.world.larkmere, "screener")
    await carried(written, office)
    assert "screener@larkmere.example" not in office.recipients
    assert "screener@hallowdene.example" in office.recipients
    assert await states(written) == {"sent": 5, "read": 1}


async def test_what_was_settled_is_sent_to_nobody(written: Stage, office: PostOffice) -> None:
    larkmere = written.world.larkmere
    referral = await danger(written, larkmere)
    async with acting(written.world, larkmere, "manager") as work:
        await settle(work, referral, {NotificationKind.DANGER_NOW}, mine=())
    await carried(written, office)
    assert office.taken == []
    assert await states(written) == {"read": 3}


@pytest.mark.parametrize("answer", ["550 Nobody here", "450 Later"])
async def test_nor_when_it_is_tried_again_whoever_tries(written: Stage, office: PostOffice, answer: str) -> None:
    larkmere = written.world.larkmere
    office.to_rcpt = lambda _: answer
    await danger(written, larkmere)
    await carried(written, office)
    await reads(written, larkmere, "screener")
    office.to_rcpt = lambda _: "250 OK"
    if answer.startswith("5"):
        await again(written)
    await written.run("update council.mails set due_at = now()")
    await carried(written, office)
    assert office.recipients == ["manager@larkmere.example", "second-screener@larkmere.example"]
    assert await states(written) == {"sent": 2, "read": 1}
    assert await written.ask(_OF, who="screener@%") == "read"
    assert await written.ask("select count(*) from council.mails where state = 'read' and answer is null") == 1


async def test_one_that_is_not_theirs_any_more_is_not_sent_when_it_is_tried_again(
    written: Stage, office: PostOffice
) -> None:
    office.to_rcpt = lambda _: "550 Nobody here"
    referral = await danger(written, written.world.larkmere)
    await carried(written, office)
    await written.run("update tenants.referrals set restricted = true where id = :id", id=referral)
    office.to_rcpt = lambda _: "250 OK"
    await again(written)
    await carried(written, office)
    assert office.taken == []
    assert await states(written) == {"not_sent": 3}


async def test_one_whose_reader_has_no_address_any_more_is_among_what_did_not_arrive(
    written: Stage, office: PostOffice
) -> None:
    await danger(written, written.world.larkmere)
    await written.run("update council.staff set email = null where email like 'manager@%'")
    await carried(written, office)
    assert await states(written) == {"sent": 2, "no_address": 1}
    await written.run("update council.staff set email = 'boss@larkmere.example' where id = :id",
                      id=written.staff(written.world.larkmere, "manager"))  # fmt: skip
    async with acting(written.world, written.world.larkmere, "admin") as work:
        await try_again(work, await written.ask("select id from council.mails where state = 'no_address'"))
    await carried(written, office)
    assert office.taken[-1].to == ("boss@larkmere.example",)


@pytest.mark.parametrize(("ago", "state"), [(timedelta(hours=95), "sent"), (timedelta(hours=97), "for_digest")])
async def test_what_is_days_late_waits_for_the_digest(
    written: Stage, office: PostOffice, ago: timedelta, state: str
) -> None:
    office.to_rcpt = lambda _: "550 Nobody here"
    await allocated(written, written.world.larkmere)
    await carried(written, office)
    await written.run(_AGO, ago=ago)
    office.to_rcpt = lambda _: "250 OK"
    await again(written)
    await carried(written, office)
    assert await states(written) == {state: 1}
    assert len(office.taken) == (state == "sent")


async def test_what_is_urgent_goes_however_late(written: Stage, office: PostOffice) -> None:
    await danger(written, written.world.larkmere)
    await written.run(_AGO, ago=timedelta(days=20))
    await carried(written, office)
    assert await states(written) == {"sent": 3}


@pytest.mark.parametrize(("ago", "state"), [(timedelta(), MailState.SENT), (timedelta(days=1), MailState.TOO_LATE)])
async def test_nothing_is_said_to_be_due_today_on_another_day(
    written: Stage, office: PostOffice, ago: timedelta, state: MailState
) -> None:
    await danger(written, written.world.larkmere)
    await written.run("update council.notifications set kind = 'decision_due_today'")
    await written.run(_AGO, ago=ago)
    await carried(written, office)
    kept: dict[str, Any] = await states(written)
    assert kept == {state: 3}
    assert bool(office.taken) is (state is MailState.SENT)
