"""A mail that was queued before an invitation ended, or before what was proposed was settled or restricted, does not go
after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework import Known
from commonground.platform.outbox import FactKind
from commonground.tenants.sharing.types import Verb
from commonground.workers.actors.carry_out import carry_out
from inviting import end, invite, pass_time, settle
from mailing import carrying, states
from post_office import PostOffice
from stage import Stage

_FACTS = "select array_agg(id) from system.outbox where done_at is null"


@pytest.mark.parametrize("how", ["stands", "ended", "over", "restricted", "organisation"])
async def test_a_queued_mail_of_an_ended_partner_is_not_sent(written: Stage, office: PostOffice, how: str) -> None:
    here = written.world.larkmere
    await written.run("truncate tenants.partner_invitations")
    context = await written.context(here, lead="practitioner")
    reference = await written.ask("select reference from tenants.contexts where id = :id", id=context)
    made = await invite(written.world, here, Known(context, reference))
    for fact in await written.ask(_FACTS):
        await carry_out(written.worker, fact)
    assert await states(written) == {"queued": 1}
    if how == "ended":
        await end(written.world, here, Known(context, reference), made)
    if how == "over":
        await pass_time(written.world, made, timedelta(days=30))
    if how == "restricted":
        await written.run("update tenants.contexts set restricted = true where id = :id", id=context)
    gone = "now()" if how == "organisation" else "null"
    await written.run(f"update council.partner_organisations set ended_at = {gone}")
    async with carrying(written, office) as carry:
        await carry()
    await written.run("update council.partner_organisations set ended_at = null")
    assert await states(written) == ({"sent": 1} if how == "stands" else {"not_sent": 1})
    if how == "stands":
        (message,) = office.taken
        text = message.parsed.get_body(("plain",))
        assert text is not None
        assert f"/shared/{reference}" in text.get_content()
        assert "Elm Park" not in text.get_content()
    else:
        assert office.taken == []


@pytest.mark.parametrize("how", ["stands", "restricted", "organisation"])
async def test_a_queued_mail_of_an_answer_goes_while_the_council_works_with_them(
    written: Stage, office: PostOffice, how: str
) -> None:
    here = written.world.larkmere
    referral = await written.referral(here, route="partner", restricted=how == "restricted")
    works_for = {"organisation_id": here.organisation, "organisation": "An organisation"}
    await written.statement(here, referral, "partner", **works_for)
    await written.happens(here, "screener", FactKind.WRITTEN_TO_YOU, referral)
    assert await states(written) == {"queued": 1}
    gone = "now()" if how == "organisation" else "null"
    await written.run(f"update council.partner_organisations set ended_at = {gone}")
    async with carrying(written, office) as carry:
        await carry()
    await written.run("update council.partner_organisations set ended_at = null")
    assert await states(written) == ({"not_sent": 1} if how == "organisation" else {"sent": 1})
    assert len(office.taken) == (0 if how == "organisation" else 1)


@pytest.mark.parametrize("how", ["waits", "refused", "over", "restricted"])
async def test_a_queued_mail_of_what_waits_for_nobody_any_more_is_not_sent(
    written: Stage, office: PostOffice, how: str
) -> None:
    here = written.world.larkmere
    await written.run("truncate tenants.partner_invitations")
    context = await written.context(here, lead="practitioner", kind="group")
    known = Known(context, await written.ask("select reference from tenants.contexts where id = :id", id=context))
    made = await invite(written.world, here, known, by="specialist_manager")
    for fact in await written.ask(_FACTS):
        await carry_out(written.worker, fact)
    assert await states(written) == {"queued": 1}
    if how == "refused":
        await settle(written.world, here, made, "ig_lead", Verb.REFUSE)
    if how == "over":
        await pass_time(written.world, made, timedelta(days=30))
    if how == "restricted":
        await written.run("update tenants.contexts set restricted = true where id = :id", id=context)
    async with carrying(written, office) as carry:
        await carry()
    became = {"waits": "sent", "refused": "read"}.get(how, "not_sent")
    assert await states(written) == {became: 1}, "what was refused is answered, in everybody's list"
    assert len(office.taken) == (how == "waits")
