"""Whoever leads a restricted record reads in the mail because of which request they are told, and whom to speak to."""

from __future__ import annotations

from commonground.platform.identity.passes import open_session
from commonground.platform.ids import number_of, uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin
from commonground.workers.actors.carry_out import carry_out
from mailing import carrying
from post_office import PostOffice
from stage import Stage


async def test_the_mail_names_the_request_once_however_often_it_is_searched(written: Stage, office: PostOffice) -> None:
    larkmere, request = written.world.larkmere, uuid7()
    context = await written.context(larkmere, lead="practitioner", named=("practitioner",))
    for _ in range(2):
        async with begin(written.app) as work:
            assert await open_session(work, await written.world.token(larkmere, "ig_lead"))
            fact = await publish(work, Fact(FactKind.ASKED_ABOUT_YOURS, "context", context, because_of=request))
            await work.commit()
        assert await carry_out(written.worker, fact)
        async with carrying(written, office) as carry:
            await carry()
    assert office.recipients == ["practitioner@larkmere.example"]
    body = office.taken[0].parsed.get_body(("plain",))
    assert body is not None
    words = " ".join(body.get_content().split())
    assert f"(request {number_of(request)})" in words
    assert "Speak to the information-governance lead." in words
