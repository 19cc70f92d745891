"""Urgent mail that did not arrive is told to the council's administrators: once, without saying of what, and never by
mail to somebody whose own mail does not arrive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.identity.passes import claim_job
from commonground.platform.mail.deliveries import try_again
from commonground.platform.outbox import FactKind
from commonground.platform.work import begin
from commonground.workers.actors.undelivered import mails_undelivered
from councils import TestCouncil
from mailing import carrying
from post_office import PostOffice
from stage import Stage

TOLD = ("admin", "mail_undelivered")
_FACT = (
    "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)"
    " values (:id, :council, 'mails_undelivered', 'council', :council, now())"
)
_DEAD = (
    "insert into council.mails (tenant_id, id, staff_id, fact_id, message, urgent, state, queued_at, due_at)"
    " values (:council, uuidv7(), :staff, gen_random_uuid(), gen_random_uuid(), :urgent, :state, now(), now())"
)


async def look(stage: Stage, council: TestCouncil) -> None:
    fact: UUID = await stage.ask("select gen_random_uuid()")
    await stage.run(_FACT, id=fact, council=council.id)
    async with begin(stage.worker, now=datetime.now(UTC)) as work:
        job = await claim_job(work, fact)
        assert job is not None
        await mails_undelivered(work, job)
        await work.commit()


async def dead(
    stage: Stage, council: TestCouncil, to: str = "screener", state: str = "refused", *, urgent: bool = True
) -> None:
    await stage.run(_DEAD, council=council.id, staff=stage.staff(council, to), state=state, urgent=urgent)


async def mailed(stage: Stage) -> list[str]:
    query = (
        "select coalesce(array_agg(s.email order by s.email), '{}') from council.mails m"
        " join council.notifications n on n.id = m.notification_id and n.kind = 'mail_undelivered'"
        " join council.staff s on s.id = m.staff_id where m.state = 'queued'"
    )
    found: list[str] = await stage.ask(query)
    return found


async def test_a_refused_danger_is_told_to_the_administrators_and_to_no_other_council(
    written: Stage, office: PostOffice
) -> None:
    larkmere = written.world.larkmere
    office.to_rcpt = lambda to: "550 Nobody here" if to.startswith("second") else "250 OK"
    referral = await written.referral(larkmere, attention="danger")
    await written.happens(larkmere, "admin", FactKind.REFERRAL_RECEIVED, referral)
    async with carrying(written, office) as carry:
        await carry()
        for council in (larkmere, written.world.hallowdene):
            await look(written, council)
        assert TOLD in await written.who_was_told(larkmere)
        assert await written.who_was_told(written.world.hallowdene) == []
        await carry()
    kept: Any = await written.ask(
        "select array[subject_kind, subject_id::text, reference] from council.notifications"
        " where kind = 'mail_undelivered'"
    )
    assert kept == ["mails", str(larkmere.id), ""], "of which record is not said"
    assert office.taken[-1].to == ("admin@larkmere.example",)
    text = office.taken[-1].parsed.get_body(("plain",))
    assert text is not None
    assert "/council/notices" in text.get_content()


async def test_a_danger_for_somebody_without_an_address_is_told_to_the_administrators(written: Stage) -> None:
    larkmere, hallowdene = written.world.larkmere, written.world.hallowdene
    await written.run("update council.staff set email = null where email like 'second-screener@%'")
    referral = await written.referral(larkmere, attention="danger")
    await written.happens(larkmere, "admin", FactKind.REFERRAL_RECEIVED, referral)
    for council in (larkmere, hallowdene):
        await look(written, council)
    assert TOLD in await written.who_was_told(larkmere)
    assert await written.who_was_told(hallowdene) == []


@pytest.mark.parametrize("state", ["refused", "gave_up", "set_aside", "no_address"])
async def test_each_is_told_of_once_and_all_of_one_look_together(written: Stage, state: str) -> None:
    larkmere = written.world.larkmere
    for to in ("screener", "second_screener", "manager"):
        await dead(written, larkmere, to, state)
    for _ in range(3):
        await look(written, larkmere)
    assert await written.who_was_told(larkmere) == [TOLD]
    await written.run("update council.notifications set read_at = now()")
    await look(written, larkmere)
    assert await written.who_was_told(larkmere) == [TOLD], "nothing new"
    await dead(written, larkmere, state=state)
    await look(written, larkmere)
    assert await written.who_was_told(larkmere) == [TOLD, TOLD]


async def test_whoever_has_not_read_of_others_yet_is_not_told_again(written: Stage) -> None:
    larkmere = written.world.larkmere
    for _ in range(3):
        await dead(written, larkmere)
        await look(written, larkmere)
    assert await written.who_was_told(larkmere) == [TOLD]
    assert await mailed(written) == ["admin@larkmere.example"]


async def test_one_that_was_tried_again_in_vain_is_told_of_again(written: Stage) -> None:
    larkmere = written.world.larkmere
    await dead(written, larkmere)
    await look(written, larkmere)
    await written.run("update council.notifications set read_at = now()")
    async with acting(written.world, larkmere, "admin") as work:
        await try_again(work, await written.ask("select id from council.mails where state = 'refused'"))
    await written.run("update council.mails set state = 'gave_up' where urgent")
    await look(written, larkmere)
    assert await written.who_was_told(larkmere) == [TOLD, TOLD]


@pytest.mark.parametrize(
    ("state", "urgent"), [("refused", False), ("sent", True), ("queued", True), ("not_sent", True), ("read", True)]
)
async def test_nothing_is_told_of_what_arrived_or_can_wait(written: Stage, state: str, urgent: bool) -> None:
    larkmere = written.world.larkmere
    await dead(written, larkmere, state=state, urgent=urgent)
    await look(written, larkmere)
    assert await written.who_was_told(larkmere) == []


@pytest.mark.parametrize("urgent", [True, False])
async def test_nobody_whose_own_mail_does_not_arrive_is_mailed_about_it(written: Stage, urgent: bool) -> None:
    """In the product they are told like the others; and so there is no round of mails about mails."""
    larkmere = written.world.larkmere
    await dead(written, larkmere, "admin", urgent=urgent)
    await dead(written, larkmere, "screener")
    for _ in range(3):
        await look(written, larkmere)
        await written.run("update council.notifications set read_at = now()")
    assert await written.who_was_told(larkmere) == [TOLD]
    assert await mailed(written) == []
