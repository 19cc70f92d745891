"""Whoever leads a restricted record reads in the mail because of which request they are told, and whom to speak to."""

from __future__ import annotations

from uuid import UUID

from asking import answer, ask
from commonground.platform.identity.passes import open_session
from commonground.platform.ids import number_of
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from mailing import carrying, states
from post_office import PostOffice
from stage import Stage


async def found(written: Stage, council: TestCouncil, context: UUID, request: UUID) -> None:
    """A search for the request finds this record."""
    async with begin(written.app) as work:
        assert await open_session(work, await written.world.token(council, "ig_lead"))
        fact = await publish(work, Fact(FactKind.ASKED_ABOUT_YOURS, "context", context, because_of=request))
        await work.commit()
    assert await carry_out(written.worker, fact)


async def test_the_mail_names_the_request_once_however_often_it_is_searched(written: Stage, office: PostOffice) -> None:
    larkmere = written.world.larkmere
    request = await ask(written.world, larkmere)
    context = await written.context(larkmere, lead="practitioner", named=("practitioner",))
    for _ in range(2):
        await found(written, larkmere, context, request)
        async with carrying(written, office) as carry:
            await carry()
    assert office.recipients == ["practitioner@larkmere.example"]
    body = office.taken[0].parsed.get_body(("plain",))
    assert body is not None
    words = " ".join(body.get_content().split())
    assert f"(request {number_of(request)})" in words
    assert "Speak to the information-governance lead." in words


async def test_after_the_answer_the_mail_does_not_go(written: Stage, office: PostOffice) -> None:
    """The other council's goes, whose request still waits."""
    larkmere, hallowdene = written.world.larkmere, written.world.hallowdene
    for council in (larkmere, hallowdene):
        request = await ask(written.world, council)
        context = await written.context(council, lead="practitioner", named=("practitioner",))
        await found(written, council, context, request)
        if council is larkmere:
            await answer(written.world, council, request)
    async with carrying(written, office) as carry:
        await carry()
    assert office.recipients == ["practitioner@hallowdene.example"]
    assert await states(written) == {"sent": 1, "not_sent": 1}
